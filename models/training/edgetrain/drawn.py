"""Drawn pictures of a bundle: golden inputs that a model must get right, and failures that show what it cannot do.

--make draws the pictures with their truth; --run lets the int8 model answer (in the chroot); edgetrain.bundle picks.
No photo is ever part of a bundle.
"""
import argparse
from pathlib import Path

import numpy as np

COUNT = 300
SEEDS = {"detector": 501, "health": 502}


def _detector_scenes(side, rng):
    """Scenes with no object to three objects; truth: boxes as class, cx, cy, w, h."""
    from edgetrain import augment, draw

    for number in range(COUNT):
        picture, boxes = draw.background(side, rng), np.zeros((0, 5), np.float32)
        for _ in range(number % 4):
            kind = int(rng.integers(len(draw.DRAWERS)))
            boxes = augment.paste(picture, boxes, kind, draw.DRAWERS[kind](rng), rng)
        yield picture, boxes


def _health_scenes(side, rng):
    """Scenes in every state, near the thresholds; truth: the class."""
    from edgetrain import draw, health

    made = 0
    while made < COUNT:
        picture = health.degrade(draw.background(160, rng), made % len(health.CLASSES), rng)
        if picture is not None:
            yield picture, made % len(health.CLASSES)
            made += 1


def make(kind, side, path):
    """Writes the pictures and their truth."""
    rng = np.random.default_rng(SEEDS[kind])
    images, truths = zip(*(_detector_scenes if kind == "detector" else _health_scenes)(side, rng))
    column = np.empty(len(truths), object)
    column[:] = truths
    np.savez(path, images=np.stack(images), truths=column)


def run(model, path, destination):
    """Writes the model's raw outputs for the pictures."""
    from edgetrain.evaluate import outputs

    np.savez(destination, *outputs(model, np.load(path, allow_pickle=True)["images"]))


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=SEEDS)
    parser.add_argument("--work", default="training-work")
    parser.add_argument("--make", action="store_true")
    parser.add_argument("--side", type=int, default=160)
    parser.add_argument("--run", metavar="MODEL")
    args = parser.parse_args()
    pictures = Path(args.work) / f"drawn-{args.kind}.npz"
    if args.make:
        make(args.kind, args.side, pictures)
    if args.run:
        run(args.run, pictures, Path(args.work) / f"drawn-{args.kind}-outputs.npz")


if __name__ == "__main__":
    main()
