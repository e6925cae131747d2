namespace EdgeDaemon.Capture.V4l2;

/// <summary>Finds the node of the camera that a configuration means.</summary>
internal static class V4l2Finder
{
    /// <summary>Opens the camera.</summary>
    /// <param name="kernel">Where to look.</param>
    /// <param name="device">A path, or what a camera says of itself, see <see cref="V4l2Options.Device"/>.</param>
    /// <exception cref="FrameSourceException">There is none, or several; the message lists what there is.</exception>
    internal static V4l2Device Open(IVideoKernel kernel, string device)
    {
        if (device.StartsWith('/'))
            return V4l2Device.Open(kernel, device);
        var cameras = OpenAll(kernel, out var failures);
        try
        {
            var chosen = Choose(cameras, device, failures);
            cameras.RemoveAll(c => c.Device == chosen);
            return chosen;
        }
        finally
        {
            cameras.ForEach(c => c.Device.Dispose());
        }
    }

    /// <summary>Opens every node that captures; the caller disposes them.</summary>
    /// <param name="kernel">Where to look.</param>
    /// <param name="failures">Why the other nodes are not among them.</param>
    internal static List<(VideoNode Node, V4l2Device Device)> OpenAll(IVideoKernel kernel, out List<string> failures)
    {
        var cameras = new List<(VideoNode, V4l2Device)>();
        failures = [];
        foreach (var node in kernel.Nodes())
        {
            try
            {
                cameras.Add((node, V4l2Device.Open(kernel, node.Path)));
            }
            catch (FrameSourceException e)
            {
                failures.Add(e.Message);
            }
        }

        return cameras;
    }

    private static V4l2Device Choose(List<(VideoNode Node, V4l2Device Device)> cameras, string name, List<string> failures)
    {
        foreach (var matches in (Func<VideoNode, V4l2Device, bool>[])
            [
                (_, d) => d.Bus == name,
                (n, _) => n.Links.Any(l => Path.GetFileName(l) == name),
                (_, d) => d.Card == name,
                (_, d) => d.Driver == name,
            ])
        {
            var found = cameras.Where(c => matches(c.Node, c.Device)).Select(c => c.Device).ToList();
            var places = found.Select(d => d.Bus).Distinct().ToList();
            if (places.Count > 1)
            {
                throw new FrameSourceException(
                    $"Several cameras are called '{name}': {string.Join(", ", found.Select(d => $"{d.Path} on {d.Bus}"))}. Set 'device' to the bus of one.");
            }

            // Several nodes at one place belong to one camera; its first is the one for plain capture.
            if (found.Count > 0)
                return found[0];
        }

        var there = cameras.Select(c => $"{c.Device.Path} ({c.Device.Card}, {c.Device.Driver}, {c.Device.Bus})").Concat(failures).ToList();
        throw new FrameSourceException(
            $"No camera is called '{name}'; there {(there.Count == 0 ? "is no camera at all" : $"are: {string.Join("; ", there)}")}. Is it plugged in?");
    }
}
