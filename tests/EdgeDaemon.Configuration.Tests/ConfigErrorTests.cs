namespace EdgeDaemon.Configuration.Tests;

/// <summary>Each wrong file with the lines that a user sees.</summary>
public class ConfigErrorTests
{
    [Theory]
    [InlineData("hots: x", "e.yaml:2: mqtt.hots: unknown key 'hots'. Did you mean 'host'?")]
    [InlineData("Port: 1", "e.yaml:2: mqtt.Port: unknown key 'Port'. Did you mean 'port'?")]
    [InlineData("keepalive: 1", "e.yaml:2: mqtt.keepalive: unknown key 'keepalive'. Did you mean 'keep_alive'?")]
    [InlineData("password: hunter2", "e.yaml:2: mqtt.password: unknown key 'password'. Did you mean 'password_file'?")]
    [InlineData("qos: 1", "e.yaml:2: mqtt.qos: unknown key 'qos'. Known here: host, port, protocol, client_id, prefix, keep_alive, window, username, password_file, tls, home_assistant, frigate.")]
    [InlineData("port: abc", "e.yaml:2: mqtt.port: 'abc' is not a whole number. Write a whole number from 1 to 65535.")]
    [InlineData("port: 1.5", "e.yaml:2: mqtt.port: '1.5' is not a whole number. Write a whole number from 1 to 65535.")]
    [InlineData("port: 0x10", "e.yaml:2: mqtt.port: '0x10' is not a whole number. Write a whole number from 1 to 65535.")]
    [InlineData("port: 010", "e.yaml:2: mqtt.port: '010' is not a whole number. Write a whole number from 1 to 65535.")]
    [InlineData("port: '1883'", "e.yaml:2: mqtt.port: '1883' stands in quotes, which makes it a text, not a whole number. Write a whole number from 1 to 65535, without quotes.")]
    [InlineData("port: 65536", "e.yaml:2: mqtt.port: 65536 is out of range. Write a whole number from 1 to 65535.")]
    [InlineData("port: -1", "e.yaml:2: mqtt.port: -1 is out of range. Write a whole number from 1 to 65535.")]
    [InlineData("port: 99999999999999999999", "e.yaml:2: mqtt.port: 99999999999999999999 is out of range. Write a whole number from 1 to 65535.")]
    [InlineData("port:", "e.yaml:2: mqtt.port: has no value. Write a whole number from 1 to 65535, or remove the key.")]
    [InlineData("port: null", "e.yaml:2: mqtt.port: 'null' is not a whole number. Write a whole number from 1 to 65535.")]
    [InlineData("port: [1]", "e.yaml:2: mqtt.port: a list is not a whole number. Write a whole number from 1 to 65535.")]
    [InlineData("protocol: 4", "e.yaml:2: mqtt.protocol: '4' is not one of the choices. Write auto, 5 or 3.1.1.")]
    [InlineData("protocol: auot", "e.yaml:2: mqtt.protocol: 'auot' is not one of the choices. Did you mean 'auto'? Write auto, 5 or 3.1.1.")]
    [InlineData("keep_alive: 1:30", "e.yaml:2: mqtt.keep_alive: '1:30' is not a duration. Write a duration from 5s to 1h (such as 500ms, 10s, 2m; a plain number is seconds).")]
    [InlineData("keep_alive: 4999ms", "e.yaml:2: mqtt.keep_alive: 4999ms is out of range. Write a duration from 5s to 1h (such as 500ms, 10s, 2m; a plain number is seconds).")]
    [InlineData("keep_alive: 10 s", "e.yaml:2: mqtt.keep_alive: '10 s' is not a duration. Write a duration from 5s to 1h (such as 500ms, 10s, 2m; a plain number is seconds).")]
    [InlineData("prefix: homeassistant/x", "e.yaml:2: mqtt.prefix: 'homeassistant' is the tree of another program. Write a prefix that begins neither with homeassistant nor with frigate.")]
    [InlineData("prefix: a/#", "e.yaml:2: mqtt.prefix: 'a/#' is not allowed. Write 1 to 4 names of a-z, 0-9, _ and -, with / between them.")]
    [InlineData("password_file: x", "e.yaml:2: mqtt.password_file: a password without a user. Add 'username:', or remove this key.")]
    [InlineData("password_file: 'https://x/pw', username: u", "e.yaml:2: mqtt.password_file: 'https://x/pw' is a URL. Nothing is ever fetched. Write a path, relative to this file's folder or beginning with /.")]
    [InlineData("password_file: 'credential:../x', username: u", "e.yaml:2: mqtt.password_file: 'credential:../x' names no credential. Write credential: and 1 to 64 of the characters a-z, A-Z, 0-9, _, - and ., as in credential:mqtt-password.")]
    [InlineData("password_file: ~/pw, username: u", "e.yaml:2: mqtt.password_file: '~/pw' begins with '~', which is not expanded. Write the path out.")]
    [InlineData("tls: {key_file: k}", "e.yaml:2: mqtt.tls.key_file: a key without a certificate. Add 'certificate_file:', or remove this key.")]
    [InlineData("tls: {certificate_file: k}", "e.yaml:2: mqtt.tls.certificate_file: a certificate without its key. Add 'key_file:', or remove this key.")]
    [InlineData("home_assistant: {prefix: edgedaemon/hub}", "e.yaml:2: mqtt.home_assistant: its prefix 'edgedaemon/hub' lies in the tree of 'prefix'. Give each a tree of its own.")]
    [InlineData("home_assistant: {}, frigate: {prefix: homeassistant}", "e.yaml:2: mqtt.frigate: its prefix 'homeassistant' lies in the tree of 'home_assistant'. Give each a tree of its own.")]
    [InlineData("tls: true", "e.yaml:2: mqtt.tls: 'true' is not a section. Write keys with values below it, or {} for an empty section.")]
    public void Mqtt_Wrong_SaysLineValueAndRemedy(string entry, string expected)
    {
        var text = ConfigText.Minimal.Replace("mqtt: {host: broker}", $"mqtt:\n  {{{entry}, host: broker}}", StringComparison.Ordinal);
        if (entry.EndsWith(':'))
            text = text.Replace($"{{{entry}, host: broker}}", $"{entry}\n  host: broker", StringComparison.Ordinal);

        Assert.Equal([expected], ConfigText.Errors(text));
    }

