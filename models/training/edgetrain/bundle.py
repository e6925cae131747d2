"""Assembles a bundle: model, manifest, labels, card, golden inputs, failure pictures, loss curve, checksums.

The figures come from the evaluation's JSON ("float" and "int8"), the words about use and failures from notes/NAME.md.
"""
import argparse
import json
import shutil
from pathlib import Path

import cv2
import numpy as np

from edgetrain import card, metrics
from edgetrain.checksums import write_checksums
from edgetrain.health import CLOSE_UPS
from edgetrain.recipe import DEFAULT_RECIPE, load_recipe

HERE = Path(__file__).resolve().parent.parent
GOLDEN, FAILURES = 6, 6
MARGIN = 0.15
"""A golden answer must be this far from the threshold, so that rounding on another processor cannot change it."""

MANIFEST = """name: {name}
version: "{version}"
task: {task}
licence: Apache-2.0
description: {description}
input:
  width: {side}
  height: {side}
  layout: nchw
  dtype: float32
  color: rgb
  resize: stretch
decoder:
{decoder}
"""
DECODERS = {
    "detector": "  type: centroid\n  iou_threshold: 0.45\nscore_threshold: {threshold}",
    "health": "  type: classification\n  top_k: 5\nscore_threshold: 0.6",
    "features": "  type: embedding",
}
TASKS = {"detector": "detection", "health": "classification", "features": "embedding"}


def _write_png(path, picture):
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.ascontiguousarray(picture[..., ::-1]), [cv2.IMWRITE_PNG_COMPRESSION, 9])


class DetectorAnswers:
    """What the detector says about drawn scenes, and whether it is right."""

    def __init__(self, drawn, outputs, classes, threshold):
        self.images, self.truths, self.classes, self.threshold = drawn["images"], drawn["truths"], classes, threshold
        self.detections = metrics.decode_batch(outputs["arr_0"], outputs["arr_1"])

    def golden(self, index):
        """Labels and least score when the answer is right and far from the threshold, else None."""
        wanted = {int(b[0]) for b in self.truths[index]}
        scores = [found[0, 0] if len(found) else 0.0 for found in self.detections[index]]
        clear = all(s > self.threshold + MARGIN if k in wanted else s < self.threshold - MARGIN for k, s in enumerate(scores))
        return ([self.classes[k] for k in sorted(wanted)], min((scores[k] for k in wanted), default=0.0)) if clear else None

    def failure(self, index):
        """The picture with truth (green) and wrong answers (red), or None when nothing is wrong."""
        picture, wrong = self.images[index].copy(), False
        for kind, found in enumerate(self.detections[index]):
            truth = self.truths[index][self.truths[index][:, 0] == kind, 1:]
            said = found[found[:, 0] >= self.threshold, 1:]
            overlap = metrics.iou(said, truth)
            missed = [b for j, b in enumerate(truth) if not (overlap[:, j] >= 0.3).any() and b[3] > 0.15]
            invented = [b for i, b in enumerate(said) if not (overlap[i] >= 0.1).any()]
            wrong |= bool(missed or invented)
            for boxes, colour in ((missed, (0, 200, 0)), (invented, (230, 0, 0))):
                for cx, cy, w, h in boxes:
                    side = picture.shape[0]
                    corners = [(int((cx + s * w / 2) * side), int((cy + s * h / 2) * side)) for s in (-1, 1)]
                    cv2.rectangle(picture, *corners, colour, 1)
                    cv2.putText(
                        picture,
                        self.classes[kind],
                        (corners[0][0], max(8, corners[0][1] - 2)),
                        cv2.FONT_HERSHEY_SIMPLEX,
                        0.3,
                        colour,
                    )
        return picture if wrong else None


class HealthAnswers:
    """What the classifier says about drawn scenes."""

    def __init__(self, drawn, outputs, classes):
        self.images, self.truths, self.classes, self.scores = drawn["images"], drawn["truths"], classes, outputs["arr_0"]

    def golden(self, index):
        """The label and its score when it is right beyond doubt, else None."""
        score = float(self.scores[index][self.truths[index]])
        return ([self.classes[self.truths[index]]], score) if score > 0.6 + MARGIN else None

    def failure(self, index):
        """The picture with a caption "truth: said", or None when the answer is right."""
        said = int(self.scores[index].argmax())
        if said == self.truths[index]:
            return None
        picture = np.full((self.images[index].shape[0] + 24, self.images[index].shape[1], 3), 255, np.uint8)
        picture[:-24] = self.images[index]
        for line, text in enumerate((f"is {self.classes[self.truths[index]]}", f"called {self.classes[said]}")):
            cv2.putText(
                picture, text, (2, picture.shape[0] - 15 + line * 11), cv2.FONT_HERSHEY_SIMPLEX, 0.34, (0, 0, 0), 1, cv2.LINE_AA
            )
        return picture


