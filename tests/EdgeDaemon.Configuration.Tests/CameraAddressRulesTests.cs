namespace EdgeDaemon.Configuration.Tests;

public class CameraAddressRulesTests
{
    [Theory]
    [InlineData("rtsp://10.0.0.5:554/stream1")]
    [InlineData("RTSP://admin:x@127.0.0.1:18554/s1")]
    [InlineData("rtsp://admin:p%23ss@cam.local/Streaming/Channels/101?a=b&c=d/e")]
    [InlineData("rtsp://admin:p@ss:w@cam/x")]
    [InlineData("rtsps://[fe80::1]:8443/v")]
    [InlineData("http://cam")]
    [InlineData("rtsp://cam.local:554/user@mail")]
    [InlineData("http://cam/user@mail?x=/")]
    public void FindFault_GoodAddress_FindsNone(string address) => Assert.Null(CameraAddressRules.FindFault(address));

    [Theory]
    [InlineData("rtsp://admin:pa#ss@127.0.0.1:18554/s1", "the character # in its user or password", "Write %23 for it.")]
    [InlineData("rtsp://admin:pa/ss@127.0.0.1:18554/s1", "the character / in its user or password", "Write %2F for it.")]
    [InlineData("rtsp://admin:12?ss@cam/s1", "the character ? in its user or password", "Write %3F for it.")]
    [InlineData("rtsp://ad@min:12/ss@cam/s1", "the character / in its user or password", "Write %2F for it.")]
    [InlineData("rtsp://admin:pa ss@cam/s1", "a space in its user or password", "Write %20 for it.")]
    [InlineData("rtsp://admin:pa'ss@cam/s1", "the character ' in its user or password", "Write %27 for it.")]
    [InlineData("rtsp://admin:pa\\ss@cam/s1", "the character \\ in its user or password", "Write %5C for it.")]
    [InlineData("rtsp://admin:100%@cam/s1", "the character % in its user or password", "Write %25 for it.")]
    [InlineData("rtsp://admin:pä@cam/s1", "the character ä in its user or password", "Write %C3%A4 for it.")]
    [InlineData("rtsp://cam/a b", "a space in its path", "Write %20 for it.")]
    [InlineData("rtsp://cam/a#b", "the character # in its path", "Write %23 for it.")]
    [InlineData("rtsp://cam/a\tb", "a control character in its path", "Remove it.")]
    [InlineData("rtsp://fe80::1/a", "an IPv6 address without brackets", "[fe80::1]")]
    [InlineData("rtsp://[fe80::1/a", "has no host", "://")]
    [InlineData("rtsp:///a", "has no host", "://")]
    [InlineData("rtsp://admin:x@/a", "has no host", "://")]
    [InlineData("rtsp://", "has no host", "://")]
    [InlineData("rtsp://cam:0/a", "a port that is no number from 1 to 65535", "cam.local:554")]
    [InlineData("rtsp://cam:65536/a", "a port that is no number from 1 to 65535", "cam.local:554")]
    [InlineData("rtsp://cam:99999999999/a", "a port that is no number from 1 to 65535", "cam.local:554")]
    [InlineData("rtsp://cam:x/a", "a port that is no number from 1 to 65535", "cam.local:554")]
    [InlineData("rtsp://cam:/a", "a port that is no number from 1 to 65535", "cam.local:554")]
    [InlineData("rtsp://c,am/a", "a host that is none", "IP address")]
    [InlineData("rstp://cam/a", "the scheme 'rstp', which is not supported", "Did you mean 'rtsp'?")]
    [InlineData("rtmp://cam/a", "the scheme 'rtmp', which is not supported", "'rtsp'?")]
    [InlineData("file:///etc/shadow", "the scheme 'file', which is not supported", "Known here: rtsp, rtsps, http, https.")]
    [InlineData("cam/a", "no scheme", "rtsp://")]
    [InlineData("", "no scheme", "rtsp://")]
    public void FindFault_BadAddress_SaysWhatAndHowToWriteIt(string address, string problem, string remedy)
    {
        var fault = Assert.NotNull(CameraAddressRules.FindFault(address));

        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
        Assert.Contains(remedy, fault.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void FindFault_AnyText_NeverThrows()
    {
        const string Characters = "rtsp:/@[]#?%a1 '\\.ä\0";
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
            CameraAddressRules.FindFault((i % 2 == 0 ? "rtsp://" : "") + new string([.. Enumerable.Range(0, random.Next(12)).Select(_ => Characters[random.Next(Characters.Length)])]));
    }

    [Fact]
    public void Load_SchemeInCapitals_IsLowerCase()
    {
        var config = ConfigText.Good(ConfigText.Minimal.Replace("{type: scene}", "{type: network, url: 'RTSP://Cam.local/A'}", StringComparison.Ordinal));

        Assert.Equal("rtsp://Cam.local/A", Assert.IsType<NetworkSourceConfig>(config.Cameras[0].Source).Url);
    }
}
