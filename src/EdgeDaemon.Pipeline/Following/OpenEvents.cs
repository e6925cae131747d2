using EdgeDaemon.Pipeline.Dismissing;
using EdgeDaemon.Vision.Tracking;

namespace EdgeDaemon.Pipeline.Following;

/// <summary>
/// Which number the event of each tracked object has in the journal, and what events were about, also for some time after they
/// ended. Allocates when it is made, and when the first feature vector tells how long they are.
/// </summary>
internal sealed class OpenEvents
{
    private const int Remembered = 64;

    private readonly OpenEvent[] _running = new OpenEvent[EventTracker.MaxTracks];
    private readonly OpenEvent[] _over = new OpenEvent[Remembered];
    private readonly Stack<float[]> _vectors = new();
    private int _count;
    private int _overNext;

    /// <summary>The event of an object begins.</summary>
    /// <returns>Its number.</returns>
    public uint Add(uint number, in TrackTransition start)
    {
        _running[_count++] = new OpenEvent(start.Track, number, new DismissedThing(start.LabelIndex, start.Box!.Value, Keep(start.Embedding)));
        return number;
    }

    /// <summary>The number of a running event.</summary>
    public uint Of(int track) => _running[PlaceOf(track)].Number;

    /// <summary>The event of an object is over.</summary>
    /// <returns>Its number.</returns>
    public uint Remove(in TrackTransition end)
    {
        var place = PlaceOf(end.Track);
        var running = _running[place];
        if (_over[_overNext].Thing.Embedding is { Length: > 0 } forgotten)
            _vectors.Push(forgotten);
        // By its end most was seen of it.
        var look = running.Thing.Embedding;
        if (end.Embedding?.Length == look.Length)
            end.Embedding.CopyTo(look, 0);
        else
            look = look.Length > 0 ? look : Keep(end.Embedding);
        _over[_overNext] = running with { Thing = running.Thing with { Box = end.Box!.Value, Embedding = look } };
        _overNext = (_overNext + 1) % Remembered;
        _running[place] = _running[--_count];
        return running.Number;
    }

    /// <summary>An event that runs, or was over a short while ago; null: there is none of that number.</summary>
    public OpenEvent? Find(uint number, out bool isRunning)
    {
        isRunning = true;
        for (var i = 0; i < _count; i++)
        {
            if (_running[i].Number == number)
                return _running[i];
        }

        isRunning = false;
        foreach (var over in _over)
        {
            if (over.Number == number && number > 0)
                return over;
        }

        return null;
    }

    private float[] Keep(ReadOnlySpan<float> embedding)
    {
        if (embedding.IsEmpty)
            return [];
        if (_vectors.Count == 0)
        {
            for (var i = 0; i <= EventTracker.MaxTracks + Remembered; i++)
                _vectors.Push(new float[embedding.Length]);
        }

        // Two second models may give vectors of different lengths.
        var kept = _vectors.Pop() is var free && free.Length == embedding.Length ? free : new float[embedding.Length];
        embedding.CopyTo(kept);
        return kept;
    }

    private int PlaceOf(int track)
    {
        var place = 0;
        while (place < _count && _running[place].Track != track)
            place++;
        return place < _count ? place : throw new InvalidOperationException($"Object {track} has no running event.");
    }
}

/// <summary>An event in the journal.</summary>
/// <param name="Track">The tracker's number of its object.</param>
/// <param name="Number">Its number in the journal.</param>
/// <param name="Thing">What it is about.</param>
internal readonly record struct OpenEvent(int Track, uint Number, DismissedThing Thing);
