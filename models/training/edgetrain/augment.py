"""Augmentation on uint8 RGB squares with OpenCV. Boxes are float32 N x 5: class, cx, cy, w, h as fractions.

Every function takes the random generator it draws from, so a training step can be repeated exactly.
"""
import math

import cv2
import numpy as np

_NOISE = np.random.default_rng(5).normal(0, 1, (24, 256, 256, 3)).astype(np.float32)
"""Gaussian noise made once: drawing fresh noise per picture costs more than the rest of the augmentation."""


NOTHING = -1
"""Kind of boxes around things that surely belong to no class."""
EMPTY_SHARE = 0.15
"""Share of pictures with boxes of which a part without any is shown: hard negatives from the very same places."""


def _empty_window(boxes, rng):
    """A part of the picture that touches no box, or None when a few tries find none."""
    for _ in range(8):
        width, height = rng.uniform(0.3, 0.75, 2)
        x0, y0 = rng.uniform(0, 1 - width), rng.uniform(0, 1 - height)
        apart = (abs(boxes[:, 1] - x0 - width / 2) > (boxes[:, 3] + width) / 2) | (
            abs(boxes[:, 2] - y0 - height / 2) > (boxes[:, 4] + height) / 2
        )
        if apart.all():
            return x0, y0, width, height
    return None


def _window(boxes, rng, closest, widest):
    """Chooses the part of the picture to show: x0, y0, width, height in fractions; may reach beyond the picture."""
    if len(boxes) and rng.random() < EMPTY_SHARE and (window := _empty_window(boxes, rng)):
        return window
    draw = rng.random()
    zoom = rng.uniform(closest, 1.0) if draw < 0.5 else rng.uniform(1.0, widest) if draw < 0.8 else 1.0
    aspect = math.exp(rng.uniform(-0.25, 0.25))
    width, height = zoom * aspect, zoom / aspect
    if len(boxes) and zoom < 1 and rng.random() < 0.7:  # keep an object in view when zooming in
        _, cx, cy, _, _ = boxes[rng.integers(len(boxes))]
        x0, y0 = cx + rng.uniform(-0.85, -0.15) * width, cy + rng.uniform(-0.85, -0.15) * height
    else:
        x0, y0 = rng.uniform(0, 1) - width / 2, rng.uniform(0, 1) - height / 2
    limit = lambda start, extent: min(max(start, min(0, 1 - extent)), max(0, 1 - extent))
    return limit(x0, width), limit(y0, height), width, height


def crop_boxes(boxes, window):
    """Boxes in window coordinates, split into visible ones and ones too cut off to be judged either way."""
    if not len(boxes):
        return boxes, boxes
    x0, y0, width, height = window
    edges = np.stack(
        [
            (boxes[:, 1] - boxes[:, 3] / 2 - x0) / width,
            (boxes[:, 2] - boxes[:, 4] / 2 - y0) / height,
            (boxes[:, 1] + boxes[:, 3] / 2 - x0) / width,
            (boxes[:, 2] + boxes[:, 4] / 2 - y0) / height,
        ],
        1,
    )
    area = lambda e: np.maximum(e[:, 2] - e[:, 0], 0) * np.maximum(e[:, 3] - e[:, 1], 0)
    whole = np.maximum(area(edges), 1e-6)
    edges = edges.clip(0, 1)
    visible = area(edges) / whole
    moved = np.stack(
        [
            boxes[:, 0],
            (edges[:, 0] + edges[:, 2]) / 2,
            (edges[:, 1] + edges[:, 3]) / 2,
            edges[:, 2] - edges[:, 0],
            edges[:, 3] - edges[:, 1],
        ],
        1,
    ).astype(np.float32)
    return moved[visible > 0.3], moved[(visible > 0.03) & (visible <= 0.3)]


def reframe(picture, boxes, side, rng, closest=0.4, widest=1.7):
    """Random zoom, shift, aspect and mirror. Returns the side x side picture, its boxes and boxes to be ignored."""
    window = _window(boxes, rng, closest, widest)
    x0, y0, width, height = window
    rows, columns = picture.shape[:2]
    kx, ky = side / (width * columns), side / (height * rows)
    matrix = np.float32([[kx, 0, -x0 * columns * kx], [0, ky, -y0 * rows * ky]])
    if rng.random() < 0.35:
        border, value = cv2.BORDER_REFLECT_101, 0
    else:
        border, value = cv2.BORDER_CONSTANT, (float(rng.uniform(0, 255)),) * 3
    if border == cv2.BORDER_REFLECT_101 and max(width, height) > 1:  # mirrored objects would lack boxes
        border, value = cv2.BORDER_REPLICATE, 0
    moved = cv2.warpAffine(picture, matrix, (side, side), flags=cv2.INTER_LINEAR, borderMode=border, borderValue=value)
    boxes, ignored = crop_boxes(boxes, window)
    if rng.random() < 0.5:
        moved = moved[:, ::-1]
        boxes, ignored = boxes.copy(), ignored.copy()
        boxes[:, 1], ignored[:, 1] = 1 - boxes[:, 1], 1 - ignored[:, 1]
    return np.ascontiguousarray(moved), boxes, ignored


