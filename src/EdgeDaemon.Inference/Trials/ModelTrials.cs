using System.Globalization;
using System.Security.Cryptography;

namespace EdgeDaemon.Inference.Trials;

/// <summary>
/// Before a model is used for the first time it is loaded and run once in a process of its own, under limits of the kernel: whatever ONNX
/// Runtime does with it costs that process. May be used by several threads at once.
/// </summary>
/// <param name="file">Where results are kept; null: each model is tried each time.</param>
/// <param name="retry">Is a model that failed tried again? One that passed is not.</param>
/// <param name="report">Hears, in one line, of each trial, and that a result cannot be kept; null: nobody does.</param>
/// <param name="limits">What a trial may use; null: the usual ones.</param>
/// <param name="time">Tells the time of a trial; null for the system's clock.</param>
public sealed class ModelTrials(TrialFile? file, bool retry, Action<string>? report = null, TrialLimits? limits = null, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly TrialLimits _limits = limits ?? new TrialLimits();

    /// <summary>How the model's trial ended, which is held now unless its result is kept.</summary>
    /// <param name="modelName">For messages.</param>
    /// <param name="model">The bytes of the ONNX file. <see cref="OnnxModel.OnnxGuard"/> has checked them.</param>
    /// <param name="options">How it will be loaded.</param>
    /// <exception cref="InferenceException">The model failed, now or when it was tried last; or it cannot be tried here.</exception>
    public TrialResult Require(string modelName, byte[] model, InferenceSessionOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        var request = TrialRequest.For(options, _limits);
        var key = request.KeyOf(options.Digest ?? Convert.ToHexStringLower(SHA256.HashData(model)));
        if (file?.Find(key) is var (kept, when) && (kept.Failure is null || !retry))
            return kept.Failure is null ? kept : throw new InferenceException(AsKept(Name(kept.Failure, modelName), when));
        var result = TrialChild.Run(request, model);
        if (result.Failure is null)
            report?.Invoke(Describe(modelName, result));
        Keep(key, result);
        return result.Failure is null ? result : throw new InferenceException(Name(result.Failure, modelName));
    }

    private void Keep(string key, TrialResult result)
    {
        try
        {
            file?.Keep(key, result, _time.GetUtcNow());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            report?.Invoke($"The result of a model's trial cannot be kept in '{file!.Path}' ({e.Message}); the model is tried again at the next start.");
        }
    }

    private static string Name(string failure, string modelName) => failure.Replace($"Model '{TrialResult.NoName}'", $"Model '{modelName}'", StringComparison.Ordinal);

    private string AsKept(string failure, DateTimeOffset when) => string.Create(
        CultureInfo.InvariantCulture,
        $"{failure} (So it ended on {when:yyyy-MM-dd HH:mm} UTC; it is tried again when the model or ONNX Runtime changes, or by 'edgedaemon check' as a user who may write '{file!.Path}'.)");

    private static string Describe(string modelName, TrialResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"Model '{modelName}' passed its trial: {(result.PeakKib + 1023) >> 10} MiB at most at one time, {result.Load.TotalMilliseconds:0} ms to load, {result.Run.TotalMilliseconds:0} ms for the first run.");
}
