"""Figures of one or more detector models (float beside int8) on validation and test pictures.

ONNX models need onnxruntime (run through ./in-trixie); a training checkpoint (.pt) needs torch; the folder of a bundle
needs `edgedaemon`, whose own answers are then judged (edgetrain.daemon). The score threshold is chosen on the validation
pictures and only applied to the test pictures.
"""
import argparse
import json
import os
from pathlib import Path

import numpy as np

from edgetrain import daemon, metrics
from edgetrain.card import SETS
from edgetrain.figures import common_threshold, figures_by_class, test_truths, validation_truths
from edgetrain.packs import open_pictures
from edgetrain.recipe import DEFAULT_RECIPE, load_recipe

ACCEPTED_FPR = 0.15


def onnx_outputs(path, images):
    """Outputs of an ONNX model for uint8 RGB pictures of its own input size, one at a time as on the device."""
    from edgetrain.runtime import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    # The model as it is written. Fused int8 kernels clip sums at 16 bits on processors without VNNI, and those of 1.21 move
    # the outputs to one side even where they do not; the daemon's runtime keeps to the written model.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    side = session.get_inputs()[0].shape[-1]
    if images.shape[1] != side:
        raise ValueError(f"{path} takes {side}x{side}, the prepared pictures are {images.shape[1]}; prepare them at that side")
    results = [session.run(None, {"image": i.transpose(2, 0, 1)[None].astype(np.float32)}) for i in images]
    return [np.concatenate(column) for column in zip(*results)]


def checkpoint_outputs(path, images):
    """Outputs of a training checkpoint's averaged weights."""
    import torch
    from edgetrain.export import Shipped, load_model

    model, kind, _ = load_model(path)
    shipped = Shipped(model, kind).to(memory_format=torch.channels_last).eval()
    with torch.no_grad():
        parts = [shipped(torch.from_numpy(images[i : i + 32]).permute(0, 3, 1, 2).float()) for i in range(0, len(images), 32)]
    if kind != "detector":
        parts = [(part,) for part in parts]
    return [np.concatenate([part.numpy() for part in column]) for column in zip(*parts)]


def outputs(path, images):
    """Model outputs for uint8 RGB pictures, by file type."""
    if Path(path).is_dir():
        return daemon.outputs(path, images)
    return (checkpoint_outputs if str(path).endswith(".pt") else onnx_outputs)(path, images)


def detections_of(path, images, recipe):
    """Detections per picture and class, from a model's outputs or from the daemon."""
    if Path(path).is_dir():
        return daemon.detections(path, images, len(recipe.classes))
    return metrics.decode_batch(*outputs(path, images))


def size_of(path):
    """Bytes of a model, or of the model in a bundle."""
    path = Path(path)
    return os.path.getsize(path / "model.onnx" if path.is_dir() else path)


def at_accepted_fpr(negatives_from, positives_from, truths, kind):
    """Threshold at which ACCEPTED_FPR of the sure negatives fire, and the recall of positives there.

    Both arguments are detections with their truths; this is the operating point of the street gate.
    """
    best = lambda found: max((d[0] for d in found[kind]), default=0.0)
    negative = sorted((best(f) for f, t in zip(negatives_from, truths[0]) if t.absent), reverse=True)
    threshold = negative[int(ACCEPTED_FPR * len(negative))]
    positive = [best(f) > threshold for f, t in zip(positives_from, truths[1]) if t.present]
    return {"threshold": float(threshold), "recall": float(np.mean(positive))}


def evaluate_detector(path, train, tests, recipe, pseudo):
    """All figures of one model: validation, then each test set at the threshold found on validation."""
    held_out = recipe.select(train, "val")
    detections = detections_of(path, train.images[held_out], recipe)
    truths = validation_truths(train, held_out, recipe, pseudo)
    threshold = common_threshold(detections, truths, recipe.classes)
    result = {
        "bytes": size_of(path),
        "threshold": threshold,
        "val": figures_by_class(detections, truths, recipe.classes, threshold),
    }
    sets = {}
    for test in tests:
        everything = detections_of(path, test.images[:], recipe)
        members = {}
        for i, row in enumerate(test.rows):
            prefix = row["src"].split("_")[0]
            members.setdefault(prefix if prefix in SETS else "varied", []).append(i)
        for name, indices in members.items():
            sets[name] = [everything[i] for i in indices], test_truths(test, indices, recipe.classes)
            result[name] = figures_by_class(*sets[name], recipe.classes, threshold)
    if {"coco128", "ls"} <= sets.keys():
        (quiet, quiet_truths), (street, street_truths) = sets["coco128"], sets["ls"]
        result["street_at_fpr"] = metrics.rounded(at_accepted_fpr(quiet, street, [quiet_truths[0], street_truths[0]], 0))
    return result


def main():
    """Command line: NAME=MODEL..., figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="+", help="name=path of an .onnx model, a .pt checkpoint or a bundle folder")
    parser.add_argument("--work", default="training-work")
    parser.add_argument("--held-out", default="held-out", help="folder of prepared validation pictures in the work folder")
    parser.add_argument(
        "--test",
        nargs="*",
        default=["test", "test-scenes"],
        help="folders of prepared test pictures; missing ones are passed over",
    )
    parser.add_argument("--recipe", default=DEFAULT_RECIPE)
    parser.add_argument("--out", help="write the figures to this file")
    args = parser.parse_args()
    work = Path(args.work)
    train = open_pictures(work / args.held_out)
    tests = [open_pictures(work / folder) for folder in args.test if (work / folder).exists()]
    pseudo = json.loads((work / args.held_out / "pseudo.json").read_text())
    recipe = load_recipe(args.recipe)
    results = {
        name: evaluate_detector(path, train, tests, recipe, pseudo) for name, path in (m.split("=", 1) for m in args.models)
    }
    text = json.dumps(results, indent=1)
    if args.out:
        Path(args.out).write_text(text + "\n")
    for name, result in results.items():
        for part, classes in result.items():
            if isinstance(classes, dict) and part != "street_at_fpr":
                for kind, f in classes.items():
                    p = f["presence"]
                    print(
                        f"{name} {part} {kind}: ap50 {f['ap50']} ap50_95 {f['ap50_95']} auc {p['presence_auc']} "
                        f"precision {p['precision']} recall {p['recall']} fpr {p['fpr']} @ {f['threshold']}"
                    )
        print(name, "street at coco128 FPR", ACCEPTED_FPR, result.get("street_at_fpr"))


if __name__ == "__main__":
    main()