def paste(picture, boxes, kind, cutout, rng):
    """Pastes an RGBA cut-out, mostly small, and returns the boxes with it added and hidden ones removed.

    Things of no class are pasted with the kind NOTHING.
    """
    side = picture.shape[0]
    if kind == NOTHING and rng.random() < 0.25:  # things come close; objects that do are in the photos
        longest = side * rng.uniform(0.7, 1.2)
    else:
        longest = side * (rng.uniform(0.07, 0.3) if rng.random() < 0.65 else rng.uniform(0.3, 0.75))
    scale = longest / max(cutout.shape[:2])
    w, h = max(3, int(cutout.shape[1] * scale)), max(4, int(cutout.shape[0] * scale))
    cutout = cv2.resize(cutout, (w, h), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    if rng.random() < 0.5:
        cutout = cutout[:, ::-1]
    x0 = int(rng.integers(0, max(1, side - w)))
    y0 = int(np.clip(rng.triangular(0, 0.65, 1) * side - h / 2, 0, max(0, side - h)))
    part = picture[y0 : y0 + h, x0 : x0 + w]
    cutout = cutout[: part.shape[0], : part.shape[1]]
    alpha = cutout[..., 3:].astype(np.float32) / 255
    light = rng.uniform(0.2, 0.8) * (part.mean() - cutout[..., :3].mean())  # meet the brightness of the place halfway
    colour = np.clip(cutout[..., :3].astype(np.float32) + light, 0, 255)
    part[:] = (part * (1 - alpha) + colour * alpha).astype(np.uint8)
    new = np.float32([[kind, (x0 + w / 2) / side, (y0 + h / 2) / side, w / side, h / side]])
    return np.concatenate([boxes[~_covered(boxes, new[0])], new])


def _covered(boxes, by):
    overlap = lambda axis, size: np.maximum(
        0,
        np.minimum(boxes[:, axis] + boxes[:, size] / 2, by[axis] + by[size] / 2)
        - np.maximum(boxes[:, axis] - boxes[:, size] / 2, by[axis] - by[size] / 2),
    )
    return overlap(1, 3) * overlap(2, 4) > 0.6 * boxes[:, 3] * boxes[:, 4]


def motion_kernel(length, angle):
    """A normalised line of the given length (pixels) and angle (radians) as a convolution kernel."""
    size = int(length) | 1
    kernel = np.zeros((size, size), np.float32)
    centre = size / 2 - 0.5
    dx, dy = math.cos(angle) * centre, math.sin(angle) * centre
    fixed = lambda v: int(round(v * 16))
    cv2.line(kernel, (fixed(centre - dx), fixed(centre - dy)), (fixed(centre + dx), fixed(centre + dy)), 1.0, 1, cv2.LINE_AA, 4)
    return kernel / max(kernel.sum(), 1e-6)


def photometric(picture, rng):
    """Colour, tone, dusk, haze, blur, noise and JPEG artefacts, as cheap sensors and bad light make them."""
    if rng.random() < 0.15:
        picture = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    elif rng.random() < 0.4:
        hsv = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV)
        ramp = np.arange(256)
        turn = int(rng.integers(0, 180)) if rng.random() < 0.15 else int(rng.integers(-8, 9))  # coats and paint have any hue
        hsv[..., 0] = (hsv[..., 0].astype(np.int16) + turn) % 180
        hsv[..., 1] = cv2.LUT(hsv[..., 1], np.clip(ramp * rng.uniform(0.4, 1.6), 0, 255).astype(np.uint8))
        picture = cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB)
    return sensor(_tone(picture, rng), rng)


def gentle(picture, rng):
    """Light and sensor only, for networks that are to tell a white van from a red one."""
    curve = np.clip((np.linspace(0, 1, 256) - 0.5) * rng.uniform(0.75, 1.25) + 0.5 + rng.uniform(-0.1, 0.1), 0, 1)
    table = np.stack([np.clip(curve * rng.uniform(0.94, 1.06) * 255, 0, 255) for _ in range(3)], -1).astype(np.uint8)
    return sensor(cv2.LUT(np.ascontiguousarray(picture), table.reshape(1, 256, 3)), rng)


def sensor(picture, rng):
    """Blur, fewer real pixels, noise and JPEG artefacts, each in a part of the pictures."""
    side, draw = picture.shape[0], rng.random()
    if draw < 0.10:
        picture = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.5, 1.6)))
    elif draw < 0.18:
        picture = cv2.filter2D(picture, -1, motion_kernel(rng.uniform(3, 8), rng.uniform(0, math.pi)))
    elif draw < 0.30:  # a smaller sensor or a far object: fewer real pixels than the input has
        small = max(24, int(side * rng.uniform(0.45, 0.85)))
        picture = cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA)
        picture = cv2.resize(picture, (side, side), interpolation=cv2.INTER_LINEAR)
    if rng.random() < 0.4:
        noise = _NOISE[rng.integers(len(_NOISE)), :side, :side] * float(rng.uniform(1, 15))
        picture = cv2.add(picture, noise, dtype=cv2.CV_8U)
    if rng.random() < 0.2:
        coded = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(20, 80))])[1]
        picture = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    return picture


def _tone(picture, rng):
    curve = np.linspace(0, 1, 256)
    curve = (curve - 0.5) * rng.uniform(0.6, 1.35) + 0.5 + rng.uniform(-0.15, 0.15)
    curve = np.clip(curve, 0, 1) ** rng.uniform(0.6, 1.7)
    if rng.random() < 0.08:  # dusk
        curve = curve * rng.uniform(0.25, 0.6)
    table = np.stack([np.clip(curve * rng.uniform(0.9, 1.1) * 255, 0, 255) for _ in range(3)], -1).astype(np.uint8)
    return cv2.LUT(np.ascontiguousarray(picture), table.reshape(1, 256, 3))
