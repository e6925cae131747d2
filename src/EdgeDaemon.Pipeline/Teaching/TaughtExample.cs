using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Pipeline.Teaching;

/// <summary>What was once said to be a thing: its feature vector, never its picture. Names, not indices, so that it outlives changes of the configuration.</summary>
/// <param name="Camera">Slug of the camera; what it sees says nothing of what another one sees.</param>
/// <param name="Label">Slug of the thing.</param>
/// <param name="Model">Identity of the bundle whose vector it is, 64 hexadecimal digits; another one's vectors are never compared with it.</param>
/// <param name="CreatedMs">When it was taught, Unix time in milliseconds.</param>
/// <param name="By">Who taught it.</param>
/// <param name="Vector">The feature vector, of any length but 0.</param>
internal sealed record TaughtExample(string Camera, string Label, string Model, long CreatedMs, DecisionOrigin By, float[] Vector);
