"""Drawn pictures: scenes as negatives, and people, vehicles and animals drawn into scenes or photos.

Nothing here imitates a particular photo. Drawn objects teach the models the shapes that the daemon's own demo scene
shows; drawn scenes and textures teach the detector what is *not* an object. Pictures are square uint8 RGB; objects
are RGBA cut-outs like those of edgetrain.cutouts, so that both are pasted by the same code.
A folder of scenes rendered elsewhere (NAME.png + NAME.json) can be mixed in with read_folder.
"""
import json
from pathlib import Path

import cv2
import numpy as np

PERSON, VEHICLE, ANIMAL = range(3)
CANVAS = 96
"""Objects are drawn on a square of this many pixels, four times supersampled."""
_SCALE = 4


def _colour(rng, low=0, high=255):
    return tuple(int(v) for v in rng.integers(low, high, 3))


def _shade(colour, factor):
    return tuple(int(min(255, max(0, v * factor))) for v in colour)


class _Canvas:
    """Draws in units of the canvas (0..1) on an RGBA square."""

    def __init__(self):
        self.size = CANVAS * _SCALE
        self.pixels = np.zeros((self.size, self.size, 4), np.uint8)

    def _at(self, point):
        return int(point[0] * self.size), int(point[1] * self.size)

    def limb(self, start, end, width, colour):
        cv2.line(self.pixels, self._at(start), self._at(end), (*colour, 255), max(1, int(width * self.size)), cv2.LINE_AA)

    def ellipse(self, centre, axes, colour, angle=0.0):
        axes = tuple(max(1, int(a * self.size)) for a in axes)
        cv2.ellipse(self.pixels, self._at(centre), axes, angle, 0, 360, (*colour, 255), -1, cv2.LINE_AA)

    def polygon(self, points, colour):
        cv2.fillPoly(self.pixels, [np.array([self._at(p) for p in points], np.int32)], (*colour, 255), cv2.LINE_AA)

    def finished(self):
        small = cv2.resize(self.pixels, (CANVAS, CANVAS), interpolation=cv2.INTER_AREA)
        ys, xs = np.flatnonzero((small[..., 3] > 40).any(1)), np.flatnonzero((small[..., 3] > 40).any(0))
        return small[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1]


def person(rng):
    """A standing, walking or gesturing figure, seen from any side."""
    canvas, stride, lean = _Canvas(), rng.uniform(-0.13, 0.13), rng.uniform(-0.03, 0.03)
    skin = [(236, 188, 160), (198, 140, 100), (120, 80, 56), (250, 214, 190)][rng.integers(4)]
    top, bottom, hair = _colour(rng), _colour(rng, 0, 170), _colour(rng, 0, 120)
    hip, neck, head = (0.5, 0.52), (0.5 + lean, 0.24), (0.5 + lean * 1.4, 0.13)
    thick, waist = rng.uniform(0.07, 0.10), rng.uniform(0.05, 0.085)
    for side, colour in ((-1, _shade(bottom, 0.8)), (1, bottom)):
        knee = (hip[0] + side * (0.02 + stride * 0.7), 0.73)
        foot = (hip[0] + side * (0.03 + stride * rng.uniform(1.0, 1.6)), 0.95)
        canvas.limb(hip, knee, thick, colour)
        canvas.limb(knee, foot, thick * 0.8, colour)
        canvas.limb(foot, (foot[0] + np.sign(stride) * 0.03, 0.96), 0.04, (30, 30, 30))
    swing = [-side * stride * rng.uniform(0.6, 1.5) + side * waist * 1.2 for side in (-1, 1)]
    raised = rng.random() < 0.15
    elbow = [(neck[0] + swing[i] * 0.7 + (-0.05, 0.05)[i], 0.38) for i in (0, 1)]
    hand = [(neck[0] + swing[i] * 1.5, (0.08 if raised and i else 0.50)) for i in (0, 1)]
    canvas.limb((neck[0] - waist, 0.27), elbow[0], 0.05, _shade(top, 0.75))
    canvas.limb(elbow[0], hand[0], 0.04, skin)
    canvas.polygon(
        [(neck[0] - waist * 1.3, 0.235), (neck[0] + waist * 1.3, 0.235), (hip[0] + waist, 0.56), (hip[0] - waist, 0.56)], top
    )
    if rng.random() < 0.25:  # skirt or coat
        canvas.polygon(
            [(hip[0] - waist, 0.5), (hip[0] + waist, 0.5), (hip[0] + waist * 1.7, 0.76), (hip[0] - waist * 1.7, 0.76)], top
        )
    canvas.limb((neck[0] + waist, 0.27), elbow[1], 0.05, top)
    canvas.limb(elbow[1], hand[1], 0.04, skin)
    canvas.limb(neck, head, 0.04, skin)
    canvas.ellipse(head, (0.05, 0.065), skin)
    canvas.ellipse((head[0] + rng.uniform(-0.015, 0.015), head[1] - 0.025), (0.052, 0.045), hair)
    return canvas.finished()


