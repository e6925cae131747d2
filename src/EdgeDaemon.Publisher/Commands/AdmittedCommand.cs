using EdgeDaemon.Contracts.Commands;

namespace EdgeDaemon.Publisher.Commands;

/// <summary>A command that may be looked at: known, of a reasonable size, and with no answer wanted elsewhere.</summary>
/// <param name="Code">The command.</param>
/// <param name="Payload">Its JSON, not read yet.</param>
/// <param name="Reply">Where an answer goes.</param>
internal sealed record AdmittedCommand(CommandCode Code, byte[] Payload, ReplyAddress Reply);
