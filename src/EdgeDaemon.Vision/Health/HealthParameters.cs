namespace EdgeDaemon.Vision.Health;

/// <summary>How easily a camera's health changes.</summary>
/// <param name="ScoreThreshold">A fault with a lower score counts as "sees well", 0..1.</param>
/// <param name="AgreeingLooks">Looks in a row that must agree before the state changes, 1 or more.</param>
public sealed record HealthParameters(float ScoreThreshold = 0.6f, int AgreeingLooks = 3);
