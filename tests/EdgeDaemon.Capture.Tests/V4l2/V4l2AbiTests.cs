using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using EdgeDaemon.Capture.Interop;
using EdgeDaemon.TestKit;

namespace EdgeDaemon.Capture.Tests.V4l2;

/// <summary>
/// The layout of the kernel's structures. The numbers were printed by a C program from linux/videodev2.h; where a C compiler and
/// the header are at hand they are printed again and compared with our structures.
/// </summary>
public sealed class V4l2AbiTests
{
    private static readonly (string Struct, int Size, (string Field, int Offset)[] Fields)[] Layouts =
    [
        Of<v4l2_capability>("driver", "card", "bus_info", "version", "capabilities", "device_caps"),
        Of<v4l2_fmtdesc>("index", "type", "flags", "description", "pixelformat"),
        Of<v4l2_frmsizeenum>("index", "pixel_format", "type", "width:discrete.width", "height:discrete.height",
            "min_width:stepwise.min_width", "max_width:stepwise.max_width", "step_width:stepwise.step_width",
            "min_height:stepwise.min_height", "max_height:stepwise.max_height", "step_height:stepwise.step_height"),
        Of<v4l2_frmivalenum>("index", "pixel_format", "width", "height", "type", "interval:discrete", "longest:stepwise.max"),
        Of<v4l2_fract>("numerator", "denominator"),
        Of<v4l2_format>("type", "width:fmt.pix.width", "height:fmt.pix.height", "pixelformat:fmt.pix.pixelformat", "field:fmt.pix.field",
            "bytesperline:fmt.pix.bytesperline", "sizeimage:fmt.pix.sizeimage", "colorspace:fmt.pix.colorspace", "priv:fmt.pix.priv",
            "flags:fmt.pix.flags", "quantization:fmt.pix.quantization"),
        Of<v4l2_streamparm>("type", "capability:parm.capture.capability", "timeperframe:parm.capture.timeperframe"),
        Of<v4l2_requestbuffers>("count", "type", "memory"),
        Of<v4l2_buffer>("index", "type", "bytesused", "flags", "timestamp_seconds:timestamp.tv_sec", "timestamp_microseconds:timestamp.tv_usec",
            "sequence", "memory", "offset:m.offset", "length"),
    ];

    [Theory]
    [InlineData("v4l2_capability", 104, "capabilities", 84)]
    [InlineData("v4l2_capability", 104, "device_caps", 88)]
    [InlineData("v4l2_fmtdesc", 64, "pixelformat", 44)]
    [InlineData("v4l2_frmsizeenum", 44, "max_height", 28)]
    [InlineData("v4l2_frmivalenum", 52, "interval", 20)]
    [InlineData("v4l2_format", 208, "width", 8)]
    [InlineData("v4l2_format", 208, "quantization", 48)]
    [InlineData("v4l2_streamparm", 204, "timeperframe", 12)]
    [InlineData("v4l2_requestbuffers", 20, "memory", 8)]
    [InlineData("v4l2_buffer", 88, "timestamp_seconds", 24)]
    [InlineData("v4l2_buffer", 88, "sequence", 56)]
    [InlineData("v4l2_buffer", 88, "offset", 64)]
    [InlineData("v4l2_buffer", 88, "length", 72)]
    public void Structure_HasTheKernelsLayout(string name, int size, string field, int offset)
    {
        var layout = Layouts.Single(l => l.Struct == name);

        Assert.Equal(size, layout.Size);
        Assert.Equal(offset, layout.Fields.Single(f => f.Field.Split(':')[0] == field).Offset);
    }

