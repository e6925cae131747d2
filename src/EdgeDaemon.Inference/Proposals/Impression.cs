using System.Globalization;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>
/// What a reading of a model saw in pictures in which nothing, something, and noise is to be seen, and whether that can be
/// true. It is read down to hardly any score: where boxes lie and how large scores are is what tells, not what is in the picture.
/// </summary>
/// <param name="decoder">The family that it is read as.</param>
/// <param name="model">The outputs that are read.</param>
/// <param name="spec">How.</param>
/// <param name="labels">How many labels there are; 0 where nobody knows.</param>
internal sealed class Impression(DecoderDescription decoder, ModelShape model, DecoderSpec spec, int labels)
{
    private const float Slack = 0.02f;
    private const int Many = 20;
    private const float Serious = 0.5f;
    private const float FarFromLogits = 50;
    private const float MostScore = 20;
    private const int Colours = 3;
    private const int FewestCoordinates = 8;

    private BoxTally _boxes;
    private ScoreTally _scores;
    private (float Low, float High) _range = (float.PositiveInfinity, float.NegativeInfinity);
    private int _pictures;
    private int _filled;
    private int _sums;
    private int _certain;
    private int _crowded;
    private int _points;
    private int _rows;
    private int _images;
    private int _label = -1;
    private bool _sameLabel = true;
    private bool _seen;

    /// <summary>Was anything seen in any of the pictures?</summary>
    public bool Saw => decoder.Task switch
    {
        DecoderTask.Detection => _boxes.Count > 0,
        // Scores of 8 bits are not looked at.
        DecoderTask.Classification => _range.High < _range.Low || _range.High > _range.Low || _range.High > 0,
        _ => _seen,
    };

    /// <summary>In a few words.</summary>
    public string Words => !Saw ? "saw nothing" : decoder.Task switch
    {
        DecoderTask.Detection => string.Create(CultureInfo.InvariantCulture, $"saw boxes with scores up to {_boxes.Highest:F2}"),
        DecoderTask.Classification => string.Create(CultureInfo.InvariantCulture, $"numbers from {_range.Low:F2} to {_range.High:F2}"),
        DecoderTask.Segmentation => "saw regions",
        _ => "made vectors",
    };

    /// <summary>Why this cannot be what the model means, without a full stop; empty where it can.</summary>
    public string Objection => IsOfScale ? ObjectionToScale : decoder.Task switch
    {
        DecoderTask.Detection => ObjectionToBoxes(),
        DecoderTask.Classification => ObjectionToScores(),
        DecoderTask.Segmentation => ObjectionToMap(),
        _ => ObjectionToVector,
    };

    /// <summary>Is that because of the range of its numbers? Read as another kind of scores it may be told better.</summary>
    public bool IsOfScale => ObjectionToScale.Length > 0;

    /// <summary>Takes the results of a picture in.</summary>
    /// <param name="result">As decoded.</param>
    /// <param name="numbers">The output that was read, where it is made of floats and there is but one; or the scores, where the other is boxes; else empty.</param>
    /// <param name="width">Length of its last dimension.</param>
    public void Add(ModelResult result, ReadOnlySpan<float> numbers, int width)
    {
        _pictures++;
        _boxes = _boxes.With(result.Tally);
        if (result.Tally.Count >= Many && result.Tally.Lowest >= Serious)
            _crowded++;
        _seen |= result.Segments.Length > 0 || result.EmbeddingNorm > 0;
        if (result.Segments is [{ Area: >= 0.999f }])
            _filled++;
        if (result.Classifications is [var best, ..])
        {
            _sameLabel &= _label < 0 || _label == best.LabelIndex;
            (_label, _certain) = (best.LabelIndex, _certain + (best.Score > 0.999f ? 1 : 0));
        }

        if (model.BoxOutputs is not null)
            _scores.Add(numbers, width);
        var sum = 0.0;
        foreach (var number in numbers)
        {
            sum += number;
            if (float.IsFinite(number))
                _range = (MathF.Min(_range.Low, number), MathF.Max(_range.High, number));
        }

        if (numbers.Length == 1 || Math.Abs(sum - 1) <= 0.1)
            _sums++;
        else if (AreCoordinates(numbers))
            _points++;
        if (model.Table is not null && IsEachOne(numbers, width))
            _rows++;
        if (Classes == Colours && Math.Abs((sum * Colours / numbers.Length) - 1) > 0.1)
            _images++;
    }

