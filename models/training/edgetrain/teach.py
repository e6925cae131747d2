"""Asks other detectors, through the daemon, what they see in a pack: `teacher` and `tmax` in its labels.

Boxes and scores only; no weights descend from a teacher. Where several see the same object, the surest box stays.
"""
import argparse
import json
from pathlib import Path

import numpy as np

from edgetrain import daemon, metrics
from edgetrain.packs import decoded
from edgetrain.recipe import DEFAULT_RECIPE, load_recipe

FAINTEST, LEAST = 0.05, 0.3
"""Scores below the first are not asked for; boxes below the second only raise `tmax`."""


def told(row, answers, kinds, size):
    """What the teachers say about a row's picture of `size` (width, height; pixels): parsed answers of
    `predict --json`, one per teacher. kinds: label -> class."""
    found = []
    for answer in answers:
        for d in answer["detections"]:
            if d["label"] in kinds:
                left, top, right, bottom = np.array(d["box"]) / [*size, *size]
                place = [(left + right) / 2, (top + bottom) / 2, right - left, bottom - top]
                found.append([kinds[d["label"]], *(round(float(v), 4) for v in place), round(d["score"], 3)])
    kept = []
    for box in sorted(found, key=lambda b: -b[5]):
        others = np.array([k[1:5] for k in kept if k[0] == box[0]]).reshape(-1, 4)
        if box[5] >= LEAST and (metrics.iou(box[1:5], others) < 0.5).all():
            kept.append(box)
    highest = [max((b[5] for b in found if b[0] == kind), default=0) for kind in range(len(row["known"]))]
    return {"teacher": kept, "tmax": highest}


def main():
    """Command line: writes labels.json beside a link to the pack's images.bin."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack")
    parser.add_argument("destination", help="folder of the taught pack")
    parser.add_argument("teachers", nargs="+", help="bundles, or ONNX files that the daemon knows how to read")
    parser.add_argument("--sources", nargs="+", help="sources to ask about; rows of others stay as they are. Default: all")
    parser.add_argument("--recipe", default=DEFAULT_RECIPE)
    args = parser.parse_args()
    pack, destination, recipe = Path(args.pack), Path(args.destination), load_recipe(args.recipe)
    kinds = {label: recipe.classes.index(name) for name, labels in recipe.synonyms.items() for label in labels}
    rows = json.loads((pack / "labels.json").read_text())
    asked = [r for r in rows if r["src"] in (args.sources or recipe.sources) and r["split"] != "test"]
    sizes = (picture.shape[1::-1] for picture in decoded(pack, asked))
    answers = zip(*(daemon.predictions(teacher, decoded(pack, asked), FAINTEST) for teacher in args.teachers))
    for row, said, size in zip(asked, answers, sizes):
        row.update(told(row, said, kinds, size))
    destination.mkdir(parents=True, exist_ok=True)
    (destination / "labels.json").write_text(json.dumps(rows))
    (destination / "images.bin").unlink(missing_ok=True)
    (destination / "images.bin").symlink_to((pack / "images.bin").resolve())
    print(f"{sum(bool(r['teacher']) for r in asked)} of {len(asked)} pictures with boxes of a teacher")


if __name__ == "__main__":
    main()
