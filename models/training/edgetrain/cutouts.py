"""Cut-outs and pseudo boxes by GrabCut.

Two uses of the same segmentation:
 - pictures that are known to show an animal but carry no boxes, not even a teacher's, get a pseudo box around the
   segmented centre object;
 - objects cut out of labelled boxes are pasted into other pictures during training, mostly small.
Segmentations of implausible size are discarded; their pictures keep the image-level label only.
"""
import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from edgetrain.packs import open_pictures
from edgetrain.recipe import DEFAULT_RECIPE, load_recipe

SIDE = 96
"""GrabCut runs on, and cut-outs are kept in, squares of this many pixels."""


def segment(square, rectangle=None):
    """Largest foreground component of a SIDE x SIDE RGB picture as a boolean mask, or None.

    Without a rectangle the object is expected around the centre; with one (x0, y0, x1, y1 in pixels) inside it.
    """
    yy, xx = np.mgrid[:SIDE, :SIDE]
    if rectangle is None:
        distance = ((xx - SIDE / 2) / (SIDE * 0.46)) ** 2 + ((yy - SIDE * 0.52) / (SIDE * 0.46)) ** 2
        outside = (yy < 6) | (xx < 2) | (xx >= SIDE - 2)
    else:
        x0, y0, x1, y1 = rectangle
        distance = (((xx + 0.5) * 2 - x0 - x1) / (x1 - x0) / 1.3) ** 2 + (((yy + 0.5) * 2 - y0 - y1) / (y1 - y0) / 1.3) ** 2
        outside = (xx < x0 - 1) | (xx > x1) | (yy < y0 - 1) | (yy > y1)
    mask = np.full((SIDE, SIDE), cv2.GC_PR_BGD, np.uint8)
    mask[distance < 1] = cv2.GC_PR_FGD
    mask[distance < 0.02] = cv2.GC_FGD
    mask[outside] = cv2.GC_BGD
    background, foreground = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(1)
    try:
        cv2.grabCut(cv2.GaussianBlur(square, (3, 3), 0), mask, None, background, foreground, 4, cv2.GC_INIT_WITH_MASK)
    except cv2.error:  # one of the two colour models found no samples
        return None
    inside = ((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)).astype(np.uint8)
    inside = cv2.morphologyEx(inside, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(inside)
    return labels == 1 + np.argmax(stats[1:, cv2.CC_STAT_AREA]) if count > 1 else None


def extent(mask):
    """Bounding box of a mask: x0, y0, x1, y1 in pixels, end exclusive."""
    ys, xs = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    return xs[0], ys[0], xs[-1] + 1, ys[-1] + 1


def rgba_cutout(square, mask):
    """The masked object cropped to its extent as RGBA, longest side at most SIDE, edge one pixel soft."""
    x0, y0, x1, y1 = extent(mask)
    alpha = cv2.GaussianBlur((mask * 255).astype(np.uint8), (3, 3), 0)
    return np.dstack([square, alpha])[y0:y1, x0:x1]


def whole_object(picture):
    """Pseudo box (cx, cy, w, h as fractions) and cut-out of a picture's centre object, or None."""
    square = cv2.resize(picture, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    mask = segment(square)
    if mask is None or not 0.10 < mask.mean() < 0.72:
        return None
    x0, y0, x1, y1 = extent(mask)
    if mask.sum() < 0.35 * (x1 - x0) * (y1 - y0):
        return None
    return [(x0 + x1) / 2 / SIDE, (y0 + y1) / 2 / SIDE, (x1 - x0) / SIDE, (y1 - y0) / SIDE], rgba_cutout(square, mask)


def boxed_object(picture, box):
    """Cut-out of the object in a labelled box (class, cx, cy, w, h), or None when it is small, cut off or unclear."""
    side = picture.shape[0]
    _, cx, cy, w, h = box
    if h < 0.3 or w * h > 0.7 or cx - w / 2 < 0.01 or cx + w / 2 > 0.99 or cy - h / 2 < 0.01 or cy + h / 2 > 0.99:
        return None
    margin = 0.15 * max(w, h)
    half = max(w, h) / 2 + margin
    matrix = np.float32(
        [
            [SIDE / (2 * half * side), 0, -(cx - half) * SIDE / (2 * half)],
            [0, SIDE / (2 * half * side), -(cy - half) * SIDE / (2 * half)],
        ]
    )
    square = cv2.warpAffine(picture, matrix, (SIDE, SIDE), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE)
    scale = SIDE / (2 * half)
    rectangle = [SIDE / 2 - w / 2 * scale, SIDE / 2 - h / 2 * scale, SIDE / 2 + w / 2 * scale, SIDE / 2 + h / 2 * scale]
    mask = segment(square, rectangle)
    if mask is None:
        return None
    x0, y0, x1, y1 = extent(mask)
    filled = mask.sum() / (w * h * scale * scale)
    if not 0.3 < filled < 0.95 or (y1 - y0) < 0.85 * h * scale or (x1 - x0) < 0.75 * w * scale:
        return None
    return rgba_cutout(square, mask)


def padded(cutout):
    """Places a cut-out in the upper left of a SIDE x SIDE RGBA square; empty pixels are transparent."""
    square = np.zeros((SIDE, SIDE, 4), np.uint8)
    square[: cutout.shape[0], : cutout.shape[1]] = cutout[:SIDE, :SIDE]
    return square


def harvest(pictures, recipe, per_class=600):
    """All usable cut-outs (train split only) and pseudo boxes (both splits)."""
    found, pseudo, counts = [], {}, [0] * len(recipe.classes)
    for index in np.random.default_rng(1).permutation(len(pictures.rows)).tolist():  # some of every film
        row = pictures.rows[index]
        if not recipe.uses(row):
            continue
        contains = recipe.sources[row["src"]].contains
        picture = np.ascontiguousarray(pictures.images[index])
        if contains and all(recipe.classes[int(box[0])] != contains for box in row["boxes"]):
            kind, whole = recipe.classes.index(contains), whole_object(picture)
            if whole:
                pseudo[index] = [kind, *map(float, whole[0])]
                if row["split"] == "train":
                    found.append((kind, whole[1]))
        elif row["split"] == "train" and min(counts) < per_class:
            for box in pictures.boxes(index)[:2]:
                kind = int(box[0])
                if counts[kind] < per_class and (cutout := boxed_object(picture, box)) is not None:
                    counts[kind] += 1
                    found.append((kind, cutout))
    return found, pseudo


def main():
    """Command line: writes cutouts.npz and pseudo.json beside the prepared training pictures."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--recipe", default=DEFAULT_RECIPE)
    parser.add_argument("--work", default="training-work")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    folder, recipe = Path(args.work) / "train", load_recipe(args.recipe)
    found, pseudo = harvest(open_pictures(folder), recipe)
    np.savez(
        folder / "cutouts.npz",
        kind=np.array([k for k, _ in found], np.int64),
        size=np.array([c.shape[:2] for _, c in found], np.int64),
        rgba=np.stack([padded(c) for _, c in found]),
    )
    (folder / "pseudo.json").write_text(json.dumps(pseudo))
    totals = {name: sum(k == i for k, _ in found) for i, name in enumerate(recipe.classes)}
    print("cut-outs:", totals, "pseudo boxes:", len(pseudo))


if __name__ == "__main__":
    main()
