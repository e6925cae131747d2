using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using EdgeDaemon.Cli.Annotation;
using EdgeDaemon.Configuration;
using EdgeDaemon.Vision.Frames;

namespace EdgeDaemon.Cli;

/// <summary>
/// <c>edgedaemon zones</c>: a camera's picture with a grid in tenths and its zones on it, for whoever draws them, and an area that is given as YAML.
/// As with <c>snapshot</c> only that user may read the file.
/// </summary>
internal static class ZonesCommand
{
    private const int Tenths = 10;

    public static Command Create()
    {
        var config = CommonOptions.Config();
        var camera = new Argument<string>("CAMERA") { Description = "Name of the camera in the configuration." };
        var file = new Argument<string?>("OUT") { Description = "The file: .jpg, .jpeg or .png. Default: CAMERA-zones.png here.", DefaultValueFactory = _ => null };
        var area = new Option<string?>("--area")
        {
            Description = "Corners, as fractions of width and height: two are opposite ones of a rectangle, more those of any area.",
            HelpName = "'X,Y X,Y…'",
        };
        var name = new Option<string>("--name") { Description = "What the area is called.", HelpName = "ZONE", DefaultValueFactory = _ => "zone" };
        var command = new Command("zones", "Write a picture of a camera with a grid and its zones on it, and print the YAML of an area; refused with 'privacy: {snapshots: never}'.")
        {
            camera, file, config, area, name,
        };
        command.SetAction(parsed =>
        {
            var (of, called) = (parsed.GetRequiredValue(camera), parsed.GetRequiredValue(name));
            ImmutableArray<PointConfig>? corners = parsed.GetValue(area) is { } text ? Corners(text) : null;
            var code = SnapshotCommand.Run(parsed.GetRequiredValue(config), of, parsed.GetValue(file) ?? $"{of}-zones.png", SnapshotCommand.UsualSkip, (picture, seen) => Draw(
                picture, corners is { } drawn ? [(called, drawn)] : [.. seen.Zones.Select(zone => (zone.Name, zone.Area.IsEmpty ? zone.Line : zone.Area))]));
            if (code == ExitCodes.Ok)
                Console.WriteLine(corners is { } given ? $"    zones:\n      - name: {called}\n        area: [{string.Join(", ", given.Select(Text))}]"
                    : $"Read corners off the picture, and look at them on it: edgedaemon zones {of} --name door --area '0.2,0.5 0.6,0.9'");
            return code;
        });
        return command;
    }

    private static ImmutableArray<PointConfig> Corners(string text)
    {
        ImmutableArray<PointConfig> corners = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(corner => corner.Split(',') switch
        {
            [var x, var y] => new PointConfig(Fraction(x), Fraction(y)),
            _ => throw new FormatException($"--area: '{CommandLine.Printable(corner)}' is no corner. Write two fractions with a comma between, such as 0.2,0.5."),
        })];
        return corners switch
        {
            [] or [_] => throw new FormatException("--area takes two corners or more, such as '0.2,0.5 0.6,0.9'."),
            [var a, var b] => [a, new PointConfig(b.X, a.Y), b, new PointConfig(a.X, b.Y)],
            _ => corners,
        };
    }

    private static double Fraction(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1 ? value
        : throw new FormatException($"--area: '{CommandLine.Printable(text)}' is no fraction of the picture. Write a number from 0 to 1, such as 0.25.");

    private static string Text(PointConfig corner) => string.Create(CultureInfo.InvariantCulture, $"[{corner.X}, {corner.Y}]");

    private static void Draw(Frame picture, IReadOnlyList<(string Name, ImmutableArray<PointConfig> Corners)> shapes)
    {
        var painter = Painter.On(picture);
        var (width, height, unit) = (picture.Width, picture.Height, Math.Max(1, Math.Min(picture.Width, picture.Height) / 360));
        for (var tenth = 1; tenth < Tenths; tenth++)
        {
            var (x, y) = (width * tenth / Tenths, height * tenth / Tenths);
            painter.Fill(x, 0, x + unit, height, PaintColor.White);
            painter.Fill(0, y, width, y + unit, PaintColor.White);
            Tag(painter, $".{tenth}", x + unit, 0, unit, PaintColor.Black);
            Tag(painter, $".{tenth}", 0, y + unit, unit, PaintColor.Black);
        }

        for (var i = 0; i < shapes.Count; i++)
        {
            var (name, corners) = shapes[i];
            var color = PaintColor.Of(i);
            for (var corner = 0; corner < corners.Length; corner++)
            {
                var (from, to) = (corners[corner], corners[(corner + 1) % corners.Length]);
                painter.Line((int)(from.X * width), (int)(from.Y * height), (int)(to.X * width), (int)(to.Y * height), 2 * unit, color);
            }

            Tag(painter, name, (int)(corners[0].X * width), (int)(corners[0].Y * height), unit, color);
        }
    }

    private static void Tag(Painter painter, string text, int left, int top, int unit, PaintColor color)
    {
        painter.Fill(left, top, left + (((text.Length * BitmapFont.Advance) + 1) * unit), top + ((BitmapFont.Height + 1) * unit), color);
        painter.Write(text, left + unit, top + unit, unit, color.ToContrast());
    }
}
