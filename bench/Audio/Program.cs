using System.Globalization;
using NAudio.Dsp;
using VoiceSmith.Audio;

// Resampling here and by NAudio's WdlResampler: pass band, aliases and images, cost. docs/adr/0010 has the figures.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const double Level = 0.5;
(string Name, Func<float[], int, int, float[]> Run)[] resamplers =
[
    ("Resampler", (samples, from, to) => Resampler.Resample(samples, from, to)),
    ("WDL, NAudio's default", (samples, from, to) => Wdl(samples, from, to, wdl => wdl.SetMode(true, 2, false))),
    ("WDL, sinc 64", (samples, from, to) => Wdl(samples, from, to, wdl => wdl.SetMode(true, 0, true, 64, 32))),
    ("WDL, sinc 512", (samples, from, to) => Wdl(samples, from, to, wdl => wdl.SetMode(true, 0, true, 512, 512))),
];
Console.WriteLine(
    $"{"",-24} {"rates",-16} {"dB at 0.5",10} {"at 0.9",8} {"-0.1 dB at",11} {"alias dB",9} {"error dB",9} {"ms/s",7}"
);
foreach (var (from, to) in new[] { (48000, 22050), (44100, 22050), (22050, 16000), (22050, 48000), (16000, 22050) })
    foreach (var (name, run) in resamplers)
        Report(name, run, from, to);

static void Report(string name, Func<float[], int, int, float[]> run, int from, int to)
{
    var nyquist = Math.Min(from, to) / 2.0;
    double Gain(double part) => Fit(run(Sine(part * nyquist, from), from, to), part * nyquist, to).GainDb;
    var edge = Enumerable
        .Range(1, 99)
        .Select(i => i / 100.0)
        .TakeWhile(part => Math.Abs(Gain(part)) < 0.1)
        .LastOrDefault();
    double[] parts = [1.001, 1.02, 1.05, 1.1, 1.2, 1.5, 2];
    var aliases = parts
        .Where(_ => to < from)
        .Select(part => part * to / 2)
        .Where(hz => hz < from / 2.0)
        .Select(hz => Decibels(Rms(Middle(run(Sine(hz, from), from, to))) * Math.Sqrt(2) / Level));
    double[] tones = [0.01, 0.3, 0.6, 0.9];
    var error = tones.Max(part => Fit(run(Sine(part * nyquist, from), from, to), part * nyquist, to).RestDb);
    var alias = aliases.DefaultIfEmpty(double.NaN).Max();
    Console.WriteLine(
        $"{name,-24} {from + " → " + to,-16} {Gain(0.5),10:F3} {Gain(0.9),8:F2} {edge,11:F2} {alias,9:F0} {error,9:F0} {Cost(run, from, to),7:F2}"
    );
}

// The least of five CPU times for ten seconds of sound, per second.
static double Cost(Func<float[], int, int, float[]> run, int from, int to)
{
    var sound = new float[10 * from];
    var random = new Random(1);
    for (var i = 0; i < sound.Length; i++)
        sound[i] = (float)(random.NextDouble() - 0.5);
    double Once()
    {
        var before = Environment.CpuUsage.TotalTime;
        run(sound, from, to);
        return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / 10;
    }
    Once();
    return Enumerable.Range(0, 5).Min(_ => Once());
}

static float[] Wdl(float[] samples, int from, int to, Action<WdlResampler> setMode)
{
    var wdl = new WdlResampler();
    setMode(wdl);
    wdl.SetFilterParms();
    wdl.SetFeedMode(false);
    wdl.SetRates(from, to);
    var (output, read) = (new List<float>(), 0);
    var buffer = new float[1024];
    while (read < samples.Length)
    {
        var wanted = wdl.ResamplePrepare(buffer.Length, 1, out var input);
        var given = Math.Min(wanted, samples.Length - read);
        samples.AsSpan(read, given).CopyTo(input);
        read += given;
        var made = wdl.ResampleOut(buffer, given, buffer.Length, 1);
        output.AddRange(buffer.AsSpan(0, made));
        if (made == 0 && given == 0)
            break;
    }
    return [.. output];
}

// The sine of a frequency that fits a sound best: its gain, and what is left beside it.
static (double GainDb, double RestDb) Fit(float[] samples, double hz, int rate)
{
    var middle = Middle(samples);
    double cc = 0,
        ss = 0,
        cs = 0,
        xc = 0,
        xs = 0;
    for (var i = 0; i < middle.Length; i++)
    {
        var (sin, cos) = Math.SinCos(2 * Math.PI * hz / rate * i);
        (cc, ss, cs, xc, xs) = (
            cc + cos * cos,
            ss + sin * sin,
            cs + cos * sin,
            xc + middle[i] * cos,
            xs + middle[i] * sin
        );
    }
    var determinant = cc * ss - cs * cs;
    var (a, b) = ((xc * ss - xs * cs) / determinant, (xs * cc - xc * cs) / determinant);
    var rest = new float[middle.Length];
    for (var i = 0; i < rest.Length; i++)
    {
        var (sin, cos) = Math.SinCos(2 * Math.PI * hz / rate * i);
        rest[i] = (float)(middle[i] - a * cos - b * sin);
    }
    return (Decibels(Math.Sqrt(a * a + b * b) / Level), Decibels(Rms(rest) * Math.Sqrt(2) / Level));
}

static float[] Sine(double hz, int rate)
{
    var samples = new float[rate / 2];
    for (var i = 0; i < samples.Length; i++)
        samples[i] = (float)(Level * Math.Sin(2 * Math.PI * hz / rate * i));
    return samples;
}

static float[] Middle(float[] samples) => samples[(samples.Length / 4)..(samples.Length * 3 / 4)];

static double Rms(float[] samples) => Math.Sqrt(samples.Average(sample => (double)sample * sample));

static double Decibels(double ratio) => 20 * Math.Log10(Math.Max(ratio, 1e-12));
