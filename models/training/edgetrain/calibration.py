"""Writes calibration pictures for quantization: a fixed random choice from the training split, never from tests."""
import argparse
from pathlib import Path

import cv2
import numpy as np

from edgetrain.packs import open_pictures
from edgetrain.recipe import DEFAULT_RECIPE, load_recipe


def choose(pictures, recipe, count, seed=11):
    """Indices of training pictures, sources in proportion to their share in training."""
    rng = np.random.default_rng(seed)
    by_source = {}
    for index in recipe.select(pictures, "train"):
        by_source.setdefault(pictures.rows[index]["src"], []).append(index)
    total = sum(recipe.sources[s].share for s in by_source)
    chosen = [
        rng.choice(indices, min(len(indices), round(count * recipe.sources[s].share / total)), replace=False)
        for s, indices in sorted(by_source.items())
    ]
    return np.concatenate(chosen)


def main():
    """Command line: writes N x side x side x 3 uint8 RGB as .npy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("destination")
    parser.add_argument("--side", type=int, required=True)
    parser.add_argument("--count", type=int, default=256)
    parser.add_argument("--recipe", default=DEFAULT_RECIPE)
    parser.add_argument("--work", default="training-work")
    args = parser.parse_args()
    pictures = open_pictures(Path(args.work) / "train")
    chosen = choose(pictures, load_recipe(args.recipe), args.count)
    resized = [cv2.resize(pictures.images[i], (args.side, args.side), interpolation=cv2.INTER_AREA) for i in chosen]
    np.save(args.destination, np.stack(resized))
    print(len(resized), "calibration pictures")


if __name__ == "__main__":
    main()