    /// <summary>Places in a picture: none at its very edge, spread, and none far from the others. Features have many numbers near 0, and a few that are large.</summary>
    private bool AreCoordinates(ReadOnlySpan<float> numbers)
    {
        if (numbers.Length < FewestCoordinates || (numbers.Length % 2 > 0 && numbers.Length % 3 > 0))
            return false;
        var (low, high, sum) = (float.PositiveInfinity, float.NegativeInfinity, 0f);
        foreach (var number in numbers)
            (low, high, sum) = (MathF.Min(low, number), MathF.Max(high, number), sum + number);
        return low > high / 50 && high > low * 1.05f && high <= 4 * sum / numbers.Length && high <= 1.5f * Math.Max(model.InputWidth, model.InputHeight);
    }

    private static bool IsEachOne(ReadOnlySpan<float> numbers, int width)
    {
        for (var at = 0; at + width <= numbers.Length; at += width)
        {
            var sum = 0f;
            foreach (var number in numbers.Slice(at, width))
                sum += number >= 0 ? number : float.NaN;
            if (!(MathF.Abs(sum - 1) <= Slack))
                return false;
        }

        return numbers.Length > width;
    }

    private string ObjectionToBoxes() => _boxes switch
    {
        _ when _rows == _pictures => "each of its rows sums up to 1, as the characters of a text do and boxes do not",
        _ when _scores.ObjectionTo(spec, labels) is { Length: > 0 } objection => objection,
        { Count: 0 } => "",
        { Highest: > 1 + Slack } => string.Create(CultureInfo.InvariantCulture, $"its scores reach {_boxes.Highest:F2}, which is no probability"),
        _ when Most(_boxes.InCorner) => "its boxes lie within the first pixels: they are parts of the picture, or not decoded",
        _ when Most(_boxes.Outside) => "its boxes lie outside the picture",
        // Where nothing is to be seen, a sound model may have a faint idea of all of it.
        { Highest: >= Serious } when Most(_boxes.Whole) => "its boxes are the whole picture",
        { Count: >= Many } when _boxes.Highest - _boxes.Lowest < 1e-6f => "its scores are the same everywhere",
        _ when _crowded == _pictures => "it sees objects everywhere, whatever it is shown",
        _ => "",
    };

    private string ObjectionToVector => _points == _pictures && labels == 0 ? "its numbers are like coordinates of key points, which are no task here" : "";

    /// <summary>Probabilities lie within 0..1, and logits do not.</summary>
    private string ObjectionToScale
    {
        get
        {
            var (what, isLogits) = (decoder.Task switch { DecoderTask.Classification => "numbers", DecoderTask.Segmentation when Classes == 1 => "cells", DecoderTask.Detection when !_scores.IsTooFew => "scores", _ => "" }, spec.Logits || spec.Softmax);
            var isWithinOne = what == "scores" ? _scores.IsWithinOne : IsWithinOne;
            return what.Length == 0 || _range.High <= _range.Low || isLogits != isWithinOne ? ""
                : isLogits ? $"its {what} lie within 0..1, which logits do not"
                : string.Create(CultureInfo.InvariantCulture, $"its {what} go from {_range.Low:F2} to {_range.High:F2}, which are no probabilities");
        }
    }

    private string ObjectionToScores() => _range.High <= _range.Low ? ""
        : !spec.Logits && _sums < _pictures && MadeBy is not ("Softmax" or "Sigmoid" or "HardSigmoid") ? "its numbers lie within 0..1 and do not sum up to 1: they are no scores of classes"
        : ObjectionToVector.Length > 0 ? ObjectionToVector
        : spec.Logits && _sameLabel && _certain == _pictures && _range.High > FarFromLogits ? "it is certain of the same class whatever it is shown: its numbers are no scores of classes"
        : "";

    private string ObjectionToMap() => _range.High <= _range.Low ? ""
        : Classes == 1 ? (_filled == _pictures ? "it sees the same in every cell of every picture: they may be depths, or colours" : "")
        : Classes == Colours && labels == 0 && _images == _pictures && MadeBy != "Softmax" && (MadeBy is "Tanh" or "Clip" || IsWithinOne || (_range.Low >= 0 && _range.High > MostScore))
            ? "its three planes are like the colours of a picture, which is no task here"
        : "";

    private long Classes => decoder.CountClasses(model);

    private string MadeBy => model.Outputs[0].MadeBy;

    private bool IsWithinOne => _range.Low >= -Slack && _range.High <= 1 + Slack;

    private bool Most(int odd) => odd * 10 >= _boxes.Count * 7;
}
