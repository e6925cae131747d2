using EdgeDaemon.TestKit.Mqtt;
using EdgeDaemon.TestKit.Service;

namespace EdgeDaemon.Tests.EndToEnd;

/// <summary>What the two programs tell systemd, heard on a socket as systemd opens it.</summary>
public sealed class ServiceTests
{
    private const int NobodyListens = 1;

    [Fact]
    public void Vision_CameraDelivers_ReadyAndWatchingThenAliveThenStopping()
    {
        using var device = new Installation(NobodyListens, """
            health: {interval: 0.1s}
            source: {type: scene, fps: 20}
            """);
        using var listener = new NotifyListener();
        using var vision = DaemonProcess.AsService("edgedaemon", listener, "vision", "--config", device.ConfigPath);

        Assert.Equal("STATUS=Loading models.", listener.Next());
        listener.AwaitAll(message => message == "READY=1", message => message == "STATUS=Watching porch.");
        listener.Await(message => message == "WATCHDOG=1");
        Assert.Equal(0, vision.Terminate());
        listener.Await(message => message == "STOPPING=1");
    }

    [Fact]
    public void Vision_CameraAbsent_IsReadyAndSaysWhatItWaitsForAndIsAlive()
    {
        using var device = new Installation(NobodyListens, """
            health: {}
            source: {type: replay, path: not-there}
            """);
        using var listener = new NotifyListener();
        using var vision = DaemonProcess.AsService("edgedaemon", listener, "vision", "--config", device.ConfigPath);

        listener.AwaitAll(
            message => message == "READY=1",
            message => message.StartsWith("STATUS=Waiting for porch (", StringComparison.Ordinal) && message.Contains("not-there", StringComparison.Ordinal));
        listener.Await(message => message == "WATCHDOG=1");
    }

    [Fact]
    public void Vision_HangUp_ReloadsAndIsReadyAgain()
    {
        using var device = new Installation(NobodyListens, """
            health: {}
            source: {type: scene, fps: 20}
            """);
        using var listener = new NotifyListener();
        using var vision = DaemonProcess.AsService("edgedaemon", listener, "vision", "--config", device.ConfigPath);
        listener.Await(message => message == "STATUS=Watching porch.");

        vision.Signal("HUP");

        listener.Await(message => message.StartsWith("RELOADING=1\nMONOTONIC_USEC=", StringComparison.Ordinal));
        listener.Await(message => message == "READY=1\nSTATUS=Watching porch.");
    }

    [Fact]
    public void Vision_SlowCamera_MakesTheWatchdogWait()
    {
        using var device = new Installation(NobodyListens, """
            health: {}
            source: {type: scene, fps: 0.1}
            """);
        device.Configure(NobodyListens, $$"""
            health: {}
            source: {type: replay, path: "{{device.DrawPictures(EdgeDaemon.Scenes.SceneCondition.Ok)}}", fps: 0.02}
            """);
        using var listener = new NotifyListener();
        using var vision = DaemonProcess.AsService("edgedaemon", listener, "vision", "--config", device.ConfigPath);

        listener.Await(message => message == "WATCHDOG_USEC=150000000");
    }

    [Fact]
    public void Vision_WrongConfiguration_SaysSoAndIsNeverReady()
    {
        using var device = new Installation(NobodyListens, "source: {type: scene}");
        using var listener = new NotifyListener();
        using var vision = DaemonProcess.AsService("edgedaemon", listener, "vision", "--config", device.ConfigPath);

        Assert.Equal(78, vision.WaitForExit());

        Assert.StartsWith("STATUS=The configuration ", listener.Next(), StringComparison.Ordinal);
        Assert.True(listener.IsSilent);
    }

    [Fact]
    public void Publisher_BrokerAbsentThenThere_SaysWhatItWaitsForThenIsConnected()
    {
        using var broker = MosquittoBroker.Run();
        using var absent = new Installation(NobodyListens, Scene);
        using var present = new Installation(broker.Port, Scene);
        using var listener = new NotifyListener();

        using (DaemonProcess.AsService("edgedaemon-publish", listener, "--config", absent.ConfigPath))
        {
            listener.AwaitAll(
                message => message == "READY=1",
                message => message.StartsWith("STATUS=Waiting for the broker: 127.0.0.1:1 cannot be reached", StringComparison.Ordinal));
        }

        using var publisher = DaemonProcess.AsService("edgedaemon-publish", listener, "--config", present.ConfigPath);
        listener.Await(message => message == "STATUS=Connected to the broker: MQTT 5.");
        listener.Await(message => message == "WATCHDOG=1");
        Assert.Equal(0, publisher.Terminate());
        listener.Await(message => message == "STOPPING=1");
    }

    private const string Scene = """
        health: {}
        source: {type: scene}
        """;
}
