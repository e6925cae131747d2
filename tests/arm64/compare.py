"""Compares what `edgedaemon predict --json` printed on two machines: compare.py TOLERANCE <LINES

The first half of the lines is one machine's, the second the other's, in the same order. Everything must be the same but numbers, which
may differ by TOLERANCE (boxes: by TOLERANCE of 1000 pixels), and how long it took. Says how far apart they are at most, or what differs.
"""
import json
import sys

tolerance = float(sys.argv[1])
lines = [json.loads(line) for line in sys.stdin]
worst = 0.0


def compare(one, other, path, scale=1.0):
    global worst
    if isinstance(one, (int, float)) and isinstance(other, (int, float)) and not isinstance(one, bool):
        apart = abs(one - other) / scale
        worst = max(worst, apart)
        if apart > tolerance:
            sys.exit(f"{path}: {one} and {other}")
    elif isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            if key != "timings_ms":
                compare(one[key], other[key], f"{path}.{key}", 1000.0 if key == "box" else scale)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for i, (left, right) in enumerate(zip(one, other)):
            compare(left, right, f"{path}[{i}]", scale)
    elif one != other:
        sys.exit(f"{path}: {one!r} and {other!r}")


half = len(lines) // 2
if half == 0 or len(lines) != 2 * half:
    sys.exit(f"{len(lines)} lines; expected as many of each machine")
for one, other in zip(lines[:half], lines[half:]):
    compare(one, other, one["image"])
print(f"{half} golden pictures, arm64 and amd64 at most {worst:.4f} apart")