def vehicle(rng):
    """A car, van, bus or lorry from the side or the front, or a motor scooter."""
    canvas, body, glass = _Canvas(), _colour(rng), _shade((150, 180, 205), rng.uniform(0.3, 1.0))
    kind = rng.integers(5)
    dark, tyre = _shade(body, 0.7), (25, 25, 28)
    if kind == 0:  # front or rear view
        top = rng.uniform(0.3, 0.42)
        canvas.polygon([(0.27, top), (0.73, top), (0.84, 0.56), (0.16, 0.56)], dark)
        canvas.polygon([(0.31, top + 0.03), (0.69, top + 0.03), (0.77, 0.54), (0.23, 0.54)], glass)
        canvas.polygon([(0.12, 0.55), (0.88, 0.55), (0.9, 0.8), (0.1, 0.8)], body)
        lamps = [(245, 240, 200), (200, 30, 30)][rng.integers(2)]
        for x in (0.2, 0.8):
            canvas.ellipse((x, 0.64), (0.06, 0.04), lamps)
            canvas.polygon([(x - 0.06, 0.78), (x + 0.06, 0.78), (x + 0.06, 0.88), (x - 0.06, 0.88)], tyre)
        canvas.polygon([(0.4, 0.68), (0.6, 0.68), (0.6, 0.74), (0.4, 0.74)], (220, 220, 215))
        return canvas.finished()
    if kind == 1:  # bus or van
        low = rng.uniform(0.3, 0.45)
        canvas.polygon([(0.03, low), (0.95, low), (0.97, 0.74), (0.03, 0.74)], body)
        for x in np.arange(0.08, 0.88, 0.14):
            canvas.polygon([(x, low + 0.05), (x + 0.11, low + 0.05), (x + 0.11, low + 0.16), (x, low + 0.16)], glass)
    elif kind == 2:  # lorry
        canvas.polygon([(0.03, 0.3), (0.66, 0.3), (0.66, 0.74), (0.03, 0.74)], body)
        canvas.polygon([(0.68, 0.42), (0.86, 0.42), (0.96, 0.57), (0.96, 0.76), (0.68, 0.76)], dark)
        canvas.polygon([(0.76, 0.45), (0.85, 0.45), (0.93, 0.57), (0.76, 0.57)], glass)
    elif kind == 3:  # scooter
        canvas.limb((0.3, 0.6), (0.55, 0.66), 0.12, body)
        canvas.limb((0.55, 0.66), (0.72, 0.4), 0.06, dark)
        canvas.limb((0.66, 0.4), (0.78, 0.36), 0.03, tyre)
        canvas.limb((0.25, 0.52), (0.5, 0.52), 0.07, tyre)
        for x in (0.25, 0.75):
            canvas.ellipse((x, 0.75), (0.1, 0.1), tyre)
            canvas.ellipse((x, 0.75), (0.05, 0.05), (140, 140, 140))
        return canvas.finished()
    else:  # saloon or hatchback
        rear = rng.uniform(0.08, 0.25)
        canvas.polygon([(rear + 0.06, 0.4), (0.6, 0.4), (0.76, 0.55), (rear - 0.03, 0.55)], dark)
        canvas.polygon([(rear + 0.09, 0.42), (0.38, 0.42), (0.38, 0.54), (rear + 0.02, 0.54)], glass)
        canvas.polygon([(0.41, 0.42), (0.58, 0.42), (0.71, 0.54), (0.41, 0.54)], glass)
        canvas.polygon([(0.04, 0.55), (0.78, 0.54), (0.95, 0.6), (0.96, 0.72), (0.04, 0.72)], body)
    for x in (0.22, 0.78):
        canvas.ellipse((x, 0.73), (0.085, 0.085), tyre)
        canvas.ellipse((x, 0.73), (0.04, 0.04), (150, 150, 150))
    return canvas.finished() if rng.random() < 0.5 else canvas.finished()[:, ::-1]