    [Theory]
    [InlineData(V4l2Abi.VIDIOC_QUERYCAP, Read, 0, 104)]
    [InlineData(V4l2Abi.VIDIOC_ENUM_FMT, Read | Write, 2, 64)]
    [InlineData(V4l2Abi.VIDIOC_G_FMT, Read | Write, 4, 208)]
    [InlineData(V4l2Abi.VIDIOC_S_FMT, Read | Write, 5, 208)]
    [InlineData(V4l2Abi.VIDIOC_REQBUFS, Read | Write, 8, 20)]
    [InlineData(V4l2Abi.VIDIOC_QUERYBUF, Read | Write, 9, 88)]
    [InlineData(V4l2Abi.VIDIOC_QBUF, Read | Write, 15, 88)]
    [InlineData(V4l2Abi.VIDIOC_DQBUF, Read | Write, 17, 88)]
    [InlineData(V4l2Abi.VIDIOC_STREAMON, Write, 18, 4)]
    [InlineData(V4l2Abi.VIDIOC_STREAMOFF, Write, 19, 4)]
    [InlineData(V4l2Abi.VIDIOC_S_PARM, Read | Write, 22, 204)]
    [InlineData(V4l2Abi.VIDIOC_ENUM_FRAMESIZES, Read | Write, 74, 44)]
    [InlineData(V4l2Abi.VIDIOC_ENUM_FRAMEINTERVALS, Read | Write, 75, 52)]
    public void Request_IsMadeAsTheKernelMakesIt(uint request, uint direction, uint number, uint size) =>
        Assert.Equal((direction << 30) | (size << 16) | ((uint)'V' << 8) | number, request);

    [Theory]
    [InlineData(V4l2Abi.V4L2_PIX_FMT_YUYV, "YUYV")]
    [InlineData(V4l2Abi.V4L2_PIX_FMT_MJPEG, "MJPG")]
    [InlineData(V4l2Abi.V4L2_PIX_FMT_JPEG, "JPEG")]
    [InlineData(V4l2Abi.V4L2_PIX_FMT_NV12, "NV12")]
    [InlineData(V4l2Abi.V4L2_PIX_FMT_YUV420, "YU12")]
    [InlineData(V4l2Abi.V4L2_PIX_FMT_GREY, "GREY")]
    public void Fourcc_IsItsFourCharacters(uint fourcc, string text) => Assert.Equal(text, Encoding.ASCII.GetString(BitConverter.GetBytes(fourcc)));

    [Fact]
    public void Header_OfThisMachine_Agrees()
    {
        if (!File.Exists("/usr/include/linux/videodev2.h") || !File.Exists("/usr/bin/cc"))
            Assert.Skip("Comparing with the kernel's header takes a C compiler and linux-libc-dev.");
        using var folder = new TempDirectory();
        var program = new StringBuilder("#include <stdio.h>\n#include <stddef.h>\n#include <linux/videodev2.h>\nint main(void) {\n");
        var expected = new List<string>();
        foreach (var (name, size, fields) in Layouts)
        {
            program.Append(CultureInfo.InvariantCulture, $"printf(\"{name} %zu\\n\", sizeof(struct {name}));\n");
            expected.Add($"{name} {size}");
            foreach (var (field, offset) in fields)
            {
                var member = field.Split(':')[^1];
                program.Append(CultureInfo.InvariantCulture, $"printf(\"{name}.{member} %zu\\n\", offsetof(struct {name}, {member}));\n");
                expected.Add($"{name}.{member} {offset}");
            }
        }

        foreach (var constant in typeof(V4l2Abi).GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic))
        {
            program.Append(CultureInfo.InvariantCulture, $"printf(\"{constant.Name} %u\\n\", (unsigned){constant.Name});\n");
            expected.Add($"{constant.Name} {constant.GetRawConstantValue()}");
        }

        File.WriteAllText(folder["abi.c"], program.Append("return 0; }\n").ToString());

        Assert.Equal("", Output("/usr/bin/cc", "-o", folder["abi"], folder["abi.c"]));
        Assert.Equal(expected, Output(folder["abi"]).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private const uint Write = 1;
    private const uint Read = 2;

    private static (string, int, (string, int)[]) Of<T>(params string[] fields)
        where T : unmanaged =>
        (typeof(T).Name, Unsafe.SizeOf<T>(), [.. fields.Select(f => (f, (int)Marshal.OffsetOf<T>(f.Split(':')[0])))]);

    private static string Output(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return text;
    }
}
