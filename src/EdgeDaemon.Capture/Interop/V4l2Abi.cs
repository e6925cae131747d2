using System.Runtime.InteropServices;

namespace EdgeDaemon.Capture.Interop;

/// <summary>
/// Constants of linux/videodev2.h, single-planar capture. The request numbers carry direction and size of their structure,
/// which is the same on x64 and arm64 (both LP64).
/// </summary>
internal static class V4l2Abi
{
    internal const uint VIDIOC_QUERYCAP = 0x80685600;
    internal const uint VIDIOC_ENUM_FMT = 0xc0405602;
    internal const uint VIDIOC_G_FMT = 0xc0d05604;
    internal const uint VIDIOC_S_FMT = 0xc0d05605;
    internal const uint VIDIOC_REQBUFS = 0xc0145608;
    internal const uint VIDIOC_QUERYBUF = 0xc0585609;
    internal const uint VIDIOC_QBUF = 0xc058560f;
    internal const uint VIDIOC_DQBUF = 0xc0585611;
    internal const uint VIDIOC_STREAMON = 0x40045612;
    internal const uint VIDIOC_STREAMOFF = 0x40045613;
    internal const uint VIDIOC_S_PARM = 0xc0cc5616;
    internal const uint VIDIOC_ENUM_FRAMESIZES = 0xc02c564a;
    internal const uint VIDIOC_ENUM_FRAMEINTERVALS = 0xc034564b;

    internal const uint V4L2_CAP_VIDEO_CAPTURE = 0x1;
    internal const uint V4L2_CAP_VIDEO_CAPTURE_MPLANE = 0x1000;
    internal const uint V4L2_CAP_STREAMING = 0x04000000;
    internal const uint V4L2_CAP_DEVICE_CAPS = 0x80000000;

    internal const uint V4L2_BUF_TYPE_VIDEO_CAPTURE = 1;
    internal const uint V4L2_MEMORY_MMAP = 1;
    internal const uint V4L2_FIELD_NONE = 1;

    internal const uint V4L2_BUF_FLAG_ERROR = 0x40;
    internal const uint V4L2_BUF_FLAG_TIMESTAMP_MASK = 0xe000;
    internal const uint V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC = 0x2000;

    internal const uint V4L2_PIX_FMT_PRIV_MAGIC = 0xfeedcafe;
    internal const uint V4L2_COLORSPACE_JPEG = 7;
    internal const uint V4L2_QUANTIZATION_DEFAULT = 0;
    internal const uint V4L2_QUANTIZATION_FULL_RANGE = 1;

    internal const uint V4L2_FRMSIZE_TYPE_DISCRETE = 1;
    internal const uint V4L2_FRMIVAL_TYPE_DISCRETE = 1;
    internal const uint V4L2_CAP_TIMEPERFRAME = 0x1000;

    internal const uint V4L2_PIX_FMT_YUYV = 0x56595559;
    internal const uint V4L2_PIX_FMT_MJPEG = 0x47504a4d;
    internal const uint V4L2_PIX_FMT_JPEG = 0x4745504a;
    internal const uint V4L2_PIX_FMT_NV12 = 0x3231564e;
    internal const uint V4L2_PIX_FMT_YUV420 = 0x32315559;
    internal const uint V4L2_PIX_FMT_GREY = 0x59455247;
}

/// <summary>Who a device is and what it can do.</summary>
[StructLayout(LayoutKind.Explicit, Size = 104)]
internal unsafe struct v4l2_capability
{
    [FieldOffset(0)] internal fixed byte driver[16];
    [FieldOffset(16)] internal fixed byte card[32];
    [FieldOffset(48)] internal fixed byte bus_info[32];
    [FieldOffset(80)] internal uint version;
    [FieldOffset(84)] internal uint capabilities;
    [FieldOffset(88)] internal uint device_caps;
}

