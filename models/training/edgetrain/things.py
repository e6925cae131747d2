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
    cv2.ellipse(
        mask,
        (int(cx * SIDE), int(cy * SIDE)),
        (max(1, int(rx * SIDE)), max(1, int(ry * SIDE))),
        0,
        0,
        360,
        value,
        -1,
        cv2.LINE_AA,
    )


def _bottle(rng):
    mask, body, neck = _mask(), rng.uniform(0.12, 0.3), rng.uniform(0.04, 0.1)
    shoulder = rng.uniform(0.25, 0.5)
    _polygon(
        mask,
        [
            (0.5 - neck, 0.05),
            (0.5 + neck, 0.05),
            (0.5 + neck, shoulder - 0.1),
            (0.5 + body, shoulder),
            (0.5 + body, 0.95),
            (0.5 - body, 0.95),
            (0.5 - body, shoulder),
            (0.5 - neck, shoulder - 0.1),
        ],
    )
    return [mask]


def _cup(rng):
    mask, hole, top, bottom = _mask(), _mask(), rng.uniform(0.22, 0.34), rng.uniform(0.14, 0.3)
    cv2.circle(mask, (int((0.5 + top) * SIDE), SIDE // 2), int(0.17 * SIDE), 255, max(2, int(0.05 * SIDE)), cv2.LINE_AA)
    _polygon(mask, [(0.5 - top, 0.2), (0.5 + top, 0.2), (0.5 + bottom, 0.85), (0.5 - bottom, 0.85)])
    _ellipse(hole, 0.5, 0.21, top, 0.05)
    return [mask, hole]


def _plate_of_food(rng):
    plate, layers = _mask(), []
    flat = rng.uniform(0.45, 1.0)
    _ellipse(plate, 0.5, 0.5, 0.46, 0.46 * flat)
    for _ in range(rng.integers(2, 9)):
        piece, angle, out = _mask(), rng.uniform(0, 2 * np.pi), rng.uniform(0, 0.25)
        _ellipse(
            piece, 0.5 + out * np.cos(angle), 0.5 + out * flat * np.sin(angle), rng.uniform(0.06, 0.2), rng.uniform(0.05, 0.16)
        )
        layers.append(piece)
    return [plate, *layers]


def _furniture(rng):
    """A table, chair or bench: legs and a slab, which is what makes it look like an animal."""
    mask, slab, leg = _mask(), rng.uniform(0.3, 0.6), rng.uniform(0.02, 0.05)
    left, right = rng.uniform(0.05, 0.2), rng.uniform(0.8, 0.95)
    thick = rng.uniform(0.04, 0.16)
    _polygon(mask, [(left, slab), (right, slab), (right, slab + thick), (left, slab + thick)])
    for x in (left + leg, right - leg, left + 0.15, right - 0.15)[: rng.integers(2, 5)]:
        _polygon(mask, [(x - leg, slab), (x + leg, slab), (x + leg, 0.95), (x - leg, 0.95)])
    if rng.random() < 0.5:
        _polygon(mask, [(left, 0.06), (left + 0.1, 0.06), (left + 0.1, slab), (left, slab)])
    return [mask]


def _plant(rng):
    pot, leaves, green = _mask(), _mask(), []
    _polygon(pot, [(0.35, 0.7), (0.65, 0.7), (0.6, 0.96), (0.4, 0.96)])
    for _ in range(rng.integers(5, 14)):
        angle, length = rng.uniform(-1.2, 1.2), rng.uniform(0.25, 0.6)
        tip = (0.5 + length * np.sin(angle), 0.7 - length * np.cos(angle))
        side = np.array([np.cos(angle), np.sin(angle)]) * rng.uniform(0.02, 0.07)
        middle = np.array([(0.5 + tip[0]) / 2, (0.7 + tip[1]) / 2])
        _polygon(leaves, [(0.5, 0.7), middle + side, tip, middle - side])
    return [leaves, pot, *green]


def _box(rng):
    """A box, screen, book, sign or cupboard."""
    mask, layers = _mask(), []
    w, h = rng.uniform(0.2, 0.46), rng.uniform(0.15, 0.46)
    _polygon(mask, [(0.5 - w, 0.5 - h), (0.5 + w, 0.5 - h), (0.5 + w, 0.5 + h), (0.5 - w, 0.5 + h)])
    for _ in range(rng.integers(0, 5)):
        inner, x, y = _mask(), rng.uniform(-0.8, 0.5, 2), rng.uniform(0.1, 0.7, 2)
        _polygon(
            inner,
            [
                (0.5 + x[0] * w, 0.5 + x[1] * h),
                (0.5 + (x[0] + y[0]) * w, 0.5 + x[1] * h),
                (0.5 + (x[0] + y[0]) * w, 0.5 + (x[1] + y[1]) * h),
                (0.5 + x[0] * w, 0.5 + (x[1] + y[1]) * h),
            ],
        )
        layers.append(cv2.bitwise_and(inner, mask))
    return [mask, *layers]


def _lump(rng):
    """A ball, fruit, cushion, stone or bag: any rounded outline."""
    mask, angles = _mask(), np.linspace(0, 2 * np.pi, 28, endpoint=False)
    radius = np.full(len(angles), 0.36)
    for waves in range(1, rng.integers(2, 7)):
        radius += rng.normal(0, 0.09 / waves) * np.sin(waves * angles + rng.uniform(0, 6.3))
    radius = np.clip(radius, 0.1, 0.48)
    _polygon(mask, np.stack([0.5 + radius * np.cos(angles), 0.5 + radius * np.sin(angles) * rng.uniform(0.6, 1.0)], 1))
    return [mask]


def _lamp(rng):
    mask, shade = _mask(), _mask()
    _polygon(mask, [(0.48, 0.3), (0.52, 0.3), (0.53, 0.9), (0.68, 0.93), (0.68, 0.97), (0.32, 0.97), (0.32, 0.93), (0.47, 0.9)])
    top = rng.uniform(0.1, 0.25)
    _polygon(
        shade, [(0.5 - top, 0.05), (0.5 + top, 0.05), (0.5 + rng.uniform(0.2, 0.4), 0.35), (0.5 - rng.uniform(0.2, 0.4), 0.35)]
    )
    return [mask, shade]


_SHAPES = (_bottle, _cup, _plate_of_food, _furniture, _plant, _box, _lump, _lump, _lamp)


def _surface(photos, rng):
    """A texture, or a stretched piece of a photo, SIDE x SIDE."""
    if photos and rng.random() < 0.6:
        photo = photos[rng.integers(len(photos))]
        part = int(photo.shape[0] * rng.uniform(0.15, 0.5))
        y, x = rng.integers(0, photo.shape[0] - part, 2)
        return cv2.resize(photo[y : y + part, x : x + part], (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)
    surface = np.zeros((SIDE, SIDE, 3), np.uint8)
    if rng.random() < 0.5:
        surface[:] = rng.integers(0, 256, 3)
    else:
        texture(surface, rng)
    return surface


def thing(rng, photos=()):
    """One everyday thing as an RGBA cut-out. photos: pictures without people, vehicles and animals, for surfaces."""
    result = np.zeros((SIDE, SIDE, 4), np.uint8)
    for mask in _SHAPES[rng.integers(len(_SHAPES))](rng):
        angle, strength = rng.uniform(0, 2 * np.pi), rng.uniform(0, 0.9)
        light = (
            1
            + strength * ((_X - 0.5) * np.cos(angle) + (_Y - 0.5) * np.sin(angle))
            - 0.4 * strength * ((_X - 0.5) ** 2 + (_Y - 0.5) ** 2)
        )
        surface = np.clip(_surface(photos, rng) * light[..., None], 0, 255)
        alpha = mask[..., None].astype(np.float32) / 255
        result[..., :3] = (result[..., :3] * (1 - alpha) + surface * alpha).astype(np.uint8)
        result[..., 3] = np.maximum(result[..., 3], mask)
    ys, xs = np.flatnonzero(result[..., 3].any(1)), np.flatnonzero(result[..., 3].any(0))
    return result[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1]


def gallery(count, photos, seed=3):
    """So many things, always the same: making one takes as long as making a picture."""
    rng = np.random.default_rng(seed)
    return [thing(rng, photos) for _ in range(count)]