def write_golden(folder, answers):
    """Writes one golden picture for each set of labels, and expected.yaml. Returns how many there are."""
    cases, seen = [], set()
    for index in range(len(answers.images)):
        labels, score = answers.golden(index) or (None, 0.0)
        if labels is not None and tuple(labels) not in seen and len(cases) < GOLDEN:
            seen.add(tuple(labels))
            cases.append((index, labels, score))
    lines = []
    for number, (index, labels, score) in enumerate(cases, 1):
        _write_png(folder / "golden" / f"{number}.png", answers.images[index])
        lines.append(
            f"- image: {number}.png\n  labels: [{', '.join(labels)}]\n  min_score: {max(0., score - .05):.2f}\n  tolerance: 0.1\n"
        )
    if lines:
        (folder / "golden" / "expected.yaml").write_text("".join(lines))
    return len(cases)


def write_failures(folder, answers):
    """Writes pictures of wrong answers, as many of different kinds as come first."""
    shown = [p for i in range(len(answers.images)) if (p := answers.failure(i)) is not None]
    for number, picture in enumerate(shown[:FAILURES], 1):
        _write_png(folder / "failures" / f"{number}.png", picture)
    return len(shown), len(answers.images)


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=DECODERS)
    parser.add_argument("name", help="name of the bundle, and of its notes")
    parser.add_argument("destination", help="bundle folder, replaced")
    parser.add_argument("--model", required=True, help="int8 model")
    parser.add_argument("--facts", required=True, help="JSON that edgetrain.export wrote")
    parser.add_argument("--figures", required=True, help="JSON that the evaluation wrote, with float and int8")
    parser.add_argument("--run", help="folder of the training run, for its curve")
    parser.add_argument("--version", default="2")
    parser.add_argument("--golden", help="folder of golden pictures to take over, instead of choosing some from the drawn ones")
    parser.add_argument("--recipe", default=DEFAULT_RECIPE)
    parser.add_argument("--work", default="training-work")
    args = parser.parse_args()
    folder, work, recipe = Path(args.destination), Path(args.work), load_recipe(args.recipe)
    facts, figures = json.loads(Path(args.facts).read_text()), json.loads(Path(args.figures).read_text())
    classes = facts["classes"] or ["features"]  # an embedding has one output and no classes
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(args.model, folder / "model.onnx")
    shutil.copy(HERE.parent.parent / "LICENSE", folder / "LICENSE")
    if args.run:
        shutil.copy(Path(args.run) / "curve.svg", folder / "curve.svg")
    (folder / "labels.txt").write_text("".join(f"{c}\n" for c in classes))

    notes = (HERE / "notes" / f"{args.name}.md").read_text()
    failures = None
    unused = CLOSE_UPS if args.kind == "health" else ()
    if args.kind != "features":
        drawn = np.load(work / f"drawn-{args.kind}.npz", allow_pickle=True)
        outputs = np.load(work / f"drawn-{args.kind}-outputs.npz")
        threshold = figures["int8"].get("threshold")
        answers = (
            DetectorAnswers(drawn, outputs, classes, threshold)
            if args.kind == "detector"
            else HealthAnswers(drawn, outputs, classes)
        )
        if not args.golden:
            print("golden pictures:", write_golden(folder, answers))
        failures = write_failures(folder, answers)
        print("failures on drawn scenes: {} of {}".format(*failures))
    if args.golden:
        shutil.copytree(args.golden, folder / "golden")
    description = card.description(args.kind, notes, (folder / "model.onnx").stat().st_size)
    decoder = DECODERS[args.kind].format(threshold=figures["int8"].get("threshold"))
    (folder / "manifest.yaml").write_text(
        MANIFEST.format(
            name=args.name,
            version=args.version,
            task=TASKS[args.kind],
            description=description,
            side=facts["side"],
            decoder=decoder,
        )
    )
    (folder / "MODEL_CARD.md").write_text(card.write(args.kind, args.name, notes, facts, figures, recipe, failures, unused))
    write_checksums(folder)


if __name__ == "__main__":
    main()
