"""Drawn everyday things: what a detector of people, vehicles and animals must leave alone.

Without them everything compact in front of a background looks like an animal, because that is how animals come in the
photos. Shapes are simple (crockery, food, furniture, plants, bags, screens); their surfaces are textures or pieces of
photos that show no object, shaded as round or flat bodies are.
"""
import cv2
import numpy as np

from edgetrain.draw import texture

SIDE = 96
_Y, _X = (v.astype(np.float32) / SIDE for v in np.mgrid[:SIDE, :SIDE])


def _mask():
    return np.zeros((SIDE, SIDE), np.uint8)


def _polygon(mask, points, value=255):
    cv2.fillPoly(mask, [np.round(np.array(points) * SIDE * 16).astype(np.int32)], value, cv2.LINE_AA, 4)


def _ellipse(mask, cx, cy, rx, ry, value=255):
    cv2.ellipse(mask, (int(cx * SIDE), int(cy * SIDE)), (max(1, int(rx * SIDE)), max(1, int(ry * SIDE))), 0, 0, 360, value, -1, cv2.LINE_AA)


def _bottle(rng):
    mask, body, neck = _mask(), rng.uniform(.12, .3), rng.uniform(.04, .1)
    shoulder = rng.uniform(.25, .5)
    _polygon(mask, [(.5 - neck, .05), (.5 + neck, .05), (.5 + neck, shoulder - .1), (.5 + body, shoulder), (.5 + body, .95),
                    (.5 - body, .95), (.5 - body, shoulder), (.5 - neck, shoulder - .1)])
    return [mask]


