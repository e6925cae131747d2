namespace EdgeDaemon.Configuration.Tests;

public sealed class CredentialTests
{
    [Theory]
    [InlineData("credential:mqtt-password", "mqtt-password")]
    [InlineData("credential:a.b_C-9", "a.b_C-9")]
    [InlineData("/etc/password", null)]
    [InlineData("credential:", null)]
    [InlineData("credential:../etc/shadow", null)]
    [InlineData("credential:.hidden", null)]
    [InlineData("credential:a/b", null)]
    public void NameIn_OnlyNamesThatStayInTheirFolder(string configured, string? name) =>
        Assert.Equal(name, Credential.NameIn(configured));

    [Fact]
    public void FileOf_Path_IsItself() => Assert.Equal("/etc/password", Credential.FileOf("/etc/password"));

    [Fact]
    public void FileOf_WithoutAServiceManager_IsWhereItWouldTakeItFrom()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("CREDENTIALS_DIRECTORY") is not null, "These tests run as a service with credentials.");

        Assert.Equal("/etc/credstore/edgedaemon.mqtt-password", Credential.FileOf("credential:mqtt-password"));
    }
}
