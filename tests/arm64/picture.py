"""A golden PNG as the tensor that a model takes: picture.py PICTURE SIDE >tensor

8-bit RGB, bilinear with half-pixel centres, planes in the order R, G, B, values 0 to 255 as float32.
"""
import struct
import sys
import zlib


def read_png(path):
    data = open(path, "rb").read()
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at:at + 8])
        body = data[at + 8:at + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            assert (depth, colour) == (8, 2), "not 8-bit RGB"
        elif kind == b"IDAT":
            packed += body
        at += size + 12
    raw, rows, stride = zlib.decompress(packed), [], width * 3
    above = bytearray(stride)
    for y in range(height):
        how, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1:(y + 1) * (stride + 1)])
        for i in range(stride):
            left, up = line[i - 3] if i >= 3 else 0, above[i]
            corner = above[i - 3] if i >= 3 else 0
            if how == 4:
                guess = left + up - corner
                add = min((abs(guess - left), 0, left), (abs(guess - up), 1, up), (abs(guess - corner), 2, corner))[2]
            else:
                add = (0, left, up, (left + up) // 2)[how]
            line[i] = (line[i] + add) & 255
        rows.append(line)
        above = line
    return width, height, rows


def main(path, side):
    width, height, rows = read_png(path)

    def axis(size):
        for i in range(side):
            at = min(max((i + 0.5) * size / side - 0.5, 0), size - 1)
            low = int(at)
            yield low, min(low + 1, size - 1), at - low

    out = []
    for channel in range(3):
        for y0, y1, fy in axis(height):
            for x0, x1, fx in axis(width):
                top = rows[y0][3 * x0 + channel] * (1 - fx) + rows[y0][3 * x1 + channel] * fx
                bottom = rows[y1][3 * x0 + channel] * (1 - fx) + rows[y1][3 * x1 + channel] * fx
                out.append(top * (1 - fy) + bottom * fy)
    sys.stdout.buffer.write(struct.pack(f"<{len(out)}f", *out))


main(sys.argv[1], int(sys.argv[2]))
