using System.Formats.Tar;
using System.Runtime.Versioning;
using System.Text;
using EdgeDaemon.Inference.Models;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Inference.Tests.Models.Versions;

/// <summary>An archive from outside is taken whole, or refused by name with nothing written outside and nothing left behind.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class BundleArchiveTests : IDisposable
{
    private readonly VersionedBundle _bundles = new();

    [Theory]
    [InlineData(TarEntryFormat.Ustar, "")]
    [InlineData(TarEntryFormat.Pax, "")]
    [InlineData(TarEntryFormat.Gnu, "./")]
    [InlineData(TarEntryFormat.V7, "./")]
    public void Install_Archive_IsTheBundle(TarEntryFormat format, string prefix)
    {
        var archive = Archive(writer => AddAll(writer, format, prefix), format);
        using var trust = _bundles.Trust();

        _bundles.Store.Install(archive, trust, _ => { });

        Assert.Equal("v1", _bundles.InUse());
    }

    [Fact]
    public void Install_ArchiveOfTheFolderItself_IsTheBundle()
    {
        var folder = _bundles.Make("1");
        var archive = _bundles["a.tar"];
        TarFile.CreateFromDirectory(folder, archive, includeBaseDirectory: true);

        _bundles.Install(archive);

        Assert.Equal("v1", _bundles.InUse());
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/evil")]
    [InlineData("golden/../../evil")]
    [InlineData("a//b")]
    [InlineData("./../evil")]
    public void Install_NameThatLeadsOut_IsRefused(string name) => AssertRefused("leads out", writer =>
    {
        writer.WriteEntry(File(name, "x"));
        AddAll(writer);
    });

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.BlockDevice)]
    public void Install_WhatIsNoFile_IsRefused(TarEntryType type) => AssertRefused("no regular file", writer =>
    {
        AddAll(writer);
        var entry = new PaxTarEntry(type, "golden");
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
            entry.LinkName = "/etc";
        writer.WriteEntry(entry);
    });

    [Fact]
    public void Install_FileTwice_IsRefused() => AssertRefused("twice", writer =>
    {
        AddAll(writer);
        writer.WriteEntry(File("labels.txt", "evil\n"));
    });

    [Fact]
    public void Install_FilesThatNobodyLists_AreLeftOut()
    {
        _bundles.Install(Archive(writer =>
        {
            AddAll(writer);
            writer.WriteEntry(File("run.sh", "x"));
            writer.WriteEntry(File("deep/in/it.png", "x"));
        }));

        Assert.Equal(["SHA256SUMS", "SIGNATURE", "labels.txt", "manifest.yaml", "model.onnx"], Directory.GetFileSystemEntries(_bundles.Store.PathOf("colours")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Install_HundredThousandEntries_IsRefused() => AssertRefused("more than 1000", writer =>
    {
        for (var i = 0; i < 100_000; i++)
            writer.WriteEntry(new UstarTarEntry(TarEntryType.Directory, $"d{i}"));
    });

    [Theory]
    [InlineData("777777777777")]
    [InlineData("500000000000")]
    public void Install_SizeBeyondAnyModel_IsRefusedBeforeItIsWritten(string octal)
    {
        var archive = Archive(writer => AddAll(writer));
        var bytes = System.IO.File.ReadAllBytes(archive);
        Encoding.ASCII.GetBytes(octal).CopyTo(bytes, 124);
        WriteChecksum(bytes);
        System.IO.File.WriteAllBytes(archive, bytes);

        AssertRefusedArchive(archive, archive);
    }

    [Fact]
    public void Install_MetadataAsLargeAsTheArchive_IsRefused()
    {
        // A PAX header that promises two gigabytes of attributes.
        var bytes = new byte[1024];
        Encoding.ASCII.GetBytes("PaxHeaders/x").CopyTo(bytes, 0);
        Encoding.ASCII.GetBytes("0000644").CopyTo(bytes, 100);
        Encoding.ASCII.GetBytes("17777777000").CopyTo(bytes, 124);
        Encoding.ASCII.GetBytes("00000000000").CopyTo(bytes, 136);
        bytes[156] = (byte)'x';
        Encoding.ASCII.GetBytes("ustar\0" + "00").CopyTo(bytes, 257);
        WriteChecksum(bytes);
        System.IO.File.WriteAllBytes(_bundles["a.tar"], bytes);

        AssertRefusedArchive(_bundles["a.tar"], "cut short or damaged");
    }

    [Fact]
    public void Install_ArchiveCutAtEveryBlock_IsRefused()
    {
        var archive = Archive(writer => AddAll(writer));
        var whole = System.IO.File.ReadAllBytes(archive);
        // The two empty blocks at the end are no part of it.
        for (var length = 0; length < whole.Length - 1024; length += 512)
        {
            System.IO.File.WriteAllBytes(archive, whole[..length]);

            AssertRefusedArchive(archive, archive);
        }
    }

    [Theory]
    [InlineData("hello, this is no archive at all")]
    [InlineData("")]
    public void Install_NoArchive_IsRefused(string text)
    {
        System.IO.File.WriteAllText(_bundles["a.tar"], text);

        AssertRefusedArchive(_bundles["a.tar"], "tar -cf");
    }

    [Fact]
    public void Install_PipeInPlaceOfTheArchive_IsRefused()
    {
        SpecialFiles.Make("pipe", _bundles["a.tar"]);

        AssertRefusedArchive(_bundles["a.tar"], "not a regular file");
    }

    [Fact]
    public void Install_FolderWithALinkOut_IsRefused()
    {
        var folder = _bundles.Make("1");
        System.IO.File.WriteAllText(_bundles["labels.txt"], System.IO.File.ReadAllText(Path.Combine(folder, "labels.txt")));
        System.IO.File.Delete(Path.Combine(folder, "labels.txt"));
        System.IO.File.CreateSymbolicLink(Path.Combine(folder, "labels.txt"), _bundles["labels.txt"]);

        AssertRefusedArchive(folder, "symbolic link leads out");
    }

    [Fact]
    public void Install_Archive_CanBeReadByOthers()
    {
        _bundles.Install(Archive(writer => AddAll(writer)));

        Assert.All(Directory.GetFiles(_bundles.Store.PathOf("colours")), file => Assert.Equal(0b110_100_100, (int)System.IO.File.GetUnixFileMode(file)));
        Assert.Equal(0b111_101_101, (int)System.IO.File.GetUnixFileMode(_bundles.Store.PathOf("colours")));
    }

    public void Dispose() => _bundles.Dispose();

    private void AssertRefused(string why, Action<TarWriter> write) => AssertRefusedArchive(Archive(write), why);

    private void AssertRefusedArchive(string archive, string why)
    {
        var error = Assert.Throws<ModelBundleException>(() => _bundles.Install(archive));

        Assert.Contains(why, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(archive, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_bundles.Models));
        Assert.False(System.IO.File.Exists(_bundles["evil"]));
    }

    private string Archive(Action<TarWriter> write, TarEntryFormat format = TarEntryFormat.Pax)
    {
        using var writer = new TarWriter(System.IO.File.Create(_bundles["a.tar"]), format, leaveOpen: false);
        write(writer);
        return _bundles["a.tar"];
    }

    private void AddAll(TarWriter writer, TarEntryFormat format = TarEntryFormat.Pax, string prefix = "")
    {
        var folder = _bundles.Make("1");
        foreach (var path in Directory.GetFiles(folder))
        {
            var name = prefix + Path.GetFileName(path);
            using var content = System.IO.File.OpenRead(path);
            TarEntry entry = format switch
            {
                TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
                TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
                TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
                _ => new PaxTarEntry(TarEntryType.RegularFile, name),
            };
            entry.DataStream = content;
            writer.WriteEntry(entry);
        }
    }

    private static PaxTarEntry File(string name, string content) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content)) };

    private static void WriteChecksum(byte[] header)
    {
        header.AsSpan(148, 8).Fill((byte)' ');
        var sum = header.Take(512).Sum(value => value);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
    }
}
