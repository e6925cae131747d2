"""Few-shot accuracy of embedding models on species that no training of theirs saw.

Like evaluate_health in two steps: --make writes the held-out pictures (features_test.npz) and calibration pictures
(features_calibration.npy) at the model's input side; then NAME=MODEL... evaluates, in the chroot for ONNX.
"""
import argparse
import json
import os
from pathlib import Path

import numpy as np

from edgetrain.evaluate import outputs
from edgetrain.fewshot import episodes
from edgetrain.metrics import rounded
from edgetrain.packs import open_pictures

EPISODES = 1000
CALIBRATION = 256


def make(work, side):
    """Writes the held-out pictures with their species, and calibration pictures from the training composer."""
    import cv2
    from edgetrain import features

    pictures = open_pictures(work / "train")
    sets = features.held_out_sets(pictures)
    images = [
        cv2.resize(pictures.images[i], (side, side), interpolation=cv2.INTER_AREA) for indices in sets.values() for i in indices
    ]
    labels = [k for k, indices in enumerate(sets.values()) for _ in indices]
    np.savez(work / "features_test.npz", images=np.stack(images), labels=np.array(labels), names=list(sets))
    composer, rng = features.ViewComposer(pictures), np.random.default_rng(11)
    np.save(work / "features_calibration.npy", np.stack([composer.sample(side, rng)[0] for _ in range(CALIBRATION)]))


def evaluate(path, tests):
    """Accuracy with its 95 % interval, for five shots and one shot, five ways."""
    embeddings, labels = outputs(path, tests["images"])[0], tests["labels"]
    result = {
        "bytes": os.path.getsize(path),
        "species": [str(n) for n in tests["names"]],
        "pictures": len(labels),
        "episodes": EPISODES,
    }
    for shots in (5, 1):
        accuracy, margin = episodes(embeddings, labels, EPISODES, shots=shots)
        result[f"{shots}_shot_5_way"] = {
            "accuracy": accuracy,
            "interval": [round(accuracy - margin, 4), round(accuracy + margin, 4)],
        }
    return rounded(result)


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", help="name=path of an .onnx model or a .pt checkpoint")
    parser.add_argument("--work", default="training-work")
    parser.add_argument("--make", action="store_true", help="write the test and calibration pictures")
    parser.add_argument("--side", type=int, default=128)
    parser.add_argument("--out", help="write the figures to this file")
    args = parser.parse_args()
    work = Path(args.work)
    if args.make:
        make(work, args.side)
    if args.models:
        tests = dict(np.load(work / "features_test.npz"))
        text = json.dumps({name: evaluate(path, tests) for name, path in (m.split("=", 1) for m in args.models)}, indent=1)
        print(text)
        if args.out:
            Path(args.out).write_text(text + "\n")


if __name__ == "__main__":
    main()
