using System.Globalization;
using System.Text.Json;
using VoiceSmith.Bench.Faults;

if (args is not [var kind, .. var rest])
{
    Console.Error.WriteLine("Faults signals|disk|damage|memory|clock [ROUNDS]; see README.md beside the source.");
    return 2;
}
var rounds = rest is [var number, ..] ? int.Parse(number, CultureInfo.InvariantCulture) : (int?)null;
var outcome = new Outcome(kind);
using var work = new WorkFolder();
switch (kind)
{
    case "signals":
        await new SignalFaults(work, outcome).RunAsync(rounds ?? 100);
        break;
    case "disk":
        await new DiskFaults(work, outcome).RunAsync(rounds ?? 20);
        break;
    case "damage":
        new DamageFaults(work, outcome).Run(rounds ?? 64);
        break;
    case "memory":
        await new MemoryFaults(work, outcome).RunAsync(rounds ?? 1);
        break;
    case "clock":
        await new ClockFaults(work, outcome).RunAsync(rounds ?? 5);
        break;
    default:
        Console.Error.WriteLine($"There is no kind '{kind}'.");
        return 2;
}
Console.WriteLine(JsonSerializer.Serialize(outcome.Figures));
return outcome.Failures == 0 ? 0 : 1;
