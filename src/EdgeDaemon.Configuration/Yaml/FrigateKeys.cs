using System.Collections.Immutable;

namespace EdgeDaemon.Configuration.Yaml;

/// <summary>What keys of Frigate's configuration are called here: many come with such a file.</summary>
internal static class FrigateKeys
{
    private const string Picture = "It is Frigate's, and about pictures or sound that are kept or shown; nothing here does that. Remove it.";

    private static readonly ImmutableDictionary<string, string> Remedies = new Dictionary<string, string>
    {
        ["ffmpeg"] = "It is Frigate's; write 'source: {type: network, url: …}' with the address.",
        ["inputs"] = "It is Frigate's; write 'source: {type: network, url: …}' with the address.",
        ["detect"] = "It is Frigate's; a camera's 'source' has 'width' and 'height', the camera 'fps'.",
        ["objects"] = "It is Frigate's; a camera has 'labels', 'label_thresholds' and, for sizes, 'tracking: {sizes: …}'.",
        ["track"] = "It is Frigate's; the labels that are reported are the list 'labels' of the camera.",
        ["filters"] = "It is Frigate's; a camera has 'label_thresholds' and, for sizes, 'tracking: {sizes: …}'.",
        ["min_score"] = "It is Frigate's; write 'score_threshold', or 'label_thresholds: {LABEL: …}'.",
        ["coordinates"] = "It is Frigate's; write 'area: [[x, y], …]' with fractions of the frame.",
        ["topic_prefix"] = "It is Frigate's; write 'prefix'.",
        ["contour_area"] = "It is Frigate's; write 'min_area', a share of the frame.",
        ["stationary"] = "It is Frigate's; write 'stationary_after'.",
        ["detectors"] = "It is Frigate's; a model runs on the processor, with 'inference: {threads: …}'.",
        ["logger"] = "It is Frigate's; write 'log: {level: …}'.",
        ["go2rtc"] = "It is Frigate's; write the address into the camera's 'source: {type: network, url: …}'.",
        ["record"] = Picture,
        ["snapshots"] = Picture,
        ["live"] = Picture,
        ["birdseye"] = Picture,
        ["audio"] = Picture,
        ["review"] = Picture,
        ["database"] = Picture,
        ["genai"] = Picture,
        ["semantic_search"] = Picture,
        ["timestamp_style"] = Picture,
        ["ui"] = Picture,
    }.ToImmutableDictionary();

    /// <summary>What to write instead; null where it is none of them, or where <paramref name="known"/> has a key of that name or near it.</summary>
    public static string? Explain(string key, IReadOnlyCollection<string> known) =>
        Remedies.TryGetValue(key, out var remedy) && NearestName.Find(key, known) is null ? remedy : null;
}
