"""What the daemon makes of pictures: `edgedaemon predict`, so its own preprocessing and decoders, as the evaluations take it.

Where an evaluation is given the folder of a bundle in place of a model, its figures come from here. The program is
$EDGEDAEMON, or `edgedaemon` on the path; $EDGEDAEMON_OPTIONS may add options of `predict`. With --as-written the model runs
as the other evaluations run it, and what is still different is preprocessing or decoding; without, with the daemon's kernels.
"""
import json
import os
import re
import shutil
import subprocess
import tempfile
from itertools import islice
from pathlib import Path

import numpy as np

from edgetrain.checksums import write_checksums
from edgetrain.metrics import LOWEST_SCORE

PICTURES_AT_ONCE = 200


def _write_pictures(images, folder):
    import cv2

    paths = []
    for picture in images:
        paths.append(folder / f"{len(paths):05}.png")
        cv2.imwrite(str(paths[-1]), np.ascontiguousarray(picture[..., ::-1]), [cv2.IMWRITE_PNG_COMPRESSION, 1])
    return paths


def _with_threshold(bundle, folder, threshold):
    """A copy of the bundle that reports everything from this score on: figures over all thresholds need the low ones."""
    copy = folder / "bundle"
    shutil.copytree(bundle, copy)
    manifest = copy / "manifest.yaml"
    manifest.write_text(re.sub(r"(?m)^score_threshold:.*$", f"score_threshold: {threshold}", manifest.read_text()))
    write_checksums(copy)
    return copy


def predictions(model, images, threshold=LOWEST_SCORE):
    """One parsed line of `edgedaemon predict --json` per uint8 RGB picture. The model is a bundle, or a file that the daemon knows
    how to read."""
    program = os.environ.get("EDGEDAEMON", "edgedaemon")
    images, model = iter(images), Path(model)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        command = [
            program,
            "predict",
            "--model",
            model,
            "--json",
            "--vectors",
            *os.environ.get("EDGEDAEMON_OPTIONS", "").split(),
        ]
        if model.is_dir():
            command[3] = _with_threshold(model, folder, threshold)
        else:
            command += ["--score-threshold", str(threshold)]
        while paths := _write_pictures(islice(images, PICTURES_AT_ONCE), folder):
            told = subprocess.run([*command, *paths], stdout=subprocess.PIPE, check=True, text=True).stdout
            yield from map(json.loads, told.splitlines())


def detections(bundle, images, classes):
    """Per picture and class: N x 5 (score, cx, cy, w, h as fractions of the picture), best first."""
    height, width = images.shape[1:3]
    found = []
    for told in predictions(bundle, images):
        rows = [[] for _ in range(classes)]
        for d in told["detections"]:
            left, top, right, bottom = d["box"]
            rows[d["index"]].append(
                [
                    d["score"],
                    (left + right) / 2 / width,
                    (top + bottom) / 2 / height,
                    (right - left) / width,
                    (bottom - top) / height,
                ]
            )
        found.append([np.array(sorted(r, reverse=True), float).reshape(-1, 5) for r in rows])
    return found


def outputs(bundle, images):
    """Probabilities N x classes of a classifier, or embeddings N x dimensions, in a list as a model's outputs are."""
    rows = []
    for told in predictions(bundle, images, threshold=0):
        if told["task"] == "embedding":
            rows.append(told["embedding"]["vector"])
        else:
            scores = {label["index"]: label["score"] for label in told["labels"]}
            rows.append([scores[k] for k in sorted(scores)])
    return [np.array(rows)]
