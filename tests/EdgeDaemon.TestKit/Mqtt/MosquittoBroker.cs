using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace EdgeDaemon.TestKit.Mqtt;

/// <summary>
/// A real mosquitto on a loopback port of its own, which it keeps over stops and starts. Disposing ends the process that it
/// started and no other.
/// </summary>
public sealed class MosquittoBroker : IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private readonly TempDirectory _folder = new();
    private readonly string _program;
    private readonly string _configuration;
    private Process? _process;

    /// <summary>Writes the configuration; nothing runs yet.</summary>
    /// <param name="options">How it is to behave; null: a plain broker that forgets everything when it stops.</param>
    public MosquittoBroker(MosquittoBrokerOptions? options = null)
    {
        _program = Find("mosquitto");
        Port = FreePort();
        _configuration = Configuration(options ?? new MosquittoBrokerOptions());
    }

    /// <summary>Its TCP port on 127.0.0.1 (and localhost, for certificates).</summary>
    public int Port { get; }

    /// <summary>Lines for mosquitto.conf from the next start on.</summary>
    public IReadOnlyList<string> Limits { get; set; } = [];

    /// <summary>A broker that already runs.</summary>
    public static MosquittoBroker Run(MosquittoBrokerOptions? options = null)
    {
        var broker = new MosquittoBroker(options);
        try
        {
            broker.Start();
            return broker;
        }
        catch
        {
            broker.Dispose();
            throw;
        }
    }

    /// <summary>Starts it and returns once it accepts connections.</summary>
    public void Start()
    {
        File.WriteAllLines(_folder["mosquitto.conf"], [_configuration, .. Limits]);
        _process = Process.Start(new ProcessStartInfo(_program, ["-c", _folder["mosquitto.conf"]])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        var deadline = Stopwatch.StartNew();
        while (!Accepts())
        {
            if (_process.HasExited || deadline.Elapsed > StartTimeout)
                throw new InvalidOperationException($"mosquitto does not start on port {Port}: {Log}");
            Thread.Sleep(10);
        }
    }

    /// <summary>Asks it to end (SIGTERM), so that it saves what it persists, and waits.</summary>
    public void Stop()
    {
        Signal("TERM");
        End();
    }

    /// <summary>Ends it at once (SIGKILL); nothing is saved, nobody is told.</summary>
    public void Kill()
    {
        _process!.Kill();
        End();
    }

    /// <summary>
    /// Stops it where it is (SIGSTOP): the system keeps its connections open and takes what is sent to it, as with a cable pulled.
    /// </summary>
    public void Freeze() => Signal("STOP");

    /// <summary>Lets it run on (SIGCONT).</summary>
    public void Thaw() => Signal("CONT");

    /// <summary>Gives it other access rules while it runs (SIGHUP).</summary>
    public void Reload(string acl)
    {
        File.WriteAllText(_folder["acl"], acl);
        Signal("HUP");
    }

    /// <summary>What it logged so far.</summary>
    public string Log => File.Exists(_folder["log"]) ? ReadShared(_folder["log"]) : "";

    /// <summary>Waits until it has logged something.</summary>
    public void AwaitLog(string text)
    {
        var clock = Stopwatch.StartNew();
        while (!Log.Contains(text, StringComparison.Ordinal))
        {
            if (clock.Elapsed > StartTimeout)
                throw new InvalidOperationException($"mosquitto never logged '{text}': {Log}");
            Thread.Sleep(10);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_process is not null)
            Kill();
        _folder.Dispose();
    }

    /// <summary>A TCP port on 127.0.0.1 that nobody uses at the moment.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static string Find(string program)
    {
        foreach (var folder in (string[])["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"])
        {
            if (File.Exists(Path.Combine(folder, program)))
                return Path.Combine(folder, program);
        }

        Assert.Skip($"'{program}' is not on this machine; deploy/setup.sh installs it.");
        return "";
    }

    private string Configuration(MosquittoBrokerOptions options)
    {
        var text = new StringBuilder()
            .AppendLine($"listener {Port} 127.0.0.1")
            .AppendLine($"log_dest file {_folder["log"]}")
            .AppendLine("log_type all")
            .AppendLine(Environment.UserName == "root" ? "user root" : "")
            .AppendLine($"allow_anonymous {(options.Passwords.Count == 0 ? "true" : "false")}")
            .AppendLine("max_queued_messages 0");
        if (options.Persistence)
            text.AppendLine("persistence true").AppendLine($"persistence_location {_folder.Path}/");
        if (options.Tls is { } tls)
        {
            text.AppendLine($"cafile {tls.CaFile}").AppendLine($"certfile {tls.ServerCertificateFile}").AppendLine($"keyfile {tls.ServerKeyFile}");
            if (options.RequireClientCertificate)
                text.AppendLine("require_certificate true");
        }

        if (options.Acl is { } acl)
        {
            File.WriteAllText(_folder["acl"], acl);
            text.AppendLine($"acl_file {_folder["acl"]}");
        }

        if (options.Passwords.Count > 0)
            text.AppendLine($"password_file {WritePasswords(options.Passwords)}");
        foreach (var line in options.ExtraLines)
            text.AppendLine(line);
        return text.ToString();
    }

    private string WritePasswords(IReadOnlyDictionary<string, string> passwords)
    {
        var file = _folder["passwords"];
        File.WriteAllText(file, "");
        foreach (var (user, password) in passwords)
        {
            using var program = Process.Start(Find("mosquitto_passwd"), ["-b", file, user, password]);
            program.WaitForExit();
        }

        return file;
    }

    private bool Accepts()
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process!.Id}"]);
        kill.WaitForExit();
    }

    private void End()
    {
        _process!.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