def _cup(rng):
    mask, hole, top, bottom = _mask(), _mask(), rng.uniform(.22, .34), rng.uniform(.14, .3)
    cv2.circle(mask, (int((.5 + top) * SIDE), SIDE // 2), int(.17 * SIDE), 255, max(2, int(.05 * SIDE)), cv2.LINE_AA)
    _polygon(mask, [(.5 - top, .2), (.5 + top, .2), (.5 + bottom, .85), (.5 - bottom, .85)])
    _ellipse(hole, .5, .21, top, .05)
    return [mask, hole]


def _plate_of_food(rng):
    plate, layers = _mask(), []
    flat = rng.uniform(.45, 1.)
    _ellipse(plate, .5, .5, .46, .46 * flat)
    for _ in range(rng.integers(2, 9)):
        piece, angle, out = _mask(), rng.uniform(0, 2 * np.pi), rng.uniform(0, .25)
        _ellipse(piece, .5 + out * np.cos(angle), .5 + out * flat * np.sin(angle), rng.uniform(.06, .2), rng.uniform(.05, .16))
        layers.append(piece)
    return [plate, *layers]


def _furniture(rng):
    """A table, chair or bench: legs and a slab, which is what makes it look like an animal."""
    mask, slab, leg = _mask(), rng.uniform(.3, .6), rng.uniform(.02, .05)
    left, right = rng.uniform(.05, .2), rng.uniform(.8, .95)
    thick = rng.uniform(.04, .16)
    _polygon(mask, [(left, slab), (right, slab), (right, slab + thick), (left, slab + thick)])
    for x in (left + leg, right - leg, left + .15, right - .15)[:rng.integers(2, 5)]:
        _polygon(mask, [(x - leg, slab), (x + leg, slab), (x + leg, .95), (x - leg, .95)])
    if rng.random() < .5:
        _polygon(mask, [(left, .06), (left + .1, .06), (left + .1, slab), (left, slab)])
    return [mask]


def _plant(rng):
    pot, leaves, green = _mask(), _mask(), []
    _polygon(pot, [(.35, .7), (.65, .7), (.6, .96), (.4, .96)])
    for _ in range(rng.integers(5, 14)):
        angle, length = rng.uniform(-1.2, 1.2), rng.uniform(.25, .6)
        tip = (.5 + length * np.sin(angle), .7 - length * np.cos(angle))
        side = np.array([np.cos(angle), np.sin(angle)]) * rng.uniform(.02, .07)
        middle = np.array([(.5 + tip[0]) / 2, (.7 + tip[1]) / 2])
        _polygon(leaves, [(.5, .7), middle + side, tip, middle - side])
    return [leaves, pot, *green]


def _box(rng):
    """A box, screen, book, sign or cupboard."""
    mask, layers = _mask(), []
    w, h = rng.uniform(.2, .46), rng.uniform(.15, .46)
    _polygon(mask, [(.5 - w, .5 - h), (.5 + w, .5 - h), (.5 + w, .5 + h), (.5 - w, .5 + h)])
    for _ in range(rng.integers(0, 5)):
        inner, x, y = _mask(), rng.uniform(-.8, .5, 2), rng.uniform(.1, .7, 2)
        _polygon(inner, [(.5 + x[0] * w, .5 + x[1] * h), (.5 + (x[0] + y[0]) * w, .5 + x[1] * h),
                         (.5 + (x[0] + y[0]) * w, .5 + (x[1] + y[1]) * h), (.5 + x[0] * w, .5 + (x[1] + y[1]) * h)])
        layers.append(cv2.bitwise_and(inner, mask))
    return [mask, *layers]


def _lump(rng):
    """A ball, fruit, cushion, stone or bag: any rounded outline."""
    mask, angles = _mask(), np.linspace(0, 2 * np.pi, 28, endpoint=False)
    radius = np.full(len(angles), .36)
    for waves in range(1, rng.integers(2, 7)):
        radius += rng.normal(0, .09 / waves) * np.sin(waves * angles + rng.uniform(0, 6.3))
    radius = np.clip(radius, .1, .48)
    _polygon(mask, np.stack([.5 + radius * np.cos(angles), .5 + radius * np.sin(angles) * rng.uniform(.6, 1.)], 1))
    return [mask]


def _lamp(rng):
    mask, shade = _mask(), _mask()
    _polygon(mask, [(.48, .3), (.52, .3), (.53, .9), (.68, .93), (.68, .97), (.32, .97), (.32, .93), (.47, .9)])
    top = rng.uniform(.1, .25)
    _polygon(shade, [(.5 - top, .05), (.5 + top, .05), (.5 + rng.uniform(.2, .4), .35), (.5 - rng.uniform(.2, .4), .35)])
    return [mask, shade]


_SHAPES = (_bottle, _cup, _plate_of_food, _furniture, _plant, _box, _lump, _lump, _lamp)


def _surface(photos, rng):
    """A texture, or a stretched piece of a photo, SIDE x SIDE."""
    if photos and rng.random() < .6:
        photo = photos[rng.integers(len(photos))]
        part = int(photo.shape[0] * rng.uniform(.15, .5))
        y, x = rng.integers(0, photo.shape[0] - part, 2)
        return cv2.resize(photo[y:y + part, x:x + part], (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
    surface = np.zeros((SIDE, SIDE, 3), np.uint8)
    if rng.random() < .5:
        surface[:] = rng.integers(0, 256, 3)
    else:
        texture(surface, rng)
    return surface


def thing(rng, photos=()):
    """One everyday thing as an RGBA cut-out. photos: pictures without people, vehicles and animals, for surfaces."""
    result = np.zeros((SIDE, SIDE, 4), np.uint8)
    for mask in _SHAPES[rng.integers(len(_SHAPES))](rng):
        angle, strength = rng.uniform(0, 2 * np.pi), rng.uniform(0, .9)
        light = 1 + strength * ((_X - .5) * np.cos(angle) + (_Y - .5) * np.sin(angle)) - .4 * strength * ((_X - .5) ** 2 + (_Y - .5) ** 2)
        surface = np.clip(_surface(photos, rng) * light[..., None], 0, 255)
        alpha = mask[..., None].astype(np.float32) / 255
        result[..., :3] = (result[..., :3] * (1 - alpha) + surface * alpha).astype(np.uint8)
        result[..., 3] = np.maximum(result[..., 3], mask)
    ys, xs = np.flatnonzero(result[..., 3].any(1)), np.flatnonzero(result[..., 3].any(0))
    return result[ys[0]:ys[-1] + 1, xs[0]:xs[-1] + 1]
