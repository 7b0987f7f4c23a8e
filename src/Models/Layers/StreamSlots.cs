using static TorchSharp.torch;

namespace VoiceSmith.Models.Layers;

/// <summary>
/// The states of many streams of one network in one tensor: a row for each stream, so that a batch reads its rows with
/// one operator and writes them back with another.
/// </summary>
/// <remarks>Row 0 belongs to the rows that pad a batch.</remarks>
/// <param name="width">Float32 values of one state.</param>
/// <param name="device">The network's device.</param>
internal sealed class StreamSlots(long width, Device device) : IDisposable
{
    /// <summary>The slot of rows that pad a batch.</summary>
    public const int Padding = 0;

    private const int FirstCapacity = 16;

    private readonly ReaderWriterLockSlim _growth = new(LockRecursionPolicy.SupportsRecursion); // read: rows are in use
    private readonly Stack<int> _free = [];
    private Tensor _rows = zeros([FirstCapacity, width], device: device).DetachFromDisposeScope();
    private int _used = 1;

    /// <summary>Slots taken now.</summary>
    public int Count
    {
        get
        {
            lock (_free)
                return _used - 1 - _free.Count;
        }
    }

    /// <summary>Takes a slot, all zeros.</summary>
    public int Acquire()
    {
        using var mode = inference_mode();
        int slot;
        lock (_free)
        {
            if (!_free.TryPop(out slot))
            {
                if (_used == _rows.size(0))
                    Grow();
                slot = _used++;
            }
        }
        _growth.EnterReadLock();
        try
        {
            using var scope = NewDisposeScope();
            _rows.select(0, slot).zero_();
        }
        finally
        {
            _growth.ExitReadLock();
        }
        return slot;
    }

    /// <summary>Gives a slot back. No batch may be using it.</summary>
    public void Release(int slot)
    {
        lock (_free)
            _free.Push(slot);
    }

    /// <summary>Runs a step of several streams over their states, within the caller's dispose scope.</summary>
    /// <param name="slots">Their slots, int64, [batch], on the network's device.</param>
    /// <param name="step">Reads and changes the states.</param>
    public T Run<T>(Tensor slots, Func<SlotBatch, T> step)
    {
        _growth.EnterReadLock();
        try
        {
            var values = _rows.index_select(0, slots); // [batch, value]
            var result = step(new(values));
            _rows.index_copy_(0, slots, values);
            return result;
        }
        finally
        {
            _growth.ExitReadLock();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rows.Dispose();
        _growth.Dispose();
    }

    private void Grow()
    {
        _growth.EnterWriteLock();
        try
        {
            using var scope = NewDisposeScope();
            var larger = zeros([2 * _rows.size(0), width], device: device);
            larger.narrow(0, 0, _rows.size(0)).copy_(_rows);
            _rows.Dispose();
            _rows = larger.DetachFromDisposeScope();
        }
        finally
        {
            _growth.ExitWriteLock();
        }
    }
}

/// <summary>
/// The states of the streams in one batch, read part by part in the order in which the network uses them.
/// </summary>
/// <param name="values">[batch, value]; changed in place. Null to measure a state: all parts are then zero.</param>
internal sealed class SlotBatch(Tensor? values)
{
    /// <summary>Values used so far; after a whole step, the width of a state.</summary>
    public long Used { get; private set; }

    /// <summary>The next part of the states, to be read and then written.</summary>
    /// <param name="like">A tensor with the batch size, type and device.</param>
    /// <param name="frames">Frames kept.</param>
    /// <param name="channels">Values per frame.</param>
    /// <returns>[batch, frame, channel], a view.</returns>
    public Tensor Take(Tensor like, long frames, long channels)
    {
        var part = values is null
            ? like.new_zeros(like.size(0), frames, channels)
            : values.narrow(1, Used, frames * channels).view(values.size(0), frames, channels);
        Used += frames * channels;
        return part;
    }

    /// <summary>The next part of the states before new frames; the last frames become the part.</summary>
    /// <param name="frames">Frames kept.</param>
    /// <param name="x">[batch, time, channel]</param>
    /// <returns>[batch, frames + time, channel]</returns>
    public Tensor Push(long frames, Tensor x)
    {
        var part = Take(x, frames, x.size(2));
        var joined = cat([part, x], 1);
        part.copy_(joined.narrow(1, joined.size(1) - frames, frames));
        return joined;
    }

    /// <summary>The window of a layer whose state for one stream is a <see cref="StreamingWindow"/>.</summary>
    /// <param name="like">From the layer's NewWindow; holds nothing.</param>
    /// <param name="mask">Multiplied into the frames that go in, [batch, time, 1]; null for none.</param>
    public IFrameWindow Window(StreamingWindow like, Tensor? mask = null) => new SlotWindow(this, like.Frames, mask);

    /// <summary>
    /// A window over slots. Every block has as many outputs as inputs: where a stream has not begun, they are of frames
    /// before its first, to be masked by whoever reads them.
    /// </summary>
    private sealed class SlotWindow(SlotBatch batch, int frames, Tensor? mask) : IFrameWindow
    {
        public Tensor? Push(Tensor? x, bool last) => batch.Push(frames, mask is null ? x! : x! * mask);

        public void Dispose()
        {
            // the slots own the state
        }
    }
}
