"""Picture packs: the documented input format, and the prepared arrays the training reads.

A pack is a folder with
  images.bin   JPEG files one after another
  labels.json  list of rows: o (offset), n (length), src, split ("train", "val" or "test"),
               known (per class: 1 when every object of the class has a box), boxes [[class, cx, cy, w, h], ...]
               as fractions of the picture, file (origin, for the records only)
Prepared, it becomes images.npy (uint8 RGB, N x S x S x 3, read through a memory map) and rows.json.
"""
import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edgetrain.recipe import DEFAULT_RECIPE, load_recipe

IGNORED_CLASS = 9
"""Boxes of this class mark objects that count neither as hit nor as miss (test pack: bicycles, boats, trains...)."""
ALIKE = 0.8
"""Correlation of thumbnails from which two pictures count as nearly the same."""


@dataclass
class Pictures:
    """Prepared pictures: images N x S x S x 3 uint8 RGB and one row per picture."""

    images: np.ndarray
    rows: list

    def select(self, split):
        """Indices of the pictures of a split, in pack order."""
        return [i for i, row in enumerate(self.rows) if row["split"] == split]

    def boxes(self, index):
        """Boxes of one picture as float32 N x 5: class, cx, cy, w, h."""
        return np.asarray(self.rows[index]["boxes"], np.float32).reshape(-1, 5)


def prepare(pack, destination, recipe=None, side=160):
    """Decodes a pack into images.npy and rows.json; pictures of sources outside the recipe are left out."""
    import cv2

    pack, destination = Path(pack), Path(destination)
    destination.mkdir(parents=True, exist_ok=True)
    rows = json.loads((pack / "labels.json").read_text())
    if recipe:
        rows = [row for row in rows if row["src"] in recipe.sources]
    images = np.lib.format.open_memmap(destination / "images.npy", "w+", np.uint8, (len(rows), side, side, 3))
    with open(pack / "images.bin", "rb") as blob:
        for i, row in enumerate(rows):
            blob.seek(row["o"])
            picture = cv2.imdecode(np.frombuffer(blob.read(row["n"]), np.uint8), cv2.IMREAD_COLOR)
            if picture is None:
                raise ValueError(f"{pack}: row {i} ({row['file']}) is no readable JPEG; rebuild the pack")
            if picture.shape[:2] != (side, side):
                picture = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
            images[i] = picture[..., ::-1]
    images.flush()
    (destination / "rows.json").write_text(json.dumps(rows))
    return len(rows)


def prepare_scenes(scenes, destination, classes, side=160):
    """Writes rendered scenes (picture, boxes), every class labelled, as prepared test pictures of the source "scene"."""
    import cv2

    destination = Path(destination)
    destination.mkdir(parents=True, exist_ok=True)
    images = [cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA) for picture, _ in scenes]
    np.save(destination / "images.npy", np.stack(images))
    rows = [{"src": "scene", "split": "test", "known": [1] * classes, "boxes": boxes.tolist()} for _, boxes in scenes]
    (destination / "rows.json").write_text(json.dumps(rows))
    return len(rows)


def open_pictures(folder):
    """Opens prepared pictures; the images stay on disk until they are read."""
    folder = Path(folder)
    return Pictures(np.load(folder / "images.npy", mmap_mode="r"), json.loads((folder / "rows.json").read_text()))


def rarity(images):
    """How often each picture should be drawn: 1 / number of pictures that look nearly the same, itself included.

    A camera's film has hundreds of frames of one scene, and they should not count hundredfold. Alike means that the
    thumbnails (grey, 12 x 12) correlate by more than 0.8.
    """
    import cv2

    thumbnail = lambda i: cv2.resize(
        cv2.cvtColor(np.ascontiguousarray(i), cv2.COLOR_RGB2GRAY), (12, 12), None, 0, 0, cv2.INTER_AREA
    )
    looks = np.stack([thumbnail(image).ravel() for image in images]).astype(np.float32)
    looks -= looks.mean(1, keepdims=True)
    looks /= np.linalg.norm(looks, axis=1, keepdims=True) + 1e-6
    alike = np.concatenate([(part @ looks.T > ALIKE).sum(1) for part in np.array_split(looks, len(looks) // 1000 + 1)])
    return 1 / np.maximum(alike, 1)


def main():
    """Command line: decode training pack, test pack and test scenes, whichever are given, into the work folder."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--pack", help="training pack folder")
    parser.add_argument("--test-pack", help="test pack folder: evaluated on, never trained or calibrated on")
    parser.add_argument("--test-scenes", help="folder of rendered scenes to evaluate on: NAME.png + NAME.json")
    parser.add_argument("--recipe", default=DEFAULT_RECIPE)
    parser.add_argument("--work", default="training-work")
    args = parser.parse_args()
    recipe = load_recipe(args.recipe)
    if args.pack:
        print("train+val pictures:", prepare(args.pack, Path(args.work) / "train", recipe))
    if args.test_pack:
        print("test pictures:", prepare(args.test_pack, Path(args.work) / "test"))
    if args.test_scenes:
        from edgetrain.draw import read_folder

        print(
            "test scenes:",
            prepare_scenes(read_folder(args.test_scenes, recipe.classes), Path(args.work) / "test-scenes", len(recipe.classes)),
        )


if __name__ == "__main__":
    main()
