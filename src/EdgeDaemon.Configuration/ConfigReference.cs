using System.Globalization;
using System.Text;

namespace EdgeDaemon.Configuration;

/// <summary>Writes the reference of all keys as Markdown: <c>docs/config.md</c>.</summary>
public static class ConfigReference
{
    private const string Introduction = """
        # Configuration reference

        One file, `edgedaemon.yaml`, for both processes. This page is made from `ConfigSchema`: change that, not this.

        - `edgedaemon check --config FILE` says everything that is wrong with a file, each with line, value and remedy.
        - `edgedaemon schema` prints the JSON Schema (draft 2020-12) for editors; the package has it in `/usr/share/edgedaemon/edgedaemon.schema.json`, and a file
          that begins with `# yaml-language-server: $schema=/usr/share/edgedaemon/edgedaemon.schema.json` is checked and completed as it is written.
        - A key takes effect **live**, when the file is reloaded, or after a **restart**. A reload with any error changes nothing.
        - Unknown keys, keys given twice, tags and a second document are errors. A relative path is relative to the file's folder.
        - Types come from the key, not from how a value looks: only `true` and `false` are booleans (`yes`, `no`, `on`, `off` are refused there,
          and plain texts elsewhere), numbers are decimal without leading zeros, durations are `500ms`, `10s`, `2m`, `1h` or plain seconds.
        - No key names a program to run. The only address to fetch from is that of a `network` camera, and only its ingest process opens it.

        """;

    /// <summary>The page, ended by a line feed.</summary>
    public static string ToMarkdown()
    {
        var page = new StringBuilder(Introduction);
        foreach (var section in ConfigSchema.Sections.Where(s => s.Path.Length > 0))
            Append(page, section);
        return page.ToString();
    }

    private static void Append(StringBuilder page, ConfigSectionInfo section)
    {
        var variant = section.Variant is null ? "" : $", `{section.Variant}`";
        page.Append(CultureInfo.InvariantCulture, $"\n## `{section.Path}`{variant}\n\n{section.Description}\n\n");
        page.Append("| key | allowed | default | takes effect | what it does |\n|---|---|---|---|---|\n");
        foreach (var key in section.Keys)
        {
            var effect = key.Reload == ConfigReload.Live ? "live" : "restart";
            page.Append(CultureInfo.InvariantCulture,
                $"| `{key.Name}` | {Cell(key.Allowed)} | {Cell(key.Default ?? "**required**")} | {effect} | {Cell(key.Description)} |\n");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
