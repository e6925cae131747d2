"""Camera-health pictures: photos and drawn scenes, each degraded into one class on the fly.

Lengths are fractions of the picture side, so the classes mean the same at every resolution. The ranges leave little
room between "ok" and a fault on purpose: the model has to learn where a picture stops being useful.
A frozen picture cannot be seen in a single frame; the daemon finds it by comparing frames.
"""
import math

import cv2
import numpy as np

from edgetrain.augment import motion_kernel
from edgetrain.draw import background

CLASSES = ["ok", "dark", "overexposed", "blurred", "covered"]
OK, DARK, OVEREXPOSED, BLURRED, COVERED = range(len(CLASSES))
SIDE = 96
_CANVAS = 192
_NOISE = np.random.default_rng(6).normal(0, 1, (16, _CANVAS + 64, _CANVAS + 64, 3)).astype(np.float32)
_LEAST_DETAIL = 7.0
"""Grey levels of variation that a blurred picture must keep; below it nobody could tell it from a covered one."""
CLOSE_UPS = {"clothing_cc0"}
"""Sources left out as bases: a garment that fills the picture *is* a covered lens, whatever its label says."""
_Y, _X = (v.astype(np.float32) / _CANVAS for v in np.mgrid[:_CANVAS, :_CANVAS])


def _noisy(picture, strength, rng):
    y, x = rng.integers(0, 64, 2)
    return picture + _NOISE[rng.integers(len(_NOISE)), y : y + _CANVAS, x : x + _CANVAS] * float(strength)


def _framed(picture, rng):
    """A random part of the picture as float canvas."""
    side = picture.shape[0]
    part = int(side * rng.uniform(0.6, 1))
    y, x = rng.integers(0, side - part + 1, 2)
    canvas = cv2.resize(picture[y : y + part, x : x + part], (_CANVAS, _CANVAS), interpolation=cv2.INTER_LINEAR)
    return (canvas[:, ::-1] if rng.random() < 0.5 else canvas).astype(np.float32)


def _ok(picture, rng):
    """Ordinary variation: dusk, bright day, slight softness, a small shake, night-vision grey, a little dirt."""
    gain = rng.uniform(0.3, 0.55) if rng.random() < 0.12 else rng.uniform(0.55, 1.25)
    picture = (picture / 255) ** rng.uniform(0.65, 1.5) * 255 * gain + rng.uniform(-10, 25)
    draw = rng.random()
    if draw < 0.25:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.0026, 0.0083) * _CANVAS)
    elif draw < 0.35:
        picture = cv2.filter2D(picture, -1, motion_kernel(rng.uniform(0.01, 0.035) * _CANVAS, rng.uniform(0, math.pi)))
    if rng.random() < 0.2:
        picture = np.repeat(picture.mean(2, keepdims=True), 3, 2)
    return _noisy(picture, rng.uniform(0, 9), rng)


def _dark(picture, rng):
    """Hardly any light, sensor noise, perhaps one small lamp."""
    picture = (picture / 255) ** rng.uniform(1, 2.2) * 255 * rng.uniform(0.01, 0.16)
    picture = _noisy(picture, rng.uniform(0.3, 7), rng) + rng.uniform(0, 8)
    if rng.random() < 0.2:
        centre = tuple(int(v) for v in rng.integers(0, _CANVAS, 2))
        cv2.circle(picture, centre, int(rng.integers(1, 7)), (230,) * 3, -1)
        picture = cv2.GaussianBlur(picture, (0, 0), 2)
    return picture


def _overexposed(picture, rng):
    """Most of the picture clipped to white, perhaps around a glare."""
    picture = picture * rng.uniform(2.6, 7) + rng.uniform(20, 140)
    if rng.random() < 0.3:
        cy, cx = rng.uniform(0, 1, 2)
        picture = picture + (420 * np.exp(-((_X - cx) ** 2 + (_Y - cy) ** 2) / (2 * rng.uniform(0.36, 0.78) ** 2)))[..., None]
    return _noisy(picture, rng.uniform(0, 3), rng)


def _shake_kernel(rng):
    """A hand-held or wind-shaken path: a line that bends, about as long as the straight ones."""
    size, length = int(0.32 * _CANVAS) | 1, rng.uniform(0.13, 0.28) * _CANVAS
    kernel, point, angle = np.zeros((size, size), np.float32), np.array([0.0, 0.0]), rng.uniform(0, 2 * math.pi)
    path = [point]
    for _ in range(8):
        angle += rng.normal(0, 0.45)
        point = point + np.array([math.cos(angle), math.sin(angle)]) * length / 8
        path.append(point)
    path = np.array(path) - np.mean(path, 0) + size / 2
    cv2.polylines(kernel, [np.round(path * 16).astype(np.int32)], False, 1.0, 1, cv2.LINE_AA, 4)
    return kernel / max(kernel.sum(), 1e-6)


def _blurred(picture, rng, motion=0.2, shake=0.0):
    """Out of focus, a film of dirt, or motion so long that shapes are lost; perhaps with a bright veil."""
    draw = rng.random()
    if draw < motion:
        result = cv2.filter2D(picture, -1, motion_kernel(rng.uniform(0.115, 0.287) * _CANVAS, rng.uniform(0, math.pi)))
    elif draw < motion + shake:
        result = cv2.filter2D(picture, -1, _shake_kernel(rng))
    elif draw < motion + shake + (1 - motion - shake) * 0.69:
        result = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.0234, 0.073) * _CANVAS)
    else:
        radius = int(rng.uniform(0.0365, 0.104) * _CANVAS)
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1,) * 2).astype(np.float32)
        result = cv2.filter2D(picture, -1, disc / disc.sum())
    if rng.random() < 0.3:
        result = result * rng.uniform(0.5, 0.9) + rng.uniform(10, 80)
    return _noisy(result, rng.uniform(0, 4), rng)