/// <summary>One format of a device.</summary>
[StructLayout(LayoutKind.Explicit, Size = 64)]
internal unsafe struct v4l2_fmtdesc
{
    [FieldOffset(0)] internal uint index;
    [FieldOffset(4)] internal uint type;
    [FieldOffset(8)] internal uint flags;
    [FieldOffset(12)] internal fixed byte description[32];
    [FieldOffset(44)] internal uint pixelformat;
}

/// <summary>One size of a format, or a range of sizes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 44)]
internal struct v4l2_frmsizeenum
{
    [FieldOffset(0)] internal uint index;
    [FieldOffset(4)] internal uint pixel_format;
    [FieldOffset(8)] internal uint type;
    [FieldOffset(12)] internal uint width;
    [FieldOffset(16)] internal uint height;

    // The same bytes when it is a range.
    [FieldOffset(12)] internal uint min_width;
    [FieldOffset(16)] internal uint max_width;
    [FieldOffset(20)] internal uint step_width;
    [FieldOffset(24)] internal uint min_height;
    [FieldOffset(28)] internal uint max_height;
    [FieldOffset(32)] internal uint step_height;
}

/// <summary>One frame interval of a size, or a range of them.</summary>
[StructLayout(LayoutKind.Explicit, Size = 52)]
internal struct v4l2_frmivalenum
{
    [FieldOffset(0)] internal uint index;
    [FieldOffset(4)] internal uint pixel_format;
    [FieldOffset(8)] internal uint width;
    [FieldOffset(12)] internal uint height;
    [FieldOffset(16)] internal uint type;

    // The interval, or the shortest of a range; the longest follows.
    [FieldOffset(20)] internal v4l2_fract interval;
    [FieldOffset(28)] internal v4l2_fract longest;
}

/// <summary>A fraction, here of a second.</summary>
internal struct v4l2_fract
{
    internal uint numerator;
    internal uint denominator;
}

/// <summary>The format of the frames: <c>v4l2_format</c> with its <c>v4l2_pix_format</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 208)]
internal struct v4l2_format
{
    [FieldOffset(0)] internal uint type;
    [FieldOffset(8)] internal uint width;
    [FieldOffset(12)] internal uint height;
    [FieldOffset(16)] internal uint pixelformat;
    [FieldOffset(20)] internal uint field;
    [FieldOffset(24)] internal uint bytesperline;
    [FieldOffset(28)] internal uint sizeimage;
    [FieldOffset(32)] internal uint colorspace;
    [FieldOffset(36)] internal uint priv;
    [FieldOffset(40)] internal uint flags;
    [FieldOffset(48)] internal uint quantization;
}

/// <summary>The frame rate: <c>v4l2_streamparm</c> with its <c>v4l2_captureparm</c>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 204)]
internal struct v4l2_streamparm
{
    [FieldOffset(0)] internal uint type;
    [FieldOffset(4)] internal uint capability;
    [FieldOffset(12)] internal v4l2_fract timeperframe;
}

/// <summary>Asks for buffers.</summary>
[StructLayout(LayoutKind.Explicit, Size = 20)]
internal struct v4l2_requestbuffers
{
    [FieldOffset(0)] internal uint count;
    [FieldOffset(4)] internal uint type;
    [FieldOffset(8)] internal uint memory;
}

/// <summary>A buffer on its way to or from the driver.</summary>
[StructLayout(LayoutKind.Explicit, Size = 88)]
internal struct v4l2_buffer
{
    [FieldOffset(0)] internal uint index;
    [FieldOffset(4)] internal uint type;
    [FieldOffset(8)] internal uint bytesused;
    [FieldOffset(12)] internal uint flags;
    [FieldOffset(24)] internal long timestamp_seconds;
    [FieldOffset(32)] internal long timestamp_microseconds;
    [FieldOffset(56)] internal uint sequence;
    [FieldOffset(60)] internal uint memory;
    [FieldOffset(64)] internal uint offset;
    [FieldOffset(72)] internal uint length;
}
