using System.Security.Cryptography;
using EdgeDaemon.Configuration.Offers;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Configuration.Tests.Offers;

public sealed class ModelOffersTests
{
    private static readonly string Catalogue = Path.Combine(Assets.RepositoryRoot, "models", "catalogue.yaml");

    [Fact]
    public void Read_OurCatalogue_OffersPermissiveLicencesOnly()
    {
        var offers = ModelOffers.Read(Catalogue);

        Assert.All(offers, offer => Assert.Contains(offer.Licence, (string[])["Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause"]));
        Assert.Contains(offers, offer => offer.Labels.Length == 80);
    }

    [Theory]
    [InlineData("yolox-nano", "yolox_nano_416_fp32")]
    [InlineData("nanodet-m", "nanodet_m_416_fp32")]
    [InlineData("fastestdet", "fastestdet_352_fp32")]
    [InlineData("yunet", "yunet_n_320_fp32")]
    [InlineData("ultraface", "ultraface_rfb_320_fp32")]
    [InlineData("squeezenet", "squeezenet1.1_fp16")]
    public void Read_OurCatalogue_NamesTheVeryFilesThatWereMeasured(string name, string asset)
    {
        var offer = ModelOffers.Require(Catalogue, name);
        var bytes = File.ReadAllBytes(Assets.Require("models", asset + ".onnx"));

        Assert.Equal((bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes))), (offer.Bytes, offer.Digest));
    }

    [Theory]
    [InlineData("address: https://a.b/x.onnx", "address: http://a.b/x.onnx", "https://")]
    [InlineData("sha256: ", "sha256: F", "SHA-256")]
    [InlineData("labels: two", "labels: tow", "'two'")]
    [InlineData("licence: MIT", "licence: MIT\n    price: 3", "price")]
    public void Read_WhatIsWrong_IsToldWithItsLine(string right, string wrong, string expected)
    {
        using var folder = new TempDirectory();
        var text = $"labels: {{two: [a, b]}}\nmodels:\n  m:\n    for: x\n    measured: x\n    licence: MIT\n    address: https://a.b/x.onnx\n    sha256: {new string('0', 64)}\n    bytes: 4\n    labels: two\n";
        File.WriteAllText(folder["right.yaml"], text);
        File.WriteAllText(folder["wrong.yaml"], text.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Equal(["a", "b"], ModelOffers.Require(folder["right.yaml"], "m").Labels);
        var message = Assert.Throws<FormatException>(() => ModelOffers.Read(folder["wrong.yaml"])).Message;
        Assert.StartsWith(folder["wrong.yaml"] + ":", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_NameThatIsNotOffered_NamesTheNearest() =>
        Assert.Contains("'yunet'", Assert.Throws<FormatException>(() => ModelOffers.Require(Catalogue, "yunett")).Message, StringComparison.Ordinal);
}
