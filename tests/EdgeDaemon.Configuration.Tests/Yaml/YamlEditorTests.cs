using EdgeDaemon.Configuration.Yaml;

namespace EdgeDaemon.Configuration.Tests.Yaml;

/// <summary>One value changes, and every other character stays.</summary>
public class YamlEditorTests
{
    private const string File = """
        # What this is
        #device:
          #id: porch-pi

        mqtt:
          host: localhost   # the broker
          # A user, and where the password is:
          #username: porch
          #tls: {ca_file: "x"}

        cameras:
          # The first
          - name: camera
            source:   # where from
              type: v4l2
              device: /dev/video0   # left
            health: {}   # watched

        """;

    [Theory]
    [InlineData("broker.local", "host: localhost  ", "host: broker.local  ", "mqtt", "host")]
    [InlineData("porch", "#username: porch", "username: porch", "mqtt", "username")]
    [InlineData("{}", "#tls: {ca_file: \"x\"}", "tls: {}", "mqtt", "tls")]
    [InlineData("8884", "\"x\"}\n", "\"x\"}\n", "mqtt", "port")]
    [InlineData("{id: a}", "#device:\n", "device: {id: a}\n", "device")]
    [InlineData("/dev/video2", "/dev/video0", "/dev/video2", "cameras", 0, "source", "device")]
    [InlineData("{type: scene}", "source:   # where from\n      type: v4l2\n      device: /dev/video0   # left", "source: {type: scene}   # left", "cameras", 0, "source")]
    [InlineData("2s", "health: {} ", "health: {interval: 2s} ", "cameras", 0, "health", "interval")]
    [InlineData("m", "{}   # watched\n", "{}   # watched\n    model: m\n", "cameras", 0, "model")]
    [InlineData("x", "# What", "# What", "journal", "directory")]
    public void Set_OneValue_ChangesOnlyItsPlace(string value, string from, string to, params object[] path)
    {
        var text = File.ReplaceLineEndings("\n");
        var editor = new YamlEditor(text, "f.yaml");
        editor.Set(value, path);

        var expected = text.Replace(from, to, StringComparison.Ordinal);
        var added = path switch
        {
            ["mqtt", "port"] => ("localhost   # the broker\n", "localhost   # the broker\n  port: 8884\n"),
            ["journal", ..] => ("# watched\n", "# watched\njournal:\n  directory: x\n"),
            _ => ("", ""),
        };
        Assert.Equal(added.Item1.Length == 0 ? expected : expected.Replace(added.Item1, added.Item2, StringComparison.Ordinal), editor.Text);
        Assert.True(Same(YamlDocument.Parse(value, "v").Root, YamlDocument.Parse(editor.Text, "f").Find(path)));
    }

    [Theory]
    [InlineData("a: 1\r\nb: 2\r\n", "a: 1\r\nb: 2\r\nc: x\r\n", "c")]
    [InlineData("a: {b: 1}", "a: {b: 1, c: x}", "a", "c")]
    [InlineData("a: { b: 1 } # end", "a: { b: 1, c: x } # end", "a", "c")]
    [InlineData("a: {b: 1, # one\n  d: 2 # two\n  }\n", "a: {b: 1, # one\n  d: 2, c: x # two\n  }\n", "a", "c")]
    [InlineData("a: 'one'", "a: x", "a")]
    [InlineData("a: |\n  one\n  two\nb: 1\n", "a: x\nb: 1\n", "a")]
    [InlineData("a:\nb: 1\n", "a: x\nb: 1\n", "a")]
    [InlineData("a: # nothing\nb: 1\n", "a: {c: x} # nothing\nb: 1\n", "a", "c")]
    [InlineData("a:\n  - b: 1\n  - b: 2\n", "a:\n  - b: 1\n    c: x\n  - b: 2\n", "a", 0, "c")]
    [InlineData("a:\n- b: 1\n- b: 2\nd: 1\n", "a:\n- b: 1\n- b: 2\n  c: x\nd: 1\n", "a", 1, "c")]
    [InlineData("\"a\": {b: [1, 2]}\n", "\"a\": {b: x}\n", "a", "b")]
    [InlineData("a: {b: [1, 2]}\n", "a: {b: [1, x]}\n", "a", "b", 1)]
    [InlineData("# only this\n", "# only this\na:\n  b: x\n", "a", "b")]
    [InlineData("  #c: no\na: 1\n#c: yes\n", "  #c: no\na: 1\nc: x\n", "c")]
    [InlineData("#c: yes\na: 1\n", "c: x\na: 1\n", "c")]
    [InlineData("a:\n  b: 1\n# c\n  #c: 2\n", "a:\n  b: 1\n  c: x\n# c\n  #c: 2\n", "a", "c")]
    public void Set_EveryWayOfWriting_Holds(string text, string expected, params object[] path)
    {
        var editor = new YamlEditor(text, "f.yaml");
        if (path is ["a", "b", 1])
            Assert.Throws<FormatException>(() => editor.Set("x", path));
        else
            editor.Set("x", path);

        Assert.Equal(path is ["a", "b", 1] ? text : expected, editor.Text);
    }

    [Theory]
    [InlineData("a: &x {b: 1}\nc: *x\n", "c")]
    [InlineData("a: &x {b: 1}\nc: *x\n", "c", "b")]
    [InlineData("a: 1\n", "a", "b")]
    public void Set_PlaceThatIsNotItsOwn_IsRefusedWithTheLine(string text, params object[] path)
    {
        var editor = new YamlEditor(text, "f.yaml");

        Assert.StartsWith("f.yaml:", Assert.Throws<FormatException>(() => editor.Set("x", path)).Message, StringComparison.Ordinal);
        Assert.Equal(text, editor.Text);
    }

