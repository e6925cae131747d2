using EdgeDaemon.Vision.Decoding;

namespace EdgeDaemon.Pipeline.Dismissing;

/// <summary>What an event was about: what is remembered of it when somebody says that it was nothing. Never a picture.</summary>
/// <param name="Label">Index of the label.</param>
/// <param name="Box">Where, as fractions of the frame.</param>
/// <param name="Embedding">Its feature vector; empty where no embedding model looked at it. Lent: valid until the next frame.</param>
internal readonly record struct DismissedThing(int Label, BoundingBox Box, float[] Embedding);

/// <summary>Something whose events can be dismissed. Used by the inference thread.</summary>
internal interface IDismissable
{
    /// <summary>What an event was about, while it runs or soon after; null: no such event is known.</summary>
    DismissedThing? Find(uint eventNumber);

    /// <summary>Ends the event, if it still runs; its object stays silent.</summary>
    void EndDismissed(uint eventNumber);

    /// <summary>Something is no longer dismissed: objects that are silent are judged anew.</summary>
    void Reconsider();
}
