using EdgeDaemon.Capture.Gpio;
using EdgeDaemon.Pipeline.Gpio;

namespace EdgeDaemon.Tests.Gpio;

public sealed class ActivityLightTests : IDisposable
{
    private readonly FakeLine _line = new();

    [Fact]
    public void TwoCameras_LitFromTheFirstToTheLast()
    {
        using var light = new ActivityLight(() => _line);

        light.CameraOpened();
        light.CameraOpened();
        light.CameraClosed();
        Assert.Equal([true], _line.Written);
        light.CameraClosed();

        Assert.Equal([true, false], _line.Written);
    }

    [Fact]
    public void CameraOpened_LightCannotBeLit_RefusesAndDoesNotCount()
    {
        using var light = new ActivityLight(() => _line);
        _line.IsGone = true;
        Assert.Throws<GpioException>(light.CameraOpened);

        _line.IsGone = false;
        light.CameraOpened();
        light.CameraClosed();

        Assert.Equal([true, false], _line.Written);
    }

    [Fact]
    public void NoLight_NothingHappens()
    {
        using var light = new ActivityLight(null);

        light.CameraOpened();
        light.CameraClosed();
    }

    public void Dispose() => _line.Dispose();
}
