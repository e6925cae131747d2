"""Truth per picture and class, and the detector's figures over a set of pictures; numpy only."""
import numpy as np

from edgetrain import metrics

FIRMLY = 0.9
"""Least trust at which an unlabelled class counts as absent in validation pictures."""


def validation_truths(pictures, indices, recipe, pseudo):
    """Per class, the truth of each validation picture, or None where the source says nothing about the class.

    A class that a source is firmly assumed not to show counts as absent; pseudo boxes (by picture index as text) count as
    boxes. Both make validation figures of weakly labelled classes an indication, not a proof.
    """

    def truth(index, kind, name):
        row = pictures.rows[index]
        if recipe.sources[row["src"]].contains == name and all(b[0] != kind for b in row["boxes"]):
            boxed = str(index) in pseudo
            return metrics.ClassTruth({"boxes": [pseudo[str(index)]] if boxed else []}, kind, shown=not boxed)
        return metrics.ClassTruth(row, kind) if recipe.known(row)[kind] >= FIRMLY else None

    return [[truth(index, kind, name) for index in indices] for kind, name in enumerate(recipe.classes)]


def test_truths(pictures, indices, classes):
    """Per class, the truth of each test picture, or None where the picture's set does not label the class."""
    rows = [pictures.rows[i] for i in indices]
    return [[metrics.ClassTruth(row, kind) if row["known"][kind] else None for row in rows] for kind in range(len(classes))]


def _by_class(detections, truths, classes):
    """Name, detections and truths of each class, over the pictures that say something about it."""
    for kind, name in enumerate(classes):
        used = [i for i, t in enumerate(truths[kind]) if t is not None]
        if used:
            yield name, [detections[i][kind] for i in used], [truths[kind][i] for i in used]


def common_threshold(detections, truths, classes):
    """The one score threshold that serves all classes best; to be chosen on validation pictures only."""
    parts = list(_by_class(detections, truths, classes))
    total = lambda threshold: sum(metrics.quality(found, known, threshold) for _, found, known in parts)
    return round(float(max(np.arange(0.10, 0.70, 0.02), key=total)), 2)


def figures_by_class(detections, truths, classes, threshold):
    """Figures per class at a threshold."""
    return metrics.rounded(
        {name: metrics.class_figures(found, known, threshold) for name, found, known in _by_class(detections, truths, classes)}
    )
