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
        return small[ys[0]:ys[-1] + 1, xs[0]:xs[-1] + 1]


def person(rng):
    """A standing, walking or gesturing figure, seen from any side."""
    canvas, stride, lean = _Canvas(), rng.uniform(-.13, .13), rng.uniform(-.03, .03)
    skin = [(236, 188, 160), (198, 140, 100), (120, 80, 56), (250, 214, 190)][rng.integers(4)]
    top, bottom, hair = _colour(rng), _colour(rng, 0, 170), _colour(rng, 0, 120)
    hip, neck, head = (.5, .52), (.5 + lean, .24), (.5 + lean * 1.4, .13)
    thick, waist = rng.uniform(.07, .10), rng.uniform(.05, .085)
    for side, colour in ((-1, _shade(bottom, .8)), (1, bottom)):
        knee = (hip[0] + side * (.02 + stride * .7), .73)
        foot = (hip[0] + side * (.03 + stride * rng.uniform(1., 1.6)), .95)
        canvas.limb(hip, knee, thick, colour)
        canvas.limb(knee, foot, thick * .8, colour)
        canvas.limb(foot, (foot[0] + np.sign(stride) * .03, .96), .04, (30, 30, 30))
    swing = [-side * stride * rng.uniform(.6, 1.5) + side * waist * 1.2 for side in (-1, 1)]
    raised = rng.random() < .15
    elbow = [(neck[0] + swing[i] * .7 + (-.05, .05)[i], .38) for i in (0, 1)]
    hand = [(neck[0] + swing[i] * 1.5, (.08 if raised and i else .50)) for i in (0, 1)]
    canvas.limb((neck[0] - waist, .27), elbow[0], .05, _shade(top, .75))
    canvas.limb(elbow[0], hand[0], .04, skin)
    canvas.polygon([(neck[0] - waist * 1.3, .235), (neck[0] + waist * 1.3, .235), (hip[0] + waist, .56), (hip[0] - waist, .56)], top)
    if rng.random() < .25:  # skirt or coat
        canvas.polygon([(hip[0] - waist, .5), (hip[0] + waist, .5), (hip[0] + waist * 1.7, .76), (hip[0] - waist * 1.7, .76)], top)
    canvas.limb((neck[0] + waist, .27), elbow[1], .05, top)
    canvas.limb(elbow[1], hand[1], .04, skin)
    canvas.limb(neck, head, .04, skin)
    canvas.ellipse(head, (.05, .065), skin)
    canvas.ellipse((head[0] + rng.uniform(-.015, .015), head[1] - .025), (.052, .045), hair)
    return canvas.finished()


def vehicle(rng):
    """A car, van, bus or lorry from the side or the front, or a motor scooter."""
    canvas, body, glass = _Canvas(), _colour(rng), _shade((150, 180, 205), rng.uniform(.3, 1.))
    kind = rng.integers(5)
    dark, tyre = _shade(body, .7), (25, 25, 28)
    if kind == 0:  # front or rear view
        top = rng.uniform(.3, .42)
        canvas.polygon([(.27, top), (.73, top), (.84, .56), (.16, .56)], dark)
        canvas.polygon([(.31, top + .03), (.69, top + .03), (.77, .54), (.23, .54)], glass)
        canvas.polygon([(.12, .55), (.88, .55), (.9, .8), (.1, .8)], body)
        lamps = [(245, 240, 200), (200, 30, 30)][rng.integers(2)]
        for x in (.2, .8):
            canvas.ellipse((x, .64), (.06, .04), lamps)
            canvas.polygon([(x - .06, .78), (x + .06, .78), (x + .06, .88), (x - .06, .88)], tyre)
        canvas.polygon([(.4, .68), (.6, .68), (.6, .74), (.4, .74)], (220, 220, 215))
        return canvas.finished()
    if kind == 1:  # bus or van
        low = rng.uniform(.3, .45)
        canvas.polygon([(.03, low), (.95, low), (.97, .74), (.03, .74)], body)
        for x in np.arange(.08, .88, .14):
            canvas.polygon([(x, low + .05), (x + .11, low + .05), (x + .11, low + .16), (x, low + .16)], glass)
    elif kind == 2:  # lorry
        canvas.polygon([(.03, .3), (.66, .3), (.66, .74), (.03, .74)], body)
        canvas.polygon([(.68, .42), (.86, .42), (.96, .57), (.96, .76), (.68, .76)], dark)
        canvas.polygon([(.76, .45), (.85, .45), (.93, .57), (.76, .57)], glass)
    elif kind == 3:  # scooter
        canvas.limb((.3, .6), (.55, .66), .12, body)
        canvas.limb((.55, .66), (.72, .4), .06, dark)
        canvas.limb((.66, .4), (.78, .36), .03, tyre)
        canvas.limb((.25, .52), (.5, .52), .07, tyre)
        for x in (.25, .75):
            canvas.ellipse((x, .75), (.1, .1), tyre)
            canvas.ellipse((x, .75), (.05, .05), (140, 140, 140))
        return canvas.finished()
    else:  # saloon or hatchback
        rear = rng.uniform(.08, .25)
        canvas.polygon([(rear + .06, .4), (.6, .4), (.76, .55), (rear - .03, .55)], dark)
        canvas.polygon([(rear + .09, .42), (.38, .42), (.38, .54), (rear + .02, .54)], glass)
        canvas.polygon([(.41, .42), (.58, .42), (.71, .54), (.41, .54)], glass)
        canvas.polygon([(.04, .55), (.78, .54), (.95, .6), (.96, .72), (.04, .72)], body)
    for x in (.22, .78):
        canvas.ellipse((x, .73), (.085, .085), tyre)
        canvas.ellipse((x, .73), (.04, .04), (150, 150, 150))
    return canvas.finished() if rng.random() < .5 else canvas.finished()[:, ::-1]


