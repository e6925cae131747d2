"""Few-shot accuracy of embedding models on classes that no training of theirs saw: objects and species.

Like evaluate_health in two steps: --make writes the held-out pictures (features_test.npz) and calibration pictures
(features_calibration.npy) at the model's input side; then NAME=MODEL... evaluates, in the chroot for ONNX.
"""
import argparse
import json
from pathlib import Path

import numpy as np

from edgetrain.evaluate import outputs, size_of
from edgetrain.fewshot import episodes
from edgetrain.metrics import rounded
from edgetrain.packs import open_pictures

EPISODES = 1000
CALIBRATION = 256
OBJECTS_PER_KIND, VIEWS = 25, 20
"""People, vehicles and animals of the object test, and how many pictures are made of each."""


def make(work, side):
    """Writes the held-out pictures with their species, and calibration pictures from the training composer."""
    import cv2
    from edgetrain import features

    pictures = open_pictures(work / "train")
    rng = np.random.default_rng(11)
    species = features.held_out_sets(pictures)
    of_species = [(k, i) for k, indices in enumerate(species.values()) for i in indices]
    objects = features.held_out_objects(pictures, OBJECTS_PER_KIND)
    np.savez(
        work / "features_test.npz",
        species_images=np.stack(
            [cv2.resize(pictures.images[i], (side, side), interpolation=cv2.INTER_AREA) for _, i in of_species]
        ),
        species_labels=np.array([k for k, _ in of_species]),
        species_names=list(species),
        objects_images=np.stack([features.object_view(cutout, side, rng) for _, cutout in objects for _ in range(VIEWS)]),
        objects_labels=np.repeat(np.arange(len(objects)), VIEWS),
        objects_kinds=np.repeat([kind for kind, _ in objects], VIEWS),
    )
    composer = features.ViewComposer(pictures)
    np.save(work / "features_calibration.npy", np.stack([composer.sample(side, rng)[0] for _ in range(CALIBRATION)]))


def evaluate(path, tests):
    """Accuracy with its 95 % interval, for five shots and one shot, five ways: objects (all of one kind) and species."""
    result = {"bytes": size_of(path), "episodes": EPISODES, "held_out": [str(n) for n in tests["species_names"]]}
    for test in ("objects", "species"):
        labels, kinds = tests[f"{test}_labels"], tests.get(f"{test}_kinds")
        embeddings = outputs(path, tests[f"{test}_images"])[0]
        result[test] = {"pictures": len(labels), "classes": len(np.unique(labels))}
        for shots in (5, 1):
            accuracy, margin = episodes(embeddings, labels, EPISODES, shots=shots, kinds=kinds)
            result[test][f"{shots}_shot_5_way"] = {
                "accuracy": accuracy,
                "interval": [round(accuracy - margin, 4), round(accuracy + margin, 4)],
            }
    return rounded(result)


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="*", help="name=path of an .onnx model, a .pt checkpoint or a bundle folder")
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