    [Theory]
    [InlineData("a: 1\nb: 2 # two\nc: 3\n", "a: 1\n#b: 2 # two\nc: 3\n", "b")]
    [InlineData("a:\n  b:\n    c: 1\n\n    d: 2\n  e: 3\n", "a:\n  #b:\n  #  c: 1\n\n  #  d: 2\n  e: 3\n", "a", "b")]
    [InlineData("a: {b: 1, c: 2}\n", "a: {c: 2}\n", "a", "b")]
    [InlineData("a: {b: 1, c: 2}\n", "a: {b: 1}\n", "a", "c")]
    [InlineData("a: {b: 1}\n", "a: {}\n", "a", "b")]
    [InlineData("a: 1\n", "a: 1\n", "b", "c")]
    public void Remove_AKey_LeavesACommentOrNothing(string text, string expected, params object[] path)
    {
        var editor = new YamlEditor(text, "f.yaml");
        editor.Remove(path);
        Assert.Equal(expected, editor.Text);
    }

    [Theory]
    [InlineData("a:\n  - n: 1 # one\n    m: 2\n  # two\n  - n: 2\nb: 1\n", 0, "a:\n  #- n: 1 # one\n  #  m: 2\n  # two\n  - n: 2\nb: 1\n")]
    [InlineData("a:\n  - n: 1\n  - n: 2 # two\nb: 1\n", 1, "a:\n  - n: 1\n  #- n: 2 # two\nb: 1\n")]
    [InlineData("a:\n- n: 1\n- n: 2\n- n: 3\n", 1, "a:\n- n: 1\n#- n: 2\n- n: 3\n")]
    [InlineData("a: [{n: 1}, {n: 2}]\n", 0, "a: [{n: 2}]\n")]
    [InlineData("a: [{n: 1}, {n: 2}]\n", 1, "a: [{n: 1}]\n")]
    [InlineData("a:\n  - n: 1\nb: 1\n", 0, "#a:\n#  - n: 1\nb: 1\n")]
    [InlineData("a: [{n: 1}]\nb: 1\n", 0, "#a: [{n: 1}]\nb: 1\n")]
    [InlineData("a: [{n: 1}]\n", 4, "a: [{n: 1}]\n")]
    [InlineData("b: 1\n", 0, "b: 1\n")]
    public void RemoveAt_OfAList_LeavesACommentOrNothing(string text, int index, string expected)
    {
        var editor = new YamlEditor(text, "f.yaml");
        editor.RemoveAt(index, "a");
        Assert.Equal(expected, editor.Text);
    }

    [Theory]
    [InlineData("a:\n  - n: 1 # one\n  # end\nb: 1\n", "a:\n  - n: 1 # one\n  - n: x\n  # end\nb: 1\n")]
    [InlineData("a: [{n: 1}]\n", "a: [{n: 1}, {n: x}]\n")]
    [InlineData("a: []\n", "a: [{n: x}]\n")]
    [InlineData("b: 1\n", "b: 1\na: [{n: x}]\n")]
    public void Append_ToAList_IsItsLast(string text, string expected)
    {
        var editor = new YamlEditor(text, "f.yaml");
        editor.Append("n: x", "a");
        Assert.Equal(expected, editor.Text);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("two words: # no comment")]
    [InlineData("\"quoted\" \\ ' \t ü")]
    [InlineData("true")]
    [InlineData("007")]
    public void SetText_AnyText_ReadsBackAsTheSame(string text)
    {
        var editor = new YamlEditor("a: {b: 1}\n", "f.yaml");
        editor.SetText(text, "a", "b");

        Assert.Equal(text, editor.TextAt("a", "b"));
        var before = editor.Text;
        editor.SetText(text, "a", "b");
        Assert.Equal(before, editor.Text);
    }

    [Fact]
    public void Set_EveryKeyOfTheExampleInTurn_ChangesThatValueAndNoOther()
    {
        var path = Path.Combine(TestKit.Assets.RepositoryRoot, "deploy", "edgedaemon.example.yaml");
        var text = System.IO.File.ReadAllText(path);
        var places = Leaves(YamlDocument.Parse(text, path).Root!, []).ToList();
        Assert.True(places.Count > 5);
        foreach (var place in places)
        {
            var editor = new YamlEditor(text, path);
            editor.Set("changed", [.. place]);
            var after = YamlDocument.Parse(editor.Text, path);
            foreach (var other in places)
                Assert.Equal(
                    other == place ? "changed" : ((YamlScalar)YamlDocument.Parse(text, path).Find([.. other])!).Text, ((YamlScalar)after.Find([.. other])!).Text);
            Assert.Equal(text.Split('\n').Length, editor.Text.Split('\n').Length);
        }
    }

    private static IEnumerable<List<object>> Leaves(YamlNode node, List<object> path) => node switch
    {
        YamlMapping mapping => mapping.Entries.SelectMany(e => Leaves(e.Value, [.. path, e.Key.Text])),
        YamlSequence list => list.Items.SelectMany((item, i) => Leaves(item, [.. path, i])).Where(leaf => leaf[^1] is string),
        _ => [path],
    };

    private static bool Same(YamlNode? a, YamlNode? b) => (a, b) switch
    {
        (YamlScalar x, YamlScalar y) => x.Text == y.Text,
        (YamlMapping x, YamlMapping y) => x.Entries.Length == y.Entries.Length && x.Entries.Zip(y.Entries).All(p => p.First.Key.Text == p.Second.Key.Text && Same(p.First.Value, p.Second.Value)),
        _ => false,
    };
}
