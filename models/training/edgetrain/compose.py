"""Composes training samples for the detector from photos, cut-outs, drawn scenes and rendered scenes."""
import json
from pathlib import Path

import cv2
import numpy as np

from edgetrain import augment, draw, things
from edgetrain.packs import open_pictures, rarity
from edgetrain.recipe import load_recipe
from edgetrain.targets import STRIDE, heat_targets

PSEUDO_TRUST = 0.8
"""Pseudo boxes come from GrabCut; a share of pictures with one is trained by its image-level label instead."""
THINGS_SHARE, PASTE_SHARE = 0.35, 0.30
"""Shares of samples with everyday things, and with more objects, pasted in."""
THINGS = 2000
"""Different things that are pasted."""
SCENES_SHARE = 0.12
"""Share of samples that are rendered scenes, where there is a folder of them."""


class Composer:
    """Makes augmented samples; one sample is a tuple of arrays in the order that detector_loss takes them.

    calm: share of samples that are photos almost as they were taken, for the end of a training: what is composed teaches
    much, but does not look like what a camera sees.
    """

    def __init__(self, work, recipe_path, scenes=None, calm=0.0):
        self.calm = calm
        folder = Path(work) / "train"
        self.recipe, self.pictures = load_recipe(recipe_path), open_pictures(folder)
        self.pseudo = {int(k): v for k, v in json.loads((folder / "pseudo.json").read_text()).items()}
        cutouts = np.load(folder / "cutouts.npz")
        self.rgba, self.rgba_size = cutouts["rgba"], cutouts["size"]
        self.by_kind = [np.flatnonzero(cutouts["kind"] == k) for k in range(len(self.recipe.classes))]
        self.things = things.gallery(THINGS, self._plain())
        self.scenes = draw.read_folder(scenes, self.recipe.classes) if scenes else []
        train = self.recipe.select(self.pictures, "train")
        self.by_source = {}
        for index in train:
            self.by_source.setdefault(self.pictures.rows[index]["src"], []).append(index)
        self.chances = {}
        for name, indices in self.by_source.items():
            chances = rarity(self.pictures.images[i] for i in indices).cumsum()
            self.chances[name] = chances / chances[-1]
        self.names = [n for n in self.by_source if self.recipe.sources[n].share > 0]
        shares = np.array([self.recipe.sources[n].share for n in self.names])
        self.shares = shares / shares.sum()

    def sample(self, side, rng):
        """One sample: picture (side x side x 3 uint8), heat and box targets, classes shown without a box."""
        if self.scenes and rng.random() < SCENES_SHARE:
            picture, boxes = self.scenes[rng.integers(len(self.scenes))]
            picture, boxes, ignored = augment.reframe(picture, boxes, side, rng, closest=0.6, widest=1.2)
            return augment.gentle(picture, rng), *heat_targets(boxes, ignored, self._all(1), side), self._all(0)
        if rng.random() < self.calm:
            picture, boxes, ignored, known, shown = self._photo(side, rng, closest=0.75, widest=1.15)
            return augment.gentle(picture, rng), *heat_targets(boxes, ignored, known, side), shown
        draw_kind = rng.random()
        if draw_kind < 0.10:
            picture, boxes, ignored = self._drawn(side, rng)
            known, shown = self._all(1), self._all(0)
        elif draw_kind < 0.20:
            picture, boxes, ignored, known, shown = self._mosaic(side, rng)
        else:
            picture, boxes, ignored, known, shown = self._photo(side, rng)
        if rng.random() < THINGS_SHARE:
            for _ in range(rng.integers(1, 4)):
                boxes = augment.paste(picture, boxes, augment.NOTHING, self.things[rng.integers(len(self.things))], rng)
        if rng.random() < PASTE_SHARE:
            for _ in range(rng.integers(1, 4)):
                boxes = augment.paste(picture, boxes, *self._object(rng), rng)
        picture = augment.photometric(picture, rng)
        return picture, *heat_targets(boxes, ignored, known, side), shown

    def _all(self, value):
        return np.full(len(self.recipe.classes), value, np.float32)

    def _photo(self, side, rng, closest=0.4, widest=1.7):
        name = self.names[rng.choice(len(self.names), p=self.shares)]
        index = self.by_source[name][np.searchsorted(self.chances[name], rng.random(), side="right")]
        boxes = self.pictures.boxes(index)
        shown = self._all(0)
        known = self.recipe.known(self.pictures.rows[index])
        contains = self.recipe.sources[name].contains
        if contains and not (boxes[:, 0] == self.recipe.classes.index(contains)).any():
            if index in self.pseudo and rng.random() < PSEUDO_TRUST:
                boxes = np.concatenate([boxes, np.float32([self.pseudo[index]])])
            else:
                shown[self.recipe.classes.index(contains)] = 1
                for kind in {self.recipe.classes.index(contains), *boxes[:, 0].astype(int)}:  # boxes are dropped below
                    known[kind] = 0
        whole = np.float32([[0, 0.5, 0.5, 0.5, 0.5]]) if shown.any() else boxes  # keep the unboxed object in view
        picture, moved, ignored = augment.reframe(self.pictures.images[index], whole, side, rng, closest, widest)
        if shown.any():
            if not len(moved):
                shown[:] = 0
            moved = ignored = moved[:0]
        return picture, moved, ignored, known, shown

    def _mosaic(self, side, rng):
        """Four pictures side by side: more context, smaller objects. Each part keeps its own trust."""
        cut = [int(side * rng.uniform(0.35, 0.65)) // STRIDE * STRIDE for _ in range(2)]
        canvas, boxes, ignored, shown = np.empty((side, side, 3), np.uint8), [], [], 0
        grid = side // STRIDE
        known = np.empty((len(self.recipe.classes), grid, grid), np.float32)
        for x0, x1 in ((0, cut[0]), (cut[0], side)):
            for y0, y1 in ((0, cut[1]), (cut[1], side)):
                picture, moved, ignore, trust, seen = self._photo(side, rng, widest=1.2)
                canvas[y0:y1, x0:x1] = cv2.resize(picture, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA)
                for part, target in ((moved, boxes), (ignore, ignored)):
                    scale = np.float32([1, (x1 - x0) / side, (y1 - y0) / side, (x1 - x0) / side, (y1 - y0) / side])
                    target.append(part * scale + np.float32([0, x0 / side, y0 / side, 0, 0]))
                known[:, y0 // STRIDE : y1 // STRIDE, x0 // STRIDE : x1 // STRIDE] = np.reshape(trust, (-1, 1, 1))
                shown = np.maximum(shown, seen)
        return canvas, np.concatenate(boxes), np.concatenate(ignored), known, shown

    def _drawn(self, side, rng):
        """A drawn scene with no objects or a few, cut out of photos or drawn."""
        picture, boxes = draw.background(side, rng), np.zeros((0, 5), np.float32)
        for _ in range(rng.integers(1, 4) if rng.random() < 0.6 else 0):
            kind, cutout = self._object(rng, drawn=0.6)
            boxes = augment.paste(picture, boxes, kind, cutout, rng)
        return picture, boxes, boxes[:0]

    def _plain(self):
        """Pictures that surely show no object of any class."""
        rows = self.pictures.rows
        indices = [i for i in self.pictures.select("train") if min(rows[i]["known"]) == 1 and not rows[i]["boxes"]]
        return [self.pictures.images[i] for i in indices[:400]]

    def _object(self, rng, drawn=0.15):
        kind = int(rng.integers(len(self.recipe.classes)))
        if rng.random() < drawn or not len(self.by_kind[kind]):
            return kind, draw.DRAWERS[kind](rng)
        index = rng.choice(self.by_kind[kind])
        height, width = self.rgba_size[index]
        return kind, self.rgba[index, :height, :width]