def animal(rng):
    """A four-legged animal from the side (dog, cat, cow, horse in turn of proportions) or a bird."""
    canvas, coat = _Canvas(), _shade(
        ((90, 60, 40), (200, 170, 130), (40, 40, 42), (225, 220, 210), (150, 90, 45))[rng.integers(5)], rng.uniform(0.8, 1.15)
    )
    if rng.random() < 0.2:  # bird
        canvas.limb((0.47, 0.65), (0.47, 0.82), 0.02, (200, 140, 40))
        canvas.limb((0.53, 0.65), (0.53, 0.82), 0.02, (200, 140, 40))
        canvas.ellipse((0.5, 0.55), (0.2, 0.13), coat, rng.uniform(-25, 0))
        canvas.ellipse((0.69, 0.38), (0.08, 0.075), _shade(coat, 1.1))
        canvas.limb((0.62, 0.48), (0.68, 0.4), 0.09, coat)
        canvas.polygon([(0.75, 0.36), (0.86, 0.39), (0.75, 0.42)], (220, 150, 40))
        canvas.polygon([(0.34, 0.5), (0.12, 0.48), (0.33, 0.6)], _shade(coat, 0.8))
        return canvas.finished()
    leg, length, bulk = rng.uniform(0.16, 0.34), rng.uniform(0.22, 0.30), rng.uniform(0.09, 0.15)
    back = 0.86 - leg - bulk
    for x, shade in ((0.5 - length * 0.75, 0.7), (0.5 + length * 0.75, 0.7), (0.5 - length, 1.0), (0.5 + length * 0.95, 1.0)):
        step = rng.uniform(-0.05, 0.05)
        canvas.limb((x, back), (x + step, 0.86), bulk * 0.45, _shade(coat, shade))
    canvas.ellipse((0.5, back), (length + 0.06, bulk), coat)
    raise_by = rng.uniform(0.02, 0.2)
    head = (0.5 + length + 0.1, back - raise_by)
    canvas.limb((0.5 + length * 0.9, back - bulk * 0.3), head, bulk * 0.9, coat)
    canvas.ellipse(head, (bulk * 0.75, bulk * 0.62), _shade(coat, 1.08))
    canvas.ellipse((head[0] + bulk * 0.7, head[1] + bulk * 0.2), (bulk * 0.5, bulk * 0.3), _shade(coat, 0.85))
    for dx in (-0.3, 0.25):
        canvas.polygon(
            [
                (head[0] + dx * bulk - 0.03, head[1] - bulk * 0.4),
                (head[0] + dx * bulk + 0.03, head[1] - bulk * 0.4),
                (head[0] + dx * bulk, head[1] - bulk * 0.4 - rng.uniform(0.04, 0.1)),
            ],
            _shade(coat, 0.8),
        )
    canvas.limb((0.5 - length - 0.03, back - bulk * 0.2), (0.5 - length - 0.14, back + rng.uniform(-0.2, 0.15)), 0.03, coat)
    if rng.random() < 0.3:
        for _ in range(4):
            canvas.ellipse(
                (0.5 + rng.uniform(-length, length), back + rng.uniform(-0.6, 0.5) * bulk), (0.05, 0.035), (235, 230, 225)
            )
    return canvas.finished()


DRAWERS = {PERSON: person, VEHICLE: vehicle, ANIMAL: animal}


