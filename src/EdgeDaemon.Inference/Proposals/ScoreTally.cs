using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Inference.Proposals;

/// <summary>
/// Which of a box's scores is the best, over all boxes of the trial's pictures. No class is the best of nearly all of them, whatever is shown, but the score
/// of "nothing" of a softmax is, and it stands at an end: DETR has it behind the classes, SSDs in front of them.
/// </summary>
internal struct ScoreTally
{
    private const int Fewest = 20;
    private const float Half = 0.5f;
    private const float Slack = 0.02f;

    private End _first;
    private End _last;
    private int _boxes;
    private int _sums;
    private float _lowest;
    private float _highest;

    /// <summary>Are there so few that nothing can be said?</summary>
    public readonly bool IsTooFew => _boxes < Fewest;

    /// <summary>Are all of them probabilities?</summary>
    public readonly bool IsWithinOne => _lowest >= -Slack && _highest <= 1 + Slack;

    /// <summary>Adds the scores of a picture's boxes, row by row, so many each.</summary>
    public void Add(ReadOnlySpan<float> scores, int width)
    {
        for (var at = 0; width > 1 && at + width <= scores.Length; at += width)
        {
            var row = scores.Slice(at, width);
            var (best, second, sum, share) = (0, float.NegativeInfinity, 0f, 0f);
            for (var i = 0; i < width; i++)
            {
                (_lowest, _highest) = (MathF.Min(_lowest, row[i]), MathF.Max(_highest, row[i]));
                sum += row[i];
                if (i > 0 && row[i] > row[best])
                    (best, second) = (i, row[best]);
                else if (i > 0)
                    second = MathF.Max(second, row[i]);
            }

            foreach (var score in row)
                share += MathF.Exp(score - row[best]);
            _boxes++;
            _sums += MathF.Abs(sum - 1) <= Slack ? 1 : 0;
            if (row[best] > second && best == 0)
                _first.Add(row[best], share);
            else if (row[best] > second && best == width - 1)
                _last.Add(row[best], share);
        }
    }

    /// <summary>Why they cannot be what these parameters make of them, without a full stop; empty where they can.</summary>
    /// <param name="spec">How they are read.</param>
    /// <param name="labels">How many labels there are; 0 where nobody knows.</param>
    public readonly string ObjectionTo(DecoderSpec spec, int labels)
    {
        if (IsTooFew)
            return "";
        var isSoftmax = spec.Softmax || _sums * 100L >= _boxes * 99L;
        foreach (var (end, name, isLabel) in ((End, string, bool)[])[(_last, "last", spec.Extra == 0), (_first, "first", spec.LabelOffset == 0)])
        {
            var isNearlyAlways = end.Best * 10 >= _boxes * 9;
            var isSure = isNearlyAlways && (IsWithinOne ? end.Serious : end.Positive) * 10 >= _boxes * 9;
            var isLikely = isNearlyAlways && !IsWithinOne && end.Share * 10 >= _boxes * 9;
            if (isLabel && (isSure || (isLikely && labels > 0 && spec.Extra + spec.LabelOffset > 0)))
                return $"the {name} of its scores is the best of nearly every box, whatever is shown: it stands for nothing and is no label";
            if (isLikely && !isSure && labels == 0 && (isLabel || spec.Softmax))
                return $"the {name} of its scores is the best of nearly every box, and may stand for nothing: the number of --labels tells";

            // Class 0 of data sets that are numbered from 1 is never seen.
            if (!isLabel && !isSoftmax && !isSure && end.Best > 0 && spec.Kind == DecoderKind.BoxesScores)
                return $"the {name} of its scores is that of a class";
        }

        return isSoftmax && spec.Extra + spec.LabelOffset > 0 && Nothing(spec) * 10 < _boxes * 9 ? "none of its scores stands for nothing" : "";
    }

    private readonly int Nothing(DecoderSpec spec)
    {
        var end = spec.Extra > 0 ? _last : _first;
        return spec.Softmax ? end.Share : end.Serious;
    }

    /// <summary>How often the first, or the last, of a box's scores is the best.</summary>
    private struct End
    {
        public int Best;
        public int Positive;
        public int Serious;
        public int Share;

        /// <param name="score">The best.</param>
        /// <param name="share">What the softmaxes of all sum up to, that of the best being 1.</param>
        public void Add(float score, float share)
        {
            Best++;
            Positive += score > 0 ? 1 : 0;
            Serious += score >= Half ? 1 : 0;
            Share += 1 / share >= Half ? 1 : 0;
        }
    }
}
