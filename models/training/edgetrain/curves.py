"""Loss curves: a CSV that grows with the training, and an SVG drawn from it without plotting libraries."""
import csv
from pathlib import Path

WIDTH, HEIGHT, MARGIN = 720, 300, 48
COLOURS = ("#1b6ca8", "#c8553d", "#3a7d44", "#8d6a9f", "#b08900", "#555555")


def append(path, row):
    """Appends one row (dict) to a CSV; the first row decides the columns."""
    path = Path(path)
    fresh = not path.exists()
    with open(path, "a", newline="") as file:
        writer = csv.DictWriter(file, row.keys())
        if fresh:
            writer.writeheader()
        writer.writerow(row)


def read(path):
    """Rows of a curve CSV as dicts of floats; empty cells are left out."""
    with open(path, newline="") as file:
        return [{k: float(v) for k, v in row.items() if v not in ("", None)} for row in csv.DictReader(file)]


def truncate(path, key, last):
    """Drops rows beyond a checkpoint, so that a resumed training does not draw them twice."""
    if not Path(path).exists():
        return
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    kept = [row for row in rows if float(row[key]) <= last]
    if len(kept) < len(rows):
        Path(path).unlink()
        for row in kept:
            append(path, row)


def _panel(rows, x_key, keys, top, title):
    series = {k: [(r[x_key], r[k]) for r in rows if k in r] for k in keys}
    series = {k: v for k, v in series.items() if len(v) > 1}
    if not series:
        return []
    xs = [x for v in series.values() for x, _ in v]
    ys = [y for v in series.values() for _, y in v]
    low_x, high_x, low_y, high_y = min(xs), max(max(xs), min(xs) + 1e-9), min(ys), max(max(ys), min(ys) + 1e-9)
    at = lambda x, y: (
        MARGIN + (x - low_x) / (high_x - low_x) * (WIDTH - 2 * MARGIN),
        top + HEIGHT - MARGIN - (y - low_y) / (high_y - low_y) * (HEIGHT - 2 * MARGIN),
    )
    parts = [f'<text x="{MARGIN}" y="{top + 18}" font-weight="bold">{title}</text>']
    for i in range(5):
        y = low_y + (high_y - low_y) * i / 4
        _, py = at(low_x, y)
        parts.append(
            f'<path d="M{MARGIN} {py:.1f}H{WIDTH - MARGIN}" stroke="#ddd"/><text x="4" y="{py + 4:.1f}">{y:.3g}</text>'
        )
        x = low_x + (high_x - low_x) * i / 4
        px, _ = at(x, low_y)
        parts.append(f'<text x="{px:.1f}" y="{top + HEIGHT - MARGIN + 16}" text-anchor="middle">{x:,.0f}</text>')
    for i, (name, points) in enumerate(series.items()):
        colour = COLOURS[i % len(COLOURS)]
        line = " ".join("{:.1f},{:.1f}".format(*at(x, y)) for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        parts.append(f'<text x="{MARGIN + 130 + i * 110}" y="{top + 18}" fill="{colour}">{name}</text>')
    return parts


def draw(csv_paths_and_keys, x_key, destination):
    """Draws panels one below the other: a list of (CSV path, [columns], title)."""
    parts, top = [], 0
    for path, keys, title in csv_paths_and_keys:
        if Path(path).exists():
            panel = _panel(read(path), x_key, keys, top, title)
            parts, top = parts + panel, top + (HEIGHT if panel else 0)
    header = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {max(top, 1)}" font-family="sans-serif" font-size="11">'
    )
    Path(destination).write_text("\n".join([header, '<rect width="100%" height="100%" fill="white"/>', *parts, "</svg>\n"]))
