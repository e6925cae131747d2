using EdgeDaemon.Scenes.Stage;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Tests.Events;

/// <summary>
/// Stands in for a detection model, because none that is bundled is good on drawings: what it sees is the truth, made worse as a
/// small quantised detector would, always the same for the same seed. Boxes are off by a few per cent, every tenth object is missed, half
/// hidden ones more often, some are told twice or with a low score, some get another label, and things are seen that are not there, a
/// few of them in the same place for some frames.
/// </summary>
internal sealed class SimulatedDetector(int seed)
{
    public const int Labels = 3;
    private const double BoxError = 0.04;
    private const double MissShare = 0.08;
    private const double PhantomsPerFrame = 0.06;
    private const double GhostsPerFrame = 0.004;

    private Random _random = new(seed);
    private readonly List<Detection> _seen = [];
    private (Detection Object, int Frames) _ghost;

    /// <summary>What it says of one frame, best score first.</summary>
    /// <param name="frame">Its number: what is drawn by lot depends on nothing else, not on which frames were looked at before.</param>
    /// <param name="truth">What is in the picture.</param>
    /// <param name="canSee">Is the picture good enough to see objects in?</param>
    public IReadOnlyList<Detection> Look(int frame, IEnumerable<StagedObject> truth, bool canSee)
    {
        _random = new Random((seed * 7919) + frame);
        _seen.Clear();
        foreach (var thing in truth.Where(_ => canSee))
            See(thing);
        for (var chance = PhantomsPerFrame; _random.NextDouble() < chance; chance /= 2)
            _seen.Add(Phantom(0.35 + (_random.NextDouble() * 0.25)));
        Haunt();
        _seen.Sort((a, b) => b.Score.CompareTo(a.Score));
        return _seen;
    }

    private void See(in StagedObject thing)
    {
        var clarity = Math.Clamp((thing.VisibleShare - 0.3) / 0.35, 0, 1);
        if (_random.NextDouble() > clarity * (1 - MissShare))
            return;
        var score = (float)Math.Clamp(0.7 - (0.12 * (1 - clarity)) + (Bell() * 0.09), 0.36, 0.97);
        var label = _random.NextDouble() < 0.03 ? _random.Next(Labels) : (int)thing.Kind;
        _seen.Add(new Detection(Blur(thing.Box), label, score));
        if (_random.NextDouble() < 0.02)
            _seen.Add(new Detection(Blur(Blur(Blur(thing.Box))), label, score * 0.7f));
    }

    /// <summary>A thing that is not there for two frames in the same place, rather sure of itself.</summary>
    private void Haunt()
    {
        if (_ghost.Frames == 0 && _random.NextDouble() < GhostsPerFrame)
            _ghost = (Phantom(0.55), 2);
        if (_ghost.Frames == 0)
            return;
        _seen.Add(_ghost.Object with { Box = Blur(_ghost.Object.Box) });
        _ghost.Frames--;
    }

    private Detection Phantom(double score)
    {
        var (width, height) = (0.05 + (_random.NextDouble() * 0.2), 0.08 + (_random.NextDouble() * 0.3));
        var (left, top) = (_random.NextDouble() * (1 - width), _random.NextDouble() * (1 - height));
        return new Detection(
            new BoundingBox((float)left, (float)top, (float)(left + width), (float)(top + height)), _random.Next(Labels), (float)score);
    }

    private BoundingBox Blur(in BoundingBox box)
    {
        var (width, height) = (box.Right - box.Left, box.Bottom - box.Top);
        return new BoundingBox(
            Off(box.Left, width), Off(box.Top, height), Off(box.Right, width), Off(box.Bottom, height));

        float Off(float edge, float side) => Math.Clamp(edge + (float)(Bell() * BoxError * side), 0, 1);
    }

    /// <summary>Nearly normal, sigma 1.</summary>
    private double Bell() => Enumerable.Range(0, 12).Sum(_ => _random.NextDouble()) - 6;
}
