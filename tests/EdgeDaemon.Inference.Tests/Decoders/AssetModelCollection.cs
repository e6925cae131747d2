namespace EdgeDaemon.Inference.Tests.Decoders;

/// <summary>Tests that keep every core busy with real models run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class AssetModelCollection
{
    public const string Name = "asset models";
}
