"""Picture packs: the documented input format, and the prepared arrays the training reads.

A pack is a folder with
  images.bin   JPEG files one after another
  labels.json  list of rows: o (offset), n (length), src, split ("train", "val" or "test"),
               known (per class: 1 when every object of the class has a box), boxes [[class, cx, cy, w, h], ...]
               as fractions of the picture, file (origin, for the records only)
               and perhaps what other detectors see (edgetrain.teach): teacher [[class, cx, cy, w, h, score], ...],
               tmax (per class the highest score of all, also of boxes that are not in the list)
Prepared, it becomes images.npy (uint8 RGB, N x S x S x 3, read through a memory map) and rows.json.
"""
import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from edgetrain.metrics import iou
from edgetrain.recipe import DEFAULT_RECIPE, load_recipe

SIDE = 224
"""Side of prepared pictures: a training at 192 may zoom in a little before they blur."""
SURE, SURE_OF_SHOWN, SURELY_SEEN = 0.45, 0.3, 0.9
"""Scores from which a teacher's box counts as an object, and as one of a class that the picture is known to show; and the
trust in a class that is labelled by such boxes."""
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


def decoded(pack, rows):
    """The pictures of a pack's rows as uint8 RGB, one after another."""
    import cv2

    with open(Path(pack) / "images.bin", "rb") as blob:
        for row in rows:
            blob.seek(row["o"])
            picture = cv2.imdecode(np.frombuffer(blob.read(row["n"]), np.uint8), cv2.IMREAD_COLOR)
            if picture is None:
                raise ValueError(f"{pack}: the picture at {row['o']} ({row['file']}) is no readable JPEG; rebuild the pack")
            yield picture[..., ::-1]


def with_teacher(row, shown=None):
    """A row whose classes that people did not label completely are labelled by what teachers saw.

    Their sure boxes become boxes. Where there are none, absence is trusted the less the higher the best score is: at
    0.5 not at all. Rows without a teacher, and test rows, stay as they are. shown: class that the picture surely shows.
    """
    if "teacher" not in row or row["split"] == "test":
        return row
    boxes, known = [list(map(float, box)) for box in row["boxes"]], list(row["known"])
    for kind, complete in enumerate(row["known"]):
        if complete:
            continue
        own = np.array([b[1:] for b in boxes if b[0] == kind]).reshape(-1, 4)
        seen = [b for b in row["teacher"] if b[0] == kind and b[5] >= (SURE_OF_SHOWN if kind == shown else SURE)]
        boxes += [b[:5] for b in seen if (iou(b[1:5], own) < 0.5).all()]
        known[kind] = SURELY_SEEN if seen else max(0.0, 1 - 2 * row["tmax"][kind])
    return {**row, "boxes": boxes, "known": known}


def prepare(packs, destination, recipe=None, side=SIDE):
    """Decodes packs into images.npy and rows.json; pictures of sources outside the recipe are left out."""
    import cv2

    destination = Path(destination)
    destination.mkdir(parents=True, exist_ok=True)
    labels = [json.loads((Path(pack) / "labels.json").read_text()) for pack in packs]
    if recipe:
        labels = [[row for row in rows if row["src"] in recipe.sources and row["split"] != "test"] for rows in labels]
    total = sum(map(len, labels))
    images = np.lib.format.open_memmap(destination / "images.npy", "w+", np.uint8, (total, side, side, 3))
    everything = (picture for pack, rows in zip(packs, labels) for picture in decoded(pack, rows))
    for i, picture in enumerate(everything):
        images[i] = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
    images.flush()
    shown = {name: recipe.classes.index(s.contains) for name, s in recipe.sources.items() if s.contains} if recipe else {}
    rows = [with_teacher(row, shown.get(row["src"])) for rows in labels for row in rows]
    (destination / "rows.json").write_text(json.dumps(rows))
    return total


def prepare_held_out(folder, destination, side):
    """Writes the validation pictures of a prepared folder, with their pseudo boxes, at the side of a model to evaluate."""
    import cv2

    pictures, pseudo = open_pictures(folder), json.loads((Path(folder) / "pseudo.json").read_text())
    destination, held_out = Path(destination), pictures.select("val")
    destination.mkdir(parents=True, exist_ok=True)
    shrunk = [cv2.resize(pictures.images[i], (side, side), interpolation=cv2.INTER_AREA) for i in held_out]
    np.save(destination / "images.npy", np.stack(shrunk))
    (destination / "rows.json").write_text(json.dumps([pictures.rows[i] for i in held_out]))
    boxes = {new: pseudo[str(old)] for new, old in enumerate(held_out) if str(old) in pseudo}
    (destination / "pseudo.json").write_text(json.dumps(boxes))
    return len(held_out)


def prepare_scenes(scenes, destination, classes, side=SIDE):
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
    """Command line: prepares training packs, validation pictures, test packs and test scenes, whichever are asked for."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--pack", nargs="+", help="training pack folders")
    parser.add_argument("--held-out", action="store_true", help="the validation pictures alone, at the side of a model")
    parser.add_argument("--test-pack", nargs="+", help="test pack folders: evaluated on, never trained or calibrated on")
    parser.add_argument("--test-scenes", help="folder of rendered scenes to evaluate on: NAME.png + NAME.json")
    parser.add_argument("--side", type=int, default=SIDE, help="side of the prepared pictures: for evaluation the model's")
    parser.add_argument("--recipe", default=DEFAULT_RECIPE)
    parser.add_argument("--work", default="training-work")
    args = parser.parse_args()
    recipe, work = load_recipe(args.recipe), Path(args.work)
    if args.pack:
        print("train+val pictures:", prepare(args.pack, work / "train", recipe, args.side))
    if args.held_out:
        print("val pictures:", prepare_held_out(work / "train", work / "held-out", args.side))
    if args.test_pack:
        print("test pictures:", prepare(args.test_pack, work / "test", side=args.side))
    if args.test_scenes:
        from edgetrain.draw import read_folder

        scenes = read_folder(args.test_scenes, recipe.classes)
        print("test scenes:", prepare_scenes(scenes, work / "test-scenes", len(recipe.classes), args.side))


if __name__ == "__main__":
    main()
