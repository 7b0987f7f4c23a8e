using VoiceSmith.Streaming.Scheduling;

namespace VoiceSmith.Streaming.Voices;

/// <summary>
/// The devices of an engine, each with workers of its own. An utterance is computed on the device with the fewest.
/// </summary>
internal sealed class DevicePlaces : IDisposable
{
    private const int WorkersOfAccelerator = 3;

    private readonly Lock _lock = new();
    private readonly ComputeWorkers[] _workers;
    private readonly int[] _utterances;

    /// <param name="devices">The devices.</param>
    /// <param name="workers">Threads for each; 0 for what serves many listeners best.</param>
    public DevicePlaces(SpeechDevices devices, int workers)
    {
        Devices = devices;
        var threads =
            workers > 0 ? workers
            : devices.AreAccelerators ? WorkersOfAccelerator
            : Environment.ProcessorCount;
        _workers = [.. devices.All.Select(_ => new ComputeWorkers(threads))];
        _utterances = new int[_workers.Length];
    }

    /// <summary>The devices.</summary>
    public SpeechDevices Devices { get; }

    /// <summary>Devices.</summary>
    public int Count => _workers.Length;

    /// <summary>Threads in all.</summary>
    public int Workers => _workers.Sum(workers => workers.Count);

    /// <summary>Jobs that wait for a thread.</summary>
    public int Waiting => _workers.Sum(workers => workers.Waiting);

    /// <summary>Takes a place for an utterance, on the device with the fewest; given back by disposing it.</summary>
    public Place Take()
    {
        lock (_lock)
        {
            var least = Array.IndexOf(_utterances, _utterances.Min());
            _utterances[least]++;
            return new(this, least);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_workers, workers => workers.Dispose());

    private void Leave(int number)
    {
        lock (_lock)
            _utterances[number]--;
    }

    /// <summary>An utterance's place.</summary>
    public sealed class Place(DevicePlaces places, int number) : IDisposable
    {
        /// <summary>The device's number.</summary>
        public int Number => number;

        /// <summary>The device's workers.</summary>
        public ComputeWorkers Workers => places._workers[number];

        /// <inheritdoc/>
        public void Dispose() => places.Leave(number);
    }
}
