using EdgeDaemon.Vision.Preprocessing;
using EdgeDaemon.Vision.Tensors;

namespace EdgeDaemon.Vision.Decoding;

/// <summary>
/// From a class per cell to what may be told of it: for each class its share of the frame, how many regions it has, and the
/// boxes of the largest. The mask itself stays in here, and is consumed while it is measured. See <see cref="ClassMap"/> for
/// the outputs it reads.
/// </summary>
internal sealed class SegmentationDecoder : IModelDecoder
{
    /// <summary>What is to be known of it.</summary>
    public static readonly DecoderDescription Description = new()
    {
        Kind = DecoderKind.Segmentation,
        Task = DecoderTask.Segmentation,
        Read = (reader, spec) => spec with
        {
            Background = reader.Integer("background", -1, 1000, spec.Background),
            MinRegionArea = reader.Number("min_region_area", 0, 1, spec.MinRegionArea),
            MaxRegions = reader.Integer("max_regions", 1, 1000, spec.MaxRegions),
            Logits = reader.Flag("logits", spec.Logits),
        },
        Habits = InputHabits.OfTensorFlow,
        Fits = model => model.Outputs is [{ Shape: [1, > 1, > 1], IsClassNumbers: true }] || IsMap(model),
        Readings = model => ClassMap.CountClasses(model) == 1 ? SharedReadings.Scores : [new DecoderReading(0)],
        CountClasses = ClassMap.CountClasses,
        FitsOtherwise = model => model.IsTableOfCells,
        Create = (spec, outputs, width, height, labels) => new SegmentationDecoder(spec, outputs, width, height, labels),
    };

    private const long MostClasses = 256;
    private const int CoarsestStride = 8;

    // Biggest first; then by place, so that the order never hangs on anything else.
    private static readonly Comparison<Segment> LargestSegmentFirst = (x, y) =>
        x.Area != y.Area ? y.Area.CompareTo(x.Area) : x.LabelIndex.CompareTo(y.LabelIndex);

    private static readonly Comparison<SegmentRegion> LargestRegionFirst = (x, y) =>
        x.Area != y.Area ? y.Area.CompareTo(x.Area)
        : x.Box.Top != y.Box.Top ? x.Box.Top.CompareTo(y.Box.Top)
        : x.Box.Left.CompareTo(y.Box.Left);

    private readonly DecoderSpec _spec;
    private readonly ClassMap _map;
    private readonly RegionFinder _finder;
    private readonly int[] _cellsOf;
    private readonly int[] _regionsOf;
    private readonly float _cellWidth;
    private readonly float _cellHeight;

    public SegmentationDecoder(DecoderSpec spec, ReadOnlySpan<TensorSpec> outputs, int inputWidth, int inputHeight, int labelCount)
    {
        if (spec.MaxRegions < 1)
            throw new DecoderMismatchException($"Regions: expected room for 1 or more, got {spec.MaxRegions}.");
        _spec = spec;
        var output = OutputRules.Single(outputs, "segmentation expects one output");
        _map = new ClassMap(spec, output, index: 0, labelCount);
        _finder = new RegionFinder(_map.Rows, _map.Columns);
        (_cellsOf, _regionsOf) = (new int[labelCount], new int[labelCount]);
        (_cellWidth, _cellHeight) = ((float)inputWidth / _map.Columns, (float)inputHeight / _map.Rows);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<Tensor> outputs, in ResizeTransform transform, ModelResult result)
    {
        var cells = _map.Read(outputs);
        var visible = HidePadding(cells, transform);
        if (_cellsOf.Length > 1)
            Hide(cells, (short)_spec.Background);
        _cellsOf.AsSpan().Clear();
        _regionsOf.AsSpan().Clear();
        var regions = TakeRegions(cells, visible, transform, result);
        result.SetSegmentCounts(WriteSegments(visible, result), regions);
    }

    /// <summary>
    /// Fine enough to tell where things end, and no more classes than any data set has: coarser maps with more channels are features. The
    /// heat-maps of FOMO are softmaxes at a cell per 8 pixels.
    /// </summary>
    private static bool IsMap(ModelShape model)
    {
        return model.Planes is [1, var a, var b, var c] && (IsFine(b, c, a) || IsFine(a, b, c));

        bool IsFine(long rows, long columns, long channels) =>
            rows > 1 && columns > 1 && channels <= MostClasses && Math.Abs((rows * model.InputWidth) - (columns * model.InputHeight)) <= Math.Max(model.InputWidth, model.InputHeight)
            && (rows * CoarsestStride > model.InputHeight || (rows * CoarsestStride == model.InputHeight && model.Outputs[0].MadeBy != "Softmax"));
    }

    /// <summary>Cells whose middle is not in the frame show padding. Returns how many show the frame.</summary>
    private int HidePadding(Span<short> cells, in ResizeTransform transform)
    {
        var visible = 0;
        for (var row = 0; row < _map.Rows; row++)
        {
            var y = ((row + 0.5f) * _cellHeight * transform.ScaleY) + transform.OffsetY;
            for (var column = 0; column < _map.Columns; column++)
            {
                var x = ((column + 0.5f) * _cellWidth * transform.ScaleX) + transform.OffsetX;
                if (x >= 0 && x < transform.FrameWidth && y >= 0 && y < transform.FrameHeight)
                    visible++;
                else
                    cells[(row * _map.Columns) + column] = ClassMap.None;
            }
        }

        return visible;
    }

    private static void Hide(Span<short> cells, short label)
    {
        if (label >= 0)
            cells.Replace(label, ClassMap.None);
    }

    /// <summary>Counts the cells and regions of every class. Returns how many regions were written to the result.</summary>
    private int TakeRegions(Span<short> cells, int visible, in ResizeTransform transform, ModelResult result)
    {
        var room = result.RegionBuffer(_spec.MaxRegions);
        var count = 0;
        for (var start = 0; start < cells.Length; start++)
        {
            var label = cells[start];
            if (label == ClassMap.None)
                continue;
            var found = _finder.Take(cells, start);
            _cellsOf[label] += found.Cells;
            var area = (float)found.Cells / visible;
            if (area < _spec.MinRegionArea)
                continue;
            _regionsOf[label]++;
            count = Keep(room, count, new SegmentRegion(label, BoxOf(found, transform), area));
        }

        room[..count].Sort(LargestRegionFirst);
        return count;
    }

    /// <summary>Adds a region, in place of the smallest when there is no room.</summary>
    private static int Keep(Span<SegmentRegion> room, int count, in SegmentRegion region)
    {
        if (count < room.Length)
        {
            room[count] = region;
            return count + 1;
        }

        var smallest = 0;
        for (var i = 1; i < room.Length; i++)
        {
            if (room[i].Area < room[smallest].Area)
                smallest = i;
        }

        if (region.Area > room[smallest].Area)
            room[smallest] = region;
        return count;
    }

    private BoundingBox BoxOf(in CellRegion region, in ResizeTransform transform) => transform.ToFrame(
        region.Left * _cellWidth, region.Top * _cellHeight, region.Right * _cellWidth, region.Bottom * _cellHeight);

    private int WriteSegments(int visible, ModelResult result)
    {
        var room = result.SegmentBuffer(_cellsOf.Length);
        var count = 0;
        for (var label = 0; label < _cellsOf.Length; label++)
        {
            if (_cellsOf[label] > 0)
                room[count++] = new Segment(label, (float)_cellsOf[label] / visible, _regionsOf[label]);
        }

        room[..count].Sort(LargestSegmentFirst);
        return count;
    }
}