def animal(rng):
    """A four-legged animal from the side (dog, cat, cow, horse in turn of proportions) or a bird."""
    canvas, coat = _Canvas(), _shade(((90, 60, 40), (200, 170, 130), (40, 40, 42), (225, 220, 210), (150, 90, 45))[rng.integers(5)], rng.uniform(.8, 1.15))
    if rng.random() < .2:  # bird
        canvas.limb((.47, .65), (.47, .82), .02, (200, 140, 40))
        canvas.limb((.53, .65), (.53, .82), .02, (200, 140, 40))
        canvas.ellipse((.5, .55), (.2, .13), coat, rng.uniform(-25, 0))
        canvas.ellipse((.69, .38), (.08, .075), _shade(coat, 1.1))
        canvas.limb((.62, .48), (.68, .4), .09, coat)
        canvas.polygon([(.75, .36), (.86, .39), (.75, .42)], (220, 150, 40))
        canvas.polygon([(.34, .5), (.12, .48), (.33, .6)], _shade(coat, .8))
        return canvas.finished()
    leg, length, bulk = rng.uniform(.16, .34), rng.uniform(.22, .30), rng.uniform(.09, .15)
    back = .86 - leg - bulk
    for x, shade in ((.5 - length * .75, .7), (.5 + length * .75, .7), (.5 - length, 1.), (.5 + length * .95, 1.)):
        step = rng.uniform(-.05, .05)
        canvas.limb((x, back), (x + step, .86), bulk * .45, _shade(coat, shade))
    canvas.ellipse((.5, back), (length + .06, bulk), coat)
    raise_by = rng.uniform(.02, .2)
    head = (.5 + length + .1, back - raise_by)
    canvas.limb((.5 + length * .9, back - bulk * .3), head, bulk * .9, coat)
    canvas.ellipse(head, (bulk * .75, bulk * .62), _shade(coat, 1.08))
    canvas.ellipse((head[0] + bulk * .7, head[1] + bulk * .2), (bulk * .5, bulk * .3), _shade(coat, .85))
    for dx in (-.3, .25):
        canvas.polygon([(head[0] + dx * bulk - .03, head[1] - bulk * .4), (head[0] + dx * bulk + .03, head[1] - bulk * .4), (head[0] + dx * bulk, head[1] - bulk * .4 - rng.uniform(.04, .1))], _shade(coat, .8))
    canvas.limb((.5 - length - .03, back - bulk * .2), (.5 - length - .14, back + rng.uniform(-.2, .15)), .03, coat)
    if rng.random() < .3:
        for _ in range(4):
            canvas.ellipse((.5 + rng.uniform(-length, length), back + rng.uniform(-.6, .5) * bulk), (.05, .035), (235, 230, 225))
    return canvas.finished()


DRAWERS = {PERSON: person, VEHICLE: vehicle, ANIMAL: animal}


