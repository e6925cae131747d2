using System.CommandLine;
using EdgeDaemon.Configuration;

namespace EdgeDaemon.Cli;

/// <summary><c>edgedaemon schema</c>: the configuration's JSON Schema, for editors.</summary>
internal static class SchemaCommand
{
    public static Command Create()
    {
        var command = new Command("schema", "Print the JSON Schema of edgedaemon.yaml, for editors.");
        command.SetAction(_ =>
        {
            Console.WriteLine(ConfigSchema.ToJsonSchema());
            return ExitCodes.Ok;
        });
        return command;
    }
}
