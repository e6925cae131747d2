using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EdgeDaemon.Configuration.Naming;
using EdgeDaemon.Inference;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.Inference.Quantization;
using EdgeDaemon.Pipeline.Inferring;

namespace EdgeDaemon.Cli.Quantizing;

/// <summary>Makes an int8 bundle of a float one and judges it beside the other.</summary>
internal sealed partial class QuantizeJob : IDisposable
{
    /// <summary>Ways to choose ranges: the share of the values, 0..1, that may lie outside of one at each end.</summary>
    public static readonly (string Name, double LeftOut)[] Ways = [("minmax", 0), ("percentile", 0.0001)];

    /// <summary>Of the layers: a few, whose channels differ most in strength, are what costs a model its accuracy.</summary>
    private static readonly double[] SharesInFloat = [0, 0.1, 0.2, 0.3, 0.5];

    // And what rounding makes of it.
    private const double OneThing = 1.001;

    private const int LongestVersion = 32;
    private const string VersionSuffix = "+int8";

    private readonly IInferenceSessionFactory _sessions;
    private readonly ModelBundle _source;
    private readonly int _threads;
    private readonly ModelRunner _float;

    /// <summary>Loads the float model, and looks what can be quantized.</summary>
    /// <exception cref="InferenceException">It cannot be loaded or quantized.</exception>
    public QuantizeJob(IInferenceSessionFactory sessions, ModelBundle source, int threads)
    {
        (_sessions, _source, _threads) = (sessions, source, threads);
        _float = Load(source);
        try
        {
            Quantizer = new ModelQuantizer(source);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Writes the model.</summary>
    public ModelQuantizer Quantizer { get; }

    /// <summary>What runs it.</summary>
    public string Engine => _float.Engine;

    /// <summary>
    /// Calibrates, and takes the model with the fewest layers in float that agrees well enough on some of the pictures that it was calibrated with; where none does,
    /// the one that agrees best.
    /// </summary>
    /// <param name="pictures">To calibrate with.</param>
    /// <param name="name">The new model's.</param>
    /// <param name="way">How ranges are chosen; null: each way is tried.</param>
    /// <param name="allowed">In which share of what they see the two may differ, 0..1, for nothing better to be looked for; one thing always may, as of few that is no measure.</param>
    /// <exception cref="InferenceException">A model fails, or calculates what is no number.</exception>
    public QuantizedCandidate Make(PictureSet pictures, string name, string? way, double allowed)
    {
        Quantizer.Calibrate(pictures.ReadCalibrating, _threads);
        var files = ModelBundle.ReadFiles(_source.Directory);
        QuantizedCandidate? best = null;
        foreach (var inFloat in SharesInFloat.Select(share => (int)(share * Quantizer.Layers)).Distinct())
        {
            foreach (var (wayName, leftOut) in Ways.Where(w => way is null || w.Name == way))
            {
                var content = ContentOf(files, name, Quantizer.Write(leftOut, inFloat));
                var found = Compare(BundleOf(content), pictures.ReadSome());
                if (best is null || (found.Agreement, -found.Drift).CompareTo((best.Found.Agreement, -best.Found.Drift)) > 0)
                    best = new QuantizedCandidate(content, wayName, Quantizer.Layers - inFloat, found);
            }

            if ((1 - best!.Found.Agreement) * best.Found.Seen <= Math.Max(OneThing, allowed * best.Found.Seen))
                break;
        }

        return best!;
    }

    /// <summary>Compares on pictures that it was not calibrated with.</summary>
    public ModelComparison Judge(BundleContent content, PictureSet pictures) => Compare(BundleOf(content), pictures.ReadHeldOut());

    /// <summary>Golden pictures of the float model in which the new one does not see what it must.</summary>
    public IReadOnlyList<string> FailedGolden(BundleContent content)
    {
        using var runner = ModelRunner.Load(_sessions, BundleOf(content), _threads);
        using var trial = new GoldenTrial(runner);
        return trial.Failed(_source.GoldenCases);
    }

    /// <inheritdoc/>
    public void Dispose() => _float.Dispose();

    private ModelComparison Compare(ModelBundle bundle, IEnumerable<Vision.Frames.Frame> pictures)
    {
        using var runner = Load(bundle);
        return ModelComparison.Of(_float, runner, pictures);
    }

    private ModelRunner Load(ModelBundle bundle) => ModelRunner.Load(_sessions, bundle, _threads, scoreFactor: ModelComparison.ScoreFactor);

    private ModelBundle BundleOf(BundleContent content) => ModelBundle.Of(content, $"{_source.Directory}, quantized");

    /// <summary>The float model's files with another name, and a version that says what was done.</summary>
    private BundleContent ContentOf(Dictionary<string, byte[]> files, string name, byte[] model)
    {
        var version = _source.Manifest.Version + VersionSuffix;
        var manifest = NameLine().Replace(Encoding.UTF8.GetString(files[ModelManifest.FileName]), $"name: {name}", 1);
        if (version.Length <= LongestVersion)
            manifest = VersionLine().Replace(manifest, string.Create(CultureInfo.InvariantCulture, $"version: \"{version}\""), 1);
        var others = files.Where(file => file.Key is not (ModelManifest.FileName or LabelFile.FileName)).ToDictionary();
        return new BundleContent(model, Encoding.UTF8.GetBytes(manifest), files[LabelFile.FileName]) { Others = others };
    }

    [GeneratedRegex("^name:.*$", RegexOptions.Multiline)]
    private static partial Regex NameLine();

    [GeneratedRegex("^version:.*$", RegexOptions.Multiline)]
    private static partial Regex VersionLine();
}

/// <summary>An int8 bundle that may be installed.</summary>
/// <param name="Content">Its files.</param>
/// <param name="Way">How ranges were chosen.</param>
/// <param name="Layers">How many layers are in 8 bits.</param>
/// <param name="Found">Beside the float model on some of the pictures that it was calibrated with.</param>
internal sealed record QuantizedCandidate(BundleContent Content, string Way, int Layers, ModelComparison Found);