def _room(picture, rng):
    side = picture.shape[0]
    floor = int(side * rng.uniform(.5, .85))
    picture[:floor] = _colour(rng, 60, 255)
    picture[floor:] = _colour(rng, 30, 220)
    for _ in range(rng.integers(2, 8)):  # furniture, pictures on the wall, doors
        x, y, w, h = rng.uniform(0, .8), rng.uniform(.05, .8), rng.uniform(.08, .45), rng.uniform(.08, .5)
        corner, end = (int(x * side), int(y * side)), (int((x + w) * side), int((y + h) * side))
        cv2.rectangle(picture, corner, end, _colour(rng), -1)
        if rng.random() < .5:
            cv2.rectangle(picture, corner, end, _colour(rng), max(1, side // 60))


def _street(picture, rng):
    side = picture.shape[0]
    horizon = int(side * rng.uniform(.35, .65))
    sky, ground = np.array(_colour(rng, 90, 255)), np.array(_colour(rng, 40, 180))
    ramp = np.linspace(.75, 1.1, side)[:, None, None]
    picture[:] = np.clip(np.where(np.arange(side)[:, None, None] < horizon, sky, ground) * ramp, 0, 255).astype(np.uint8)
    x = 0
    while x < side:  # houses with windows
        width, top = int(side * rng.uniform(.12, .35)), int(horizon * rng.uniform(.1, .9))
        cv2.rectangle(picture, (x, top), (x + width, horizon), _colour(rng, 50, 220), -1)
        pane, step = _colour(rng, 20, 240), max(6, side // int(rng.integers(12, 24)))
        for wx in range(x + step // 2, min(x + width, side) - step // 2, step):
            for wy in range(top + step // 2, horizon - step // 2, step):
                cv2.rectangle(picture, (wx, wy), (wx + step // 3, wy + step // 2), pane, -1)
        x += width + int(side * rng.uniform(0, .15))
    for _ in range(rng.integers(0, 4)):  # trees and posts
        tx, height = int(rng.uniform(0, side)), int(side * rng.uniform(.1, .35))
        cv2.line(picture, (tx, horizon + 4), (tx, horizon - height), _colour(rng, 30, 110), max(2, side // 60))
        if rng.random() < .7:
            green = (int(rng.integers(20, 110)), int(rng.integers(80, 180)), int(rng.integers(20, 90)))
            for _ in range(6):
                cv2.circle(picture, (tx + int(rng.normal(0, side * .04)), horizon - height + int(rng.normal(0, side * .04))), int(side * rng.uniform(.03, .08)), _shade(green, rng.uniform(.7, 1.2)), -1)
    if rng.random() < .5:  # road
        vanish = int(rng.uniform(.2, .8) * side)
        cv2.fillPoly(picture, [np.array([(vanish - 4, horizon), (vanish + 4, horizon), (int(side * 1.1), side), (int(-.1 * side), side)], np.int32)], _colour(rng, 60, 120))


def _shapes(picture, rng):
    side = picture.shape[0]
    picture[:] = _colour(rng)
    for _ in range(rng.integers(3, 25)):
        centre = tuple(int(v) for v in rng.uniform(0, side, 2))
        size, colour, kind = int(side * rng.uniform(.02, .3)), _colour(rng), rng.integers(4)
        if kind == 0:
            cv2.circle(picture, centre, size, colour, -1, cv2.LINE_AA)
        elif kind == 1:
            cv2.ellipse(picture, centre, (size, max(1, size // 3)), float(rng.uniform(0, 180)), 0, 360, colour, -1, cv2.LINE_AA)
        elif kind == 2:
            cv2.fillPoly(picture, [(rng.normal(0, size, (rng.integers(3, 7), 2)) + centre).astype(np.int32)], colour, cv2.LINE_AA)
        else:
            cv2.line(picture, centre, tuple(int(v) for v in rng.uniform(0, side, 2)), colour, int(rng.integers(1, 9)), cv2.LINE_AA)


def texture(picture, rng):
    """Fills a picture with noise at several scales, optionally as stripes, tiles or wood-like bands."""
    side = picture.shape[0]
    field = np.zeros((side, side), np.float32)
    for cells in (3, 7, 15, 40, 80)[rng.integers(0, 3):]:
        shape = (cells, max(2, int(cells * np.exp(rng.normal(0, .8)))))
        field += cv2.resize(rng.normal(0, 1, shape).astype(np.float32), (side, side), interpolation=cv2.INTER_CUBIC) / cells ** .3
    kind = rng.integers(4)
    yy, xx = np.mgrid[:side, :side].astype(np.float32) / side
    angle = rng.uniform(0, np.pi)
    phase = (np.cos(angle) * xx + np.sin(angle) * yy) * rng.uniform(10, 120)
    if kind == 1:
        field += 2 * np.sign(np.sin(phase + field * rng.uniform(0, .5)))
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
    (_room, _street, _shapes, texture)[rng.choice(4, p=[.3, .3, .15, .25])](picture, rng)
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
