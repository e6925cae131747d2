using EdgeDaemon.Cli.Doctor;

namespace EdgeDaemon.Tests.Doctor;

public sealed class StorageWearTests
{
    private static readonly string[] Mounts =
    [
        "22 1 179:2 / / rw,noatime shared:1 - ext4 /dev/root rw",
        "23 22 179:1 / /boot rw shared:2 - vfat /dev/mmcblk0p1 rw",
        "24 22 0:21 / /var/lib rw shared:3 - tmpfs tmpfs rw",
        "25 24 8:1 / /var/lib/edgedaemon rw shared:4 - ext4 /dev/sda1 rw",
    ];

    [Theory]
    [InlineData("/etc", "179:2")]
    [InlineData("/boot", "179:1")]
    [InlineData("/bootleg", "179:2")]
    [InlineData("/var/lib/other", "0:21")]
    [InlineData("/var/lib/edgedaemon/journal", "8:1")]
    public void DeviceOf_TakesTheLongestMountPoint(string folder, string device) =>
        Assert.Equal(device, StorageWear.DeviceOf(folder, Mounts));

    [Theory]
    [InlineData("0x01 0x02\n", "Pass", "20 %")]
    [InlineData("0x09 0x01", "Warn", "90 %")]
    [InlineData("0x0B 0x01", "Warn", "past")]
    public void Judge_WorseOfBothCounts(string lifeTime, string level, string text)
    {
        var finding = StorageWear.Judge(lifeTime);

        Assert.Equal(level, finding?.Level.ToString());
        Assert.Contains(text, finding?.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0x00 0x00")]
    [InlineData("")]
    [InlineData("unknown")]
    public void Judge_ControllerSaysNothing_NoFinding(string lifeTime) => Assert.Null(StorageWear.Judge(lifeTime));
}
