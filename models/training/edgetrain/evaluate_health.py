"""Figures of camera-health models on test pictures: a near-threshold set, and the photos untouched.

Two steps, because drawing needs OpenCV and ONNX models need the chroot: --make writes health_test.npz (from the test
pack, which no training saw) and health_calibration.npy (from training pictures); then NAME=MODEL... evaluates.
"""
import argparse
import json
from pathlib import Path

import numpy as np

from edgetrain.evaluate import outputs, size_of
from edgetrain.metrics import area_under_roc, rounded
from edgetrain.packs import open_pictures

CALIBRATION = 250


def make(work, seed):
    """Writes the test pictures and the calibration pictures."""
    import cv2
    from edgetrain import health

    test, train = open_pictures(work / "test"), open_pictures(work / "train")
    images, kinds = health.near_threshold_set(test, range(len(test.rows)), seed=seed)
    untouched = np.stack([cv2.resize(i, (health.SIDE, health.SIDE), interpolation=cv2.INTER_AREA) for i in test.images])
    np.savez(work / "health_test.npz", images=images, kinds=kinds, untouched=untouched, classes=health.CLASSES)
    composer, rng = health.HealthComposer(train), np.random.default_rng(11)
    np.save(work / "health_calibration.npy", np.stack([composer.sample(health.SIDE, rng)[0] for _ in range(CALIBRATION)]))


def interval(share, count):
    """95 % Wilson interval of a share."""
    z = 1.96
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * np.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return [centre - half, centre + half]


def evaluate(path, tests):
    """Accuracy, confusion, recall per class and false alarms of one model."""
    classes = [str(c) for c in tests["classes"]]
    probabilities, kinds = outputs(path, tests["images"])[0], tests["kinds"]
    said = probabilities.argmax(1)
    confusion = [[int(((kinds == a) & (said == b)).sum()) for b in range(len(classes))] for a in range(len(classes))]
    untouched = outputs(path, tests["untouched"])[0].argmax(1)
    accuracy = float((said == kinds).mean())
    return rounded(
        {
            "bytes": size_of(path),
            "pictures": len(kinds),
            "accuracy": accuracy,
            "accuracy_interval": [round(v, 4) for v in interval(accuracy, len(kinds))],
            "fault_auc": area_under_roc(1 - probabilities[:, 0], kinds != 0),
            "recall": {c: confusion[k][k] / max(1, sum(confusion[k])) for k, c in enumerate(classes)},
            "precision": {c: confusion[k][k] / max(1, sum(row[k] for row in confusion)) for k, c in enumerate(classes)},
            "confusion_rows_truth": confusion,
            "untouched_photos": len(untouched),
            "untouched_said": {c: int((untouched == k).sum()) for k, c in enumerate(classes)},
            "false_faults": float((untouched != 0).mean()),
        }
    )


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", help="name=path of an .onnx model, a .pt checkpoint or a bundle folder")
    parser.add_argument("--work", default="training-work")
    parser.add_argument("--make", action="store_true", help="write the test and calibration pictures")
    parser.add_argument(
        "--seed", type=int, default=20240, help="another seed makes another test: take a fresh one for final figures"
    )
    parser.add_argument("--out", help="write the figures to this file")
    args = parser.parse_args()
    work = Path(args.work)
    if args.make:
        make(work, args.seed)
    if args.models:
        tests = dict(np.load(work / "health_test.npz"))
        text = json.dumps({name: evaluate(path, tests) for name, path in (m.split("=", 1) for m in args.models)}, indent=1)
        print(text)
        if args.out:
            Path(args.out).write_text(text + "\n")


if __name__ == "__main__":
    main()