def _room(picture, rng):
    side = picture.shape[0]
    floor = int(side * rng.uniform(0.5, 0.85))
    picture[:floor] = _colour(rng, 60, 255)
    picture[floor:] = _colour(rng, 30, 220)
    for _ in range(rng.integers(2, 8)):  # furniture, pictures on the wall, doors
        x, y, w, h = rng.uniform(0, 0.8), rng.uniform(0.05, 0.8), rng.uniform(0.08, 0.45), rng.uniform(0.08, 0.5)
        corner, end = (int(x * side), int(y * side)), (int((x + w) * side), int((y + h) * side))
        cv2.rectangle(picture, corner, end, _colour(rng), -1)
        if rng.random() < 0.5:
            cv2.rectangle(picture, corner, end, _colour(rng), max(1, side // 60))


def _street(picture, rng):
    side = picture.shape[0]
    horizon = int(side * rng.uniform(0.35, 0.65))
    sky, ground = np.array(_colour(rng, 90, 255)), np.array(_colour(rng, 40, 180))
    ramp = np.linspace(0.75, 1.1, side)[:, None, None]
    picture[:] = np.clip(np.where(np.arange(side)[:, None, None] < horizon, sky, ground) * ramp, 0, 255).astype(np.uint8)
    x = 0
    while x < side:  # houses with windows
        width, top = int(side * rng.uniform(0.12, 0.35)), int(horizon * rng.uniform(0.1, 0.9))
        cv2.rectangle(picture, (x, top), (x + width, horizon), _colour(rng, 50, 220), -1)
        pane, step = _colour(rng, 20, 240), max(6, side // int(rng.integers(12, 24)))
        for wx in range(x + step // 2, min(x + width, side) - step // 2, step):
            for wy in range(top + step // 2, horizon - step // 2, step):
                cv2.rectangle(picture, (wx, wy), (wx + step // 3, wy + step // 2), pane, -1)
        x += width + int(side * rng.uniform(0, 0.15))
    for _ in range(rng.integers(0, 4)):  # trees and posts
        tx, height = int(rng.uniform(0, side)), int(side * rng.uniform(0.1, 0.35))
        cv2.line(picture, (tx, horizon + 4), (tx, horizon - height), _colour(rng, 30, 110), max(2, side // 60))
        if rng.random() < 0.7:
            green = (int(rng.integers(20, 110)), int(rng.integers(80, 180)), int(rng.integers(20, 90)))
            for _ in range(6):
                cv2.circle(
                    picture,
                    (tx + int(rng.normal(0, side * 0.04)), horizon - height + int(rng.normal(0, side * 0.04))),
                    int(side * rng.uniform(0.03, 0.08)),
                    _shade(green, rng.uniform(0.7, 1.2)),
                    -1,
                )
    if rng.random() < 0.5:  # road
        vanish = int(rng.uniform(0.2, 0.8) * side)
        cv2.fillPoly(
            picture,
            [
                np.array(
                    [(vanish - 4, horizon), (vanish + 4, horizon), (int(side * 1.1), side), (int(-0.1 * side), side)], np.int32
                )
            ],
            _colour(rng, 60, 120),
        )


def _shapes(picture, rng):
    side = picture.shape[0]
    picture[:] = _colour(rng)
    for _ in range(rng.integers(3, 25)):
        centre = tuple(int(v) for v in rng.uniform(0, side, 2))
        size, colour, kind = int(side * rng.uniform(0.02, 0.3)), _colour(rng), rng.integers(4)
        if kind == 0:
            cv2.circle(picture, centre, size, colour, -1, cv2.LINE_AA)
        elif kind == 1:
            cv2.ellipse(picture, centre, (size, max(1, size // 3)), float(rng.uniform(0, 180)), 0, 360, colour, -1, cv2.LINE_AA)
        elif kind == 2:
            cv2.fillPoly(
                picture, [(rng.normal(0, size, (rng.integers(3, 7), 2)) + centre).astype(np.int32)], colour, cv2.LINE_AA
            )
        else:
            cv2.line(
                picture, centre, tuple(int(v) for v in rng.uniform(0, side, 2)), colour, int(rng.integers(1, 9)), cv2.LINE_AA
            )


def texture(picture, rng):
    """Fills a picture with noise at several scales, optionally as stripes, tiles or wood-like bands."""
    side = picture.shape[0]
    field = np.zeros((side, side), np.float32)
    for cells in (3, 7, 15, 40, 80)[rng.integers(0, 3) :]:
        shape = (cells, max(2, int(cells * np.exp(rng.normal(0, 0.8)))))
        field += (
            cv2.resize(rng.normal(0, 1, shape).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC) / cells**0.3
        )
    kind = rng.integers(4)
    yy, xx = np.mgrid[:side, :side].astype(np.float32) / side
    angle = rng.uniform(0, np.pi)
    phase = (np.cos(angle) * xx + np.sin(angle) * yy) * rng.uniform(10, 120)
    if kind == 1:
        field += 2 * np.sign(np.sin(phase + field * rng.uniform(0, 0.5)))
    elif kind == 2:
        field += 1.5 * np.sign(np.sin(xx * rng.uniform(15, 90))) * np.sign(np.sin(yy * rng.uniform(15, 90)))
    elif kind == 3:
        field = np.sin(phase + field * 2)
    field = cv2.normalize(field, None, 0, 1, cv2.NORM_MINMAX)[..., None]
    a, b = np.array(_colour(rng), np.float32), np.array(_colour(rng), np.float32)
    picture[:] = np.clip(a + (b - a) * field, 0, 255).astype(np.uint8)


def background(side, rng):
    """A scene or texture without any person, vehicle or animal."""
    picture = np.zeros((side, side, 3), np.uint8)
    (_room, _street, _shapes, texture)[rng.choice(4, p=[0.3, 0.3, 0.15, 0.25])](picture, rng)
    return picture


def read_folder(folder, classes):
    """Reads NAME.png + NAME.json pairs: {"boxes": [["person", cx, cy, w, h], ...]} as fractions of the picture.

    Every class is taken as fully labelled. Returns a list of (uint8 RGB picture, float32 N x 5 boxes).
    """
    scenes = []
    for path in sorted(Path(folder).glob("*.png")):
        truth = json.loads(path.with_suffix(".json").read_text())
        boxes = [[classes.index(name), *box] for name, *box in truth["boxes"]]
        picture = cv2.cvtColor(cv2.imread(str(path), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
        scenes.append((picture, np.asarray(boxes, np.float32).reshape(-1, 5)))
    return scenes
