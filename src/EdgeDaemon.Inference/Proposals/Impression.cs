using System.Globalization;
using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>
/// What a reading of a model saw in pictures in which nothing, something, and noise is to be seen, and whether that can be
/// true. It is read down to hardly any score: where boxes lie and how large scores are is what tells, not what is in the picture.
/// </summary>
/// <param name="task">What the results are.</param>
/// <param name="logits">Are scores read as logits?</param>
/// <param name="madeBy">The operator that makes the output.</param>
internal sealed class Impression(DecoderTask task, bool logits, string madeBy)
{
    private const float Slack = 0.02f;
    private const int Many = 20;
    private const float Serious = 0.5f;
    private const float FarFromLogits = 50;

    private BoxTally _boxes;
    private (float Low, float High) _range = (float.PositiveInfinity, float.NegativeInfinity);
    private int _pictures;
    private int _filled;
    private int _sums;
    private int _certain;
    private int _crowded;
    private int _label = -1;
    private bool _sameLabel = true;
    private bool _seen;

    /// <summary>Was anything seen in any of the pictures?</summary>
    public bool Saw => task switch
    {
        DecoderTask.Detection => _boxes.Count > 0,
        // Scores of 8 bits are not looked at.
        DecoderTask.Classification => _range.High < _range.Low || _range.High > _range.Low || _range.High > 0,
        _ => _seen,
    };

    /// <summary>In a few words.</summary>
    public string Words => !Saw ? "saw nothing" : task switch
    {
        DecoderTask.Detection => string.Create(CultureInfo.InvariantCulture, $"saw boxes with scores up to {_boxes.Highest:F2}"),
        DecoderTask.Classification => string.Create(CultureInfo.InvariantCulture, $"numbers from {_range.Low:F2} to {_range.High:F2}"),
        DecoderTask.Segmentation => "saw regions",
        _ => "made vectors",
    };

    /// <summary>Why this cannot be what the model means, without a full stop; empty where it can.</summary>
    public string Objection => task switch
    {
        DecoderTask.Detection => ObjectionToBoxes(),
        DecoderTask.Classification => ObjectionToScores(),
        DecoderTask.Segmentation => ObjectionToMap(),
        _ => "",
    };

    /// <summary>Takes the results of a picture in.</summary>
    /// <param name="result">As decoded.</param>
    /// <param name="numbers">The output that was read, where it is made of floats and there is but one; else empty.</param>
    public void Add(ModelResult result, ReadOnlySpan<float> numbers)
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

        var sum = 0f;
        foreach (var number in numbers)
        {
            sum += number;
            if (float.IsFinite(number))
                _range = (MathF.Min(_range.Low, number), MathF.Max(_range.High, number));
        }

        if (numbers.Length == 1 || MathF.Abs(sum - 1) <= 0.1f)
            _sums++;
    }

    private string ObjectionToBoxes() => _boxes switch
    {
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

    private string ObjectionToScores() => _range.High <= _range.Low ? ""
        : !logits && !IsWithinOne ? string.Create(CultureInfo.InvariantCulture, $"its numbers go from {_range.Low:F2} to {_range.High:F2}, which are no probabilities")
        : !logits && _sums < _pictures && madeBy is not ("Softmax" or "Sigmoid" or "HardSigmoid") ? "its numbers lie within 0..1 and do not sum up to 1: they are no scores of classes"
        : logits && IsWithinOne ? "its numbers lie within 0..1, which logits do not"
        : logits && _sameLabel && _certain == _pictures && _range.High > FarFromLogits ? "it is certain of the same class whatever it is shown: its numbers are no scores of classes"
        : "";

    private string ObjectionToMap() => _range.High <= _range.Low ? ""
        : !logits && !IsWithinOne ? string.Create(CultureInfo.InvariantCulture, $"its cells go from {_range.Low:F2} to {_range.High:F2}, which are no probabilities")
        : logits && IsWithinOne ? "its cells lie within 0..1, which logits do not"
        : _filled == _pictures ? "it sees the same in every cell of every picture"
        : "";

    private bool IsWithinOne => _range.Low >= -Slack && _range.High <= 1 + Slack;

    private bool Most(int odd) => odd * 10 >= _boxes.Count * 7;
}
