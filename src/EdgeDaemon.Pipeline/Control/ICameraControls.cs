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

    /// <summary>The score that its operator, the configuration or the model has set.</summary>
    /// <param name="label">Index of one label; null: of all that have no threshold of their own.</param>
    double DeviceThreshold(int? label);

    /// <summary>
    /// Obeys decisions. A camera that is paused looks no more and closes its source, and what is present becomes unknown; events that run are ended
    /// before less may be told of them.
    /// </summary>
    void Enforce(in CameraDecisions decisions);

    /// <summary>Sets the score from which labels count.</summary>
    /// <param name="label">Index of one label; null: of all that have no threshold of their own.</param>
    /// <param name="score">0..1.</param>
    /// <param name="by">Who decides it: the network's never undercuts the device's, the operator's takes the network's back.</param>
    void SetThreshold(int? label, double score, DecisionOrigin by);
}
