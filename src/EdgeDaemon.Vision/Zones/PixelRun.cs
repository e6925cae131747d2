namespace EdgeDaemon.Vision.Zones;

/// <summary>Neighbouring pixels of a row.</summary>
/// <param name="Row">The row.</param>
/// <param name="From">First pixel.</param>
/// <param name="To">Just beyond the last.</param>
internal readonly record struct PixelRun(int Row, int From, int To);
