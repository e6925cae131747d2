using EdgeDaemon.Contracts.Records;

namespace EdgeDaemon.Pipeline.Control;

/// <summary>What a camera can be told to do while it runs. Used by the inference thread.</summary>
internal interface ICameraControls
{
    /// <summary>How much of what it sees may become a record.</summary>
    PrivacyLevel Privacy { get; }

    /// <summary>How much the configuration lets become a record: no command goes beyond.</summary>
    PrivacyLevel ConfiguredPrivacy { get; }

    /// <summary>Labels that it can have; 0: it has no model.</summary>
    int LabelCount { get; }

    /// <summary>Looks no more and closes the source; what is present becomes unknown.</summary>
    void Pause();

    /// <summary>Opens the source again, and looks.</summary>
    void Resume();

    /// <summary>Sets the score from which labels count.</summary>
    /// <param name="label">Index of one label; null: of all that have no threshold of their own.</param>
    /// <param name="score">0..1.</param>
    void SetThreshold(int? label, double score);

    /// <summary>Sets <see cref="Privacy"/>; events that run are ended first, for what they have become may no longer be told.</summary>
    void SetPrivacy(PrivacyLevel level);
}