    [Theory]
    [InlineData("broker:1883", "'broker:1883'")]
    [InlineData("mqtt://broker", "'mqtt://broker'")]
    [InlineData("'bro ker'", "'bro ker'")]
    [InlineData("-rf", "'-rf'")]
    [InlineData("\"broker\\n\"", "'broker\\u000a'")]
    public void Host_NotAHost_SaysWhatBelongsThere(string host, string shown)
    {
        var errors = ConfigText.Errors(ConfigText.Minimal.Replace("{host: broker}", $"\n  host: {host}", StringComparison.Ordinal));

        Assert.Equal([$"e.yaml:2: mqtt.host: {shown} is not allowed. Write a host name or IP address (port and TLS are keys of their own)."], errors);
    }

    [Theory]
    [InlineData("name: Front Door", "e.yaml:3: cameras[0].name: 'Front Door' cannot stand in a topic. Write 1 to 64 of the characters a-z, 0-9, _ and -, such as 'front_door'.")]
    [InlineData("name: events", "e.yaml:3: cameras[0].name: 'events' is a word of the topics. Choose a name other than availability, status, cmd, reply, gap, state, label, zone, events, health, occupied, config, doctor.")]
    [InlineData("name: null", "e.yaml:3: cameras[0].name: 'null' is not a name. Write 1 to 64 of the characters a-z, 0-9, _ and -; in quotes if it really is the word null.")]
    [InlineData("fps: 0", "e.yaml:7: cameras[0].fps: 0 is out of range. Write a number of frames per second from 0.01 to 240.")]
    [InlineData("fps: 0,5", "e.yaml:7: cameras[0].fps: '0,5' is not a number. Did you mean 0.5? Write a number of frames per second from 0.01 to 240.")]
    [InlineData("fps: .nan", "e.yaml:7: cameras[0].fps: '.nan' is not a number. Write a number of frames per second from 0.01 to 240.")]
    [InlineData("labels: person", "e.yaml:7: cameras[0].labels: 'person' is not a list. Write a list, one item per line after '- ', or [a, b]; each item: 1 to 64 of the characters a-z, 0-9, _ and -.")]
    [InlineData("labels: [a, b, a]", "e.yaml:7: cameras[0].labels[2]: 'a' is in the list twice. Remove one of the two.")]
    [InlineData("labels: [Car]", "e.yaml:7: cameras[0].labels[0]: 'Car' cannot stand in a topic. Write 1 to 64 of the characters a-z, 0-9, _ and -, such as 'car'.")]
    [InlineData("score_threshold: 60", "e.yaml:7: cameras[0].score_threshold: 60 is out of range. Did you mean 0.6? Write a number from 0 to 1.")]
    [InlineData("label_thresholds: {person: high}", "e.yaml:7: cameras[0].label_thresholds.person: 'high' is not a number. Write a number from 0 to 1.")]
    [InlineData("label_thresholds: [person]", "e.yaml:7: cameras[0].label_thresholds: a list is not a section. Write keys (1 to 64 of the characters a-z, 0-9, _ and -), each with a number from 0 to 1.")]
    [InlineData("visible_frames: 0", "e.yaml:7: cameras[0].visible_frames: 0 is out of range. Write a whole number of frames from 1 to 1000.")]
    [InlineData("zones: [{name: a}]", "e.yaml:7: cameras[0].zones[0].area: missing. Add 'area:' with a list of at least 3 points, or 'line:' with 2.")]
    [InlineData("zones: [{name: a, line: [[0, 0], [1, 1]], inertia: 2}]", "e.yaml:7: cameras[0].zones[0].inertia: has no effect on a line. Remove this key.")]
    [InlineData("zones: [{name: a, line: [[0, 0], [0, 0]]}]", "e.yaml:7: cameras[0].zones[0].line: has no length. Write two different points.")]
    [InlineData("zones: [{name: a, area: [[0, 0], [1, -0.5], [1, 0]]}]", "e.yaml:7: cameras[0].zones[0].area[1][1]: -0.5 is out of range. Write a number from 0 to 1.")]
    [InlineData("zones: [{name: a, area: [[0, 0], [320, 120], [640, 480]]}]", "e.yaml:7: cameras[0].zones[0].area: is not in fractions of the frame. If these are pixels of 640 x 480, write [[0, 0], [0.5, 0.25], [1, 1]].")]
    [InlineData("zones: [{name: a, line: [[0, 0], [1280, 120]]}]", "e.yaml:7: cameras[0].zones[0].line: is not in fractions of the frame. Write each x as a share of the frame's width and each y as one of its height, from 0 to 1: pixel 320 of 640 is 0.5.")]
    [InlineData("privacy_masks: [[[0, 0], [64, 0], [64, 48]]]", "e.yaml:7: cameras[0].privacy_masks[0]: is not in fractions of the frame. If these are pixels of 640 x 480, write [[0, 0], [0.1, 0], [0.1, 0.1]].")]
    [InlineData("zones: {drive: {area: []}}", "e.yaml:7: cameras[0].zones: a section of keys is not a list. Begin each item with a dash and its name, as in '- name: drive'.")]
    [InlineData("score_threshold: '0,5'", "e.yaml:7: cameras[0].score_threshold: '0,5' is not a number. Did you mean 0.5? Write a number from 0 to 1.")]
    [InlineData("score_threshold: 50%", "e.yaml:7: cameras[0].score_threshold: '50%' is not a number. Did you mean 0.5? Write a number from 0 to 1.")]
    [InlineData("score_threshold: 1.5", "e.yaml:7: cameras[0].score_threshold: 1.5 is out of range. Write a number from 0 to 1.")]
    [InlineData("objects: {track: [person]}", "e.yaml:7: cameras[0].objects: unknown key 'objects'. It is Frigate's; a camera has 'labels', 'label_thresholds' and, for sizes, 'tracking: {sizes: …}'.")]
    [InlineData("ffmpeg: {inputs: []}", "e.yaml:7: cameras[0].ffmpeg: unknown key 'ffmpeg'. It is Frigate's; write 'source: {type: network, url: …}' with the address.")]
    [InlineData("record: {enabled: true}", "e.yaml:7: cameras[0].record: unknown key 'record'. It is Frigate's, and about pictures or sound that are kept or shown; nothing here does that. Remove it.")]
    [InlineData("zones: [{name: a, coordinates: '0,0,1,1'}]", "e.yaml:7: cameras[0].zones[0].coordinates: unknown key 'coordinates'. It is Frigate's; write 'area: [[x, y], …]' with fractions of the frame.", "e.yaml:7: cameras[0].zones[0].area: missing. Add 'area:' with a list of at least 3 points, or 'line:' with 2.")]
    [InlineData("<<: {fps: 3}", "e.yaml:7: cameras[0].<<: merge keys are not read. Write the keys out; an alias such as '*name' may stand for a whole value.")]
    [InlineData("zones: [{name: a, area: [[0, 0], [1, 1]]}]", "e.yaml:7: cameras[0].zones[0].area: has 2 corners. Write at least 3, or use 'line:'.")]
    [InlineData("masks: [[[0, 0], 3, [1, 0]]]", "e.yaml:7: cameras[0].masks[0][1]: '3' is not a point. Write a point [x, y], each a number from 0 to 1.")]
    [InlineData("tracking: {sizes: {person: {min_area: 0.5, max_area: 0.1}}}", "e.yaml:7: cameras[0].tracking.sizes.person.min_area: is more than 'max_area', so that no object fits. Write a smaller 'min_area', or a larger 'max_area'.")]
    [InlineData("privacy: {level: boxes}", "e.yaml:7: cameras[0].privacy.level: 'boxes' is not one of the choices. Did you mean 'box'? Write presence, count, zone, track or box.")]
    [InlineData("schedule: [{from: 25:00}]", "e.yaml:7: cameras[0].schedule[0].from: '25:00' is not allowed. Write a time such as 22:00, sunset or sunrise+30m (hours and minutes; before or after the sun by up to 999m or 12h).")]
    [InlineData("health: {looks: 3}", "e.yaml:7: cameras[0].health.looks: unknown key 'looks'. Known here: model, interval, score_threshold, agreeing_looks, moved, moved_for.")]
    [InlineData("health: {interval: 1ms}", "e.yaml:7: cameras[0].health.interval: 1ms is out of range. Write a duration from 100ms to 1h (such as 500ms, 10s, 2m; a plain number is seconds).")]
    [InlineData("health:", "e.yaml:7: cameras[0].health: has no value. Write keys with values below it, or {} for an empty section, or remove the key.")]
    [InlineData("then: {model: m}", "e.yaml:7: cameras[0].then: a section of keys is not a list. Write a list, one item per line after '- ', or [a, b]; each item: a section with model.")]
    [InlineData("then: [{labels: [car]}]", "e.yaml:7: cameras[0].then[0].model: missing. Add 'model:' with 1 to 64 of the characters a-z, 0-9, _ and -.")]
    [InlineData("then: [{model: m, max_object: 3}]", "e.yaml:7: cameras[0].then[0].max_object: unknown key 'max_object'. Did you mean 'max_objects'?")]
    [InlineData("then: [{model: m, max_objects: 33}]", "e.yaml:7: cameras[0].then[0].max_objects: 33 is out of range. Write a whole number of objects from 1 to 32.")]
    [InlineData("then: [{model: m, margin: 10}]", "e.yaml:7: cameras[0].then[0].margin: 10 is out of range. Did you mean 0.1? Write a number from 0 to 1.")]
    [InlineData("then: [{model: m, budget: 0.5ms}]", "e.yaml:7: cameras[0].then[0].budget: 0.5ms is out of range. Write a duration from 1ms to 1m (such as 500ms, 10s, 2m; a plain number is seconds).")]
    [InlineData("then: [{model: m, labels: [car]}, {model: m, labels: [bus]}]", "e.yaml:7: cameras[0].then[1].model: 'm' is the model of cameras[0].then[0] too (line 7). Name each model once, with all of its labels.")]
    [InlineData("area_threshold: 2", "e.yaml:7: cameras[0].area_threshold: 2 is out of range. Did you mean 0.02? Write a number from 0 to 1.")]
    [InlineData("trigger: {kind: motion}", "e.yaml:7: cameras[0].trigger.line: missing. Add 'line:' with a line's number on the chip, or its name.")]
    [InlineData("trigger: {line: 4, kind: movement}", "e.yaml:7: cameras[0].trigger.kind: 'movement' is not one of the choices. Write line, motion or button.")]
    [InlineData("trigger: {line: PIR, driver: iot}", "e.yaml:7: cameras[0].trigger.line: 'driver: iot' does not find the line 'PIR' by its name. Write its number on the chip, or use 'driver: kernel'.")]
    [InlineData("trigger: {line: 4, driver: iot, kind: motion, active_low: true}", "e.yaml:7: cameras[0].trigger.active_low: 'driver: iot' knows no active low level but a button's. Turn the level round by the wiring, or use 'driver: kernel'.")]
    [InlineData("trigger: {line: 4, driver: iot, kind: button, active_low: true, pull: up}", "e.yaml:7: cameras[0].trigger.pull: 'driver: iot' does not keep a pull. Use a resistor and remove this key, or use 'driver: kernel'.")]
    [InlineData("exec: rm", "e.yaml:7: cameras[0].exec: unknown key 'exec'. Known here: name, title, suggested_area, source, model, fps, labels, score_threshold, label_thresholds, area_threshold, visible_frames, hidden_frames, ….")]
    [InlineData("visible_frame: 2", "e.yaml:7: cameras[0].visible_frame: unknown key 'visible_frame'. Did you mean 'visible_frames'?")]
    public void Camera_Wrong_SaysLineValueAndRemedy(string entry, params string[] expected)
    {
        var isName = entry.StartsWith("name", StringComparison.Ordinal);
        var text = $"""
            mqtt: {"{host: broker}"}
            cameras:
              - {(isName ? entry : "name: door")}
                source:
                  type: scene
                model: detect3b
                {(isName ? "" : entry)}
            """;

        Assert.Equal(expected.Order(StringComparer.Ordinal), ConfigText.Errors(text).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("{path: x}", "e.yaml:4: cameras[0].source.type: missing. Add 'type:' with v4l2, rpicam, ffmpeg, network, replay or scene.")]
    [InlineData("{type: v4l}", "e.yaml:4: cameras[0].source.type: 'v4l' is not one of the choices. Did you mean 'v4l2'? Write v4l2, rpicam, ffmpeg, network, replay or scene.")]
    [InlineData("{type: rpicam, width: 800}", "e.yaml:4: cameras[0].source.width: 800 is not a multiple of 128. Write a multiple of 128 of pixels from 128 to 4096.")]
    [InlineData("{type: ffmpeg}", "e.yaml:4: cameras[0].source.path: missing. Add 'path:' with a path, relative to this file's folder or beginning with /.")]
    [InlineData("{type: ffmpeg, path: 'rtsp://x/y'}", "e.yaml:4: cameras[0].source.path: 'rtsp://x/y' is a URL. Nothing is ever fetched. Write a path, relative to this file's folder or beginning with /.")]
    [InlineData("{type: network}", "e.yaml:4: cameras[0].source.url: neither 'url' nor 'url_file' is set. Write one of the two: 'url:' with the address, or 'url_file:' with a file that holds it.")]
    [InlineData("{type: network, url: 'rtsp://x/y', url_file: z}", "e.yaml:4: cameras[0].source.url_file: a second address besides 'url'. Write one of the two: 'url:' with the address, or 'url_file:' with a file that holds it.")]
    [InlineData("{type: network, url: 'file:///x'}", "e.yaml:4: cameras[0].source.url: 'file:///x' has the scheme 'file', which is not supported. Known here: rtsp, rtsps, http, https.")]
    [InlineData("{type: network, url: '-i rtsp://x'}", "e.yaml:4: cameras[0].source.url: '-i rtsp://x' has no scheme. Begin it with rtsp://, rtsps://, http:// or https://.")]
    [InlineData("{type: network, url: 'rtsp://cam:70000/x'}", "e.yaml:4: cameras[0].source.url: 'rtsp://cam:70000/x' has a port that is no number from 1 to 65535. Write it behind the host, as in cam.local:554, or leave it out.")]
    [InlineData("{type: network, url: 'rtsp://admin:hunter2@x/y'}", "e.yaml:4: cameras[0].source.url: holds a user, a password or a token. Put the whole address into a file that only the ingest process may read, and name that with 'url_file:'.")]
    [InlineData("{type: network, url: 'http://x/cgi?res=1&PassWord=hunter2'}", "e.yaml:4: cameras[0].source.url: holds a user, a password or a token. Put the whole address into a file that only the ingest process may read, and name that with 'url_file:'.")]
    [InlineData("{type: v4l2, width: 641}", "e.yaml:4: cameras[0].source.width: 641 is not even. Write an even number of pixels from 16 to 8192.")]
    [InlineData("{type: v4l2, format: jpeg}", "e.yaml:4: cameras[0].source.format: 'jpeg' is not one of the choices. Did you mean 'mjpeg'? Write auto, yuyv, nv12, yu12, grey or mjpeg.")]
    [InlineData("{type: v4l2, driver: package}", "e.yaml:4: cameras[0].source.driver: 'package' is not one of the choices. Write kernel or iot.")]
    [InlineData("{type: v4l2, device: ''}", "e.yaml:4: cameras[0].source.device: '' is not allowed. Write a path such as /dev/video0, or a camera's bus, name under /dev/v4l/by-id, card or driver.")]
    [InlineData("{type: replay}", "e.yaml:4: cameras[0].source.path: missing. Add 'path:' with a path, relative to this file's folder or beginning with /.")]
    [InlineData("{type: scene, path: x}", "e.yaml:4: cameras[0].source.path: unknown key 'path'. Known here: type, seed, width, height, fps, script, loop.")]
    [InlineData("{type: scene, width: 65}", "e.yaml:4: cameras[0].source.width: 65 is not even. Write an even number of pixels from 64 to 4096.")]
    [InlineData("{type: scene, loop: yes}", "e.yaml:4: cameras[0].source.loop: 'yes' is not true or false. Write true.")]
    [InlineData("{type: scene, loop: Off}", "e.yaml:4: cameras[0].source.loop: 'Off' is not true or false. Write false.")]
    [InlineData("{type: scene, loop: 'true'}", "e.yaml:4: cameras[0].source.loop: 'true' stands in quotes, which makes it a text, not true or false. Write true or false, without quotes.")]
    [InlineData("{type: scene, script: [{condition: darkk, frames: 3}]}", "e.yaml:4: cameras[0].source.script[0].condition: 'darkk' is not one of the choices. Did you mean 'dark'? Write ok, dark, overexposed, blurred, covered or frozen.")]
    [InlineData("{type: scene, script: [{condition: dark}]}", "e.yaml:4: cameras[0].source.script[0].frames: missing. Add 'frames:' with a whole number from 1 to 1000000.")]
    [InlineData("scene", "e.yaml:4: cameras[0].source: 'scene' is not a section. Write keys with values below it, or {} for an empty section.")]
    public void Source_Wrong_SaysLineValueAndRemedy(string source, string expected)
    {
        var text = $"mqtt: {{host: broker}}\ncameras:\n  - name: door\n    source: {source}\n    model: m\n";

        Assert.Equal([expected], ConfigText.Errors(text));
    }

    [Theory]
    [InlineData("a: 1", "e.yaml:1: mqtt: missing. Add 'mqtt:' with a section with host.",
        "e.yaml:1: cameras: missing. Add 'cameras:' with a list (1 to 254) of: a section with name, source.",
        "e.yaml:1: a: unknown key 'a'. Known here: device, models, inference, governor, log, privacy, console, gpio, journal, mqtt, commands, metrics, ….")]
    [InlineData("mqtt: {}\ncameras: []", "e.yaml:1: mqtt.host: missing. Add 'host:' with a host name or IP address (port and TLS are keys of their own).",
        "e.yaml:2: cameras: has 0 items. Write a list (1 to 254) of: a section with name, source.")]
    [InlineData("just text", "e.yaml:1: 'just text' is not a section. Write keys with values below it, or {} for an empty section.")]
    [InlineData("mqtt: {host: b}\ncameras: {door: 1}", "e.yaml:2: cameras: a section of keys is not a list. Write a list, one item per line after '- ', or [a, b]; each item: a section with name, source.")]
    [InlineData("mqtt: {host: b}\ncameras:\n  - name: door\n    source: {type: scene}\n", "e.yaml:3: cameras[0].model: neither 'model' nor 'health' is set, so that the camera has nothing to do. Add 'model:' with the name of a model bundle, or 'health: {}'.")]
    [InlineData("mqtt: {host: b}\ncameras:\n  - name: door\n    source: {type: scene}\n    health: {}\n    labels: [a]\n", "e.yaml:6: cameras[0].labels: has no effect without a model. Add 'model:', or remove this key.")]
    [InlineData("mqtt: {host: b}\ncameras:\n  - name: door\n    source: {type: scene}\n    model: m\n    labels: [person]\n    label_thresholds: {persn: 1}\n",
        "e.yaml:7: cameras[0].label_thresholds: 'persn' is not one of 'labels', so that it is never reported. Add it to 'labels', or remove it. Did you mean 'person'?")]
    [InlineData("mqtt: {host: b}\ncameras:\n  - name: door\n    source: {type: scene}\n    health: {}\n    then: [{model: m}]\n    area_threshold: 0.1\n",
        "e.yaml:6: cameras[0].then: has no effect without a model. Add 'model:', or remove this key.",
        "e.yaml:7: cameras[0].area_threshold: has no effect without a model. Add 'model:', or remove this key.")]
    [InlineData("mqtt: {host: b}\ncameras:\n  - name: door\n    source: {type: scene}\n    model: m\n    labels: [person]\n    then: [{model: n, labels: [persn]}]\n",
        "e.yaml:7: cameras[0].then: 'persn' is not one of the camera's 'labels', so that it is never looked at. Add it to the camera's 'labels', or remove it. Did you mean 'person'?")]
    [InlineData("mqtt: {host: b}\ncameras:\n  - name: a\n    source: {type: scene}\n    model: m\n  - name: a\n    source: {type: scene}\n    model: m\n",
        "e.yaml:6: cameras[1].name: 'a' is the name of cameras[0] too (line 3). Give each its own name.")]
    [InlineData("journal: {directory: /a, cursor_directory: /b/../a/}\nmqtt: {host: b}\ncameras:\n  - {name: a, source: {type: scene}, model: m}\n",
        "e.yaml:1: journal.cursor_directory: '/a/' is the folder of 'directory' too. Give each its own folder.")]
    [InlineData("device: {id: Kitchen Pi}\nmqtt: {host: b}\ncameras:\n  - {name: a, source: {type: scene}, model: m}\n",
        "e.yaml:1: device.id: 'Kitchen Pi' cannot stand in a topic. Write 1 to 64 of the characters a-z, 0-9, _ and -, such as 'kitchen_pi'.")]
    public void File_Wrong_SaysLineValueAndRemedy(string text, params string[] expected) => Assert.Equal(expected, ConfigText.Errors(text));

    [Fact]
    public void Schedule_BySunWithoutLocation_SaysWhatIsMissing()
    {
        var sun = ConfigText.Minimal.Replace("model: detect3b", "model: detect3b\n    schedule: [{from: sunset, to: sunrise}]", StringComparison.Ordinal);

        Assert.Contains("location: not set, and the schedule of camera", Assert.Single(ConfigText.Errors(sun)), StringComparison.Ordinal);
        Assert.Equal(-33.9, ConfigText.Good(sun + "\nlocation: {latitude: -33.9, longitude: 151.2}\n").Location?.Latitude);
    }

    [Fact]
    public void File_ManyFaults_AllInTheOrderOfTheFile()
    {
        var errors = ConfigText.Errors("""
            cameras:
              - name: Door
                source: {type: scene, width: 63}
                fps: fast
              - name: yard
                source: {type: replay}
                model: m
                model: n
            log: {level: loud}
            mqtt:
              port: 0
            jurnal: {}
            """);

        Assert.Equal(
            [
                "e.yaml:2: cameras[0].model: neither 'model' nor 'health' is set, so that the camera has nothing to do. Add 'model:' with the name of a model bundle, or 'health: {}'.",
                "e.yaml:2: cameras[0].name: 'Door' cannot stand in a topic. Write 1 to 64 of the characters a-z, 0-9, _ and -, such as 'door'.",
                "e.yaml:3: cameras[0].source.width: 63 is out of range. Write an even number of pixels from 64 to 4096.",
                "e.yaml:4: cameras[0].fps: 'fast' is not a number. Write a number of frames per second from 0.01 to 240.",
                "e.yaml:6: cameras[1].source.path: missing. Add 'path:' with a path, relative to this file's folder or beginning with /.",
                "e.yaml:8: cameras[1].model: given twice, first on line 7. Remove one of the two.",
                "e.yaml:9: log.level: 'loud' is not one of the choices. Write trace, debug, information, warning or error.",
                "e.yaml:11: mqtt.host: missing. Add 'host:' with a host name or IP address (port and TLS are keys of their own).",
                "e.yaml:11: mqtt.port: 0 is out of range. Write a whole number from 1 to 65535.",
                "e.yaml:12: jurnal: unknown key 'jurnal'. Did you mean 'journal'?",
            ],
            errors);
    }

    [Fact]
    public void File_WithSyntaxError_SaysOnlyThat()
    {
        var error = Assert.Single(ConfigText.Errors("mqtt:\n  host: b\n port: 1\n"));

        Assert.StartsWith("e.yaml:3: not valid YAML: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void File_TooManyCameras_Refuses()
    {
        var cameras = string.Concat(Enumerable.Range(0, 255).Select(i => $"  - {{name: c{i}, source: {{type: scene}}, model: m}}\n"));

        Assert.Equal(
            ["e.yaml:3: cameras: has 255 items. Write a list (1 to 254) of: a section with name, source."],
            ConfigText.Errors($"mqtt: {{host: b}}\ncameras:\n{cameras}"));
    }
}