def _cover_surface(rng, featureless):
    """Hand, cloth, tape, leaf or wall right before the lens: near, soft, little detail."""
    if rng.random() < 0.6:
        colour = np.repeat(rng.uniform(10, 225), 3) + rng.normal(0, 12, 3) if rng.random() < 0.3 else rng.uniform(15, 210, 3)
    else:  # skin
        colour = np.array([rng.uniform(90, 200), rng.uniform(50, 130), rng.uniform(40, 110)])
    angle, slope = rng.uniform(0, 2 * math.pi), rng.uniform(-0.7, 0.7) * (0.3 if featureless else 1)
    surface = colour * (1 + slope * ((_X - 0.5) * math.cos(angle) + (_Y - 0.5) * math.sin(angle)))[..., None]
    if featureless:
        return surface
    if rng.random() < 0.5:  # folds and stains
        cells = int(rng.integers(2, 9))
        folds = cv2.resize(
            rng.normal(0, 1, (cells, cells)).astype(np.float32), (_CANVAS, _CANVAS), interpolation=cv2.INTER_CUBIC
        )
        surface = surface + folds[..., None] * rng.uniform(4, 28)
    if rng.random() < 0.35:  # weave
        surface = (
            surface
            + (np.sin((_X * math.cos(angle) + _Y * math.sin(angle)) * rng.uniform(60, 400)) * rng.uniform(1, 9))[..., None]
        )
    return surface


def _covered(picture, rng, featureless=0.0):
    """Most or all of the picture hidden by a near surface; where it is partial, its edge is soft and uneven."""
    surface = _cover_surface(rng, rng.random() < featureless) * rng.uniform(0.5, 1.15)
    if rng.random() < 0.55:
        angle = rng.uniform(0, 2 * math.pi)
        height = (
            (_X - 0.5) * math.cos(angle)
            + (_Y - 0.5) * math.sin(angle)
            + 0.12 * rng.random() * np.sin(_X * rng.uniform(2, 9) + rng.uniform(0, 6))
        )
        mask = (height < np.quantile(height[::4, ::4], rng.uniform(0.62, 0.97))).astype(np.float32)
        mask = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.005, 0.047) * _CANVAS)[..., None]
        surface = picture * (1 - mask) + surface * mask
    return _noisy(surface, rng.uniform(0.5, 5), rng)


def degrade(picture, kind, rng, hard=False):
    """One SIDE x SIDE uint8 RGB picture of a class. `hard` shows more of the difficult cases, for training."""
    canvas = _framed(picture, rng)
    if kind == BLURRED:
        result = _blurred(canvas, rng, *((0.35, 0.15) if hard else (0.2, 0.0)))
        if result.mean(2).std() < _LEAST_DETAIL:
            return None
    elif kind == COVERED:
        result = _covered(canvas, rng, 0.2 if hard else 0.0)
    else:
        result = (_ok, _dark, _overexposed)[kind](canvas, rng)
    result = cv2.resize(np.clip(result, 0, 255).astype(np.uint8), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    if rng.random() < 0.4:
        coded = cv2.imencode(".jpg", result, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(40, 92))])[1]
        result = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    return result


def sharpness(picture):
    """Mean strength of fine edges; photos that were blurred when taken would teach the wrong thing as "ok"."""
    grey = cv2.cvtColor(cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    return float(np.abs(cv2.Laplacian(grey, cv2.CV_32F)).mean())


class HealthComposer:
    """Training samples: a degraded picture and its class."""

    SHARES = (0.33, 0.08, 0.09, 0.24, 0.26)
    UNDEGRADED = 0.12
    """Share of "ok" pictures that are photos as they are: the case that false alarms are measured on."""

    def __init__(self, pictures, least_sharpness=6.0, brightness=(40, 215)):
        self.pictures = pictures
        self.bases = [
            i
            for i in pictures.select("train")
            if pictures.rows[i]["src"] not in CLOSE_UPS and self._usable(pictures.images[i], least_sharpness, brightness)
        ]

    @staticmethod
    def _usable(picture, least_sharpness, brightness):
        return sharpness(picture) >= least_sharpness and brightness[0] < picture.mean() < brightness[1]

    def sample(self, side, rng):
        """One picture (side must be SIDE) and its class."""
        kind = int(rng.choice(len(CLASSES), p=self.SHARES))
        while True:
            photo = rng.random() < 0.8
            base = self.pictures.images[self.bases[rng.integers(len(self.bases))]] if photo else background(160, rng)
            if kind == OK and photo and rng.random() < self.UNDEGRADED:
                return cv2.resize(base, (side, side), interpolation=cv2.INTER_AREA), np.int64(kind)
            picture = degrade(base, kind, rng, hard=True)
            if picture is not None:
                return picture, np.int64(kind)


def near_threshold_set(pictures, indices, per_class=300, seed=20240, drawn=0.2):
    """A fresh labelled set: per_class pictures of every class, a share of them from drawn scenes.

    Returns N x SIDE x SIDE x 3 uint8 pictures and N classes.
    """
    rng, images, kinds = np.random.default_rng(seed), [], []
    for kind in range(len(CLASSES)):
        while kinds.count(kind) < per_class:
            base = (
                background(160, rng)
                if kinds.count(kind) < drawn * per_class
                else pictures.images[indices[rng.integers(len(indices))]]
            )
            picture = degrade(base, kind, rng)
            if picture is not None:
                images.append(picture)
                kinds.append(kind)
    return np.stack(images), np.array(kinds)
