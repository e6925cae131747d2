"""Decoding and figures of the detector, in plain numpy so that they run where only onnxruntime is installed.

The decoder is the one the daemon uses ("centroid"): local maxima, score threshold, greedy NMS, boxes cut off at the picture.
"""
import numpy as np

IGNORED_CLASS = 9
"""Boxes of this class mark objects that count neither as hit nor as miss (test pack: bicycles, boats, trains...)."""
NMS_IOU = 0.45
LOWEST_SCORE = 0.04
MOST_DETECTIONS = 100
SMALLEST_HEIGHT = 0.10
"""Objects lower than this fraction of the picture count neither as found nor as missed."""


def iou(boxes, others):
    """IoU of every box with every other box; both N x 4 as cx, cy, w, h."""
    boxes, others = np.reshape(boxes, (-1, 1, 4)), np.reshape(others, (1, -1, 4))
    low = np.maximum(boxes[..., :2] - boxes[..., 2:] / 2, others[..., :2] - others[..., 2:] / 2)
    high = np.minimum(boxes[..., :2] + boxes[..., 2:] / 2, others[..., :2] + others[..., 2:] / 2)
    shared = np.maximum(high - low, 0).prod(-1)
    return shared / (boxes[..., 2:].prod(-1) + others[..., 2:].prod(-1) - shared + 1e-9)


def _inside(found):
    """Detections with what reaches beyond the picture cut off."""
    low = (found[:, 1:3] - found[:, 3:] / 2).clip(0, 1)
    high = (found[:, 1:3] + found[:, 3:] / 2).clip(0, 1)
    return np.concatenate([found[:, :1], (low + high) / 2, high - low], 1)


def decode(heat, geometry):
    """Detections of one class of one picture as N x 5 (score, cx, cy, w, h), best first.

    heat: G x G after sigmoid; geometry: 4 x G x G as described in edgetrain.net.Detector.
    """
    grid = heat.shape[0]
    padded = np.pad(heat, 1)
    highest = np.max([padded[dy : dy + grid, dx : dx + grid] for dy in range(3) for dx in range(3)], 0)
    ys, xs = np.nonzero((heat >= highest) & (heat > LOWEST_SCORE))
    order = np.argsort(-heat[ys, xs], kind="stable")[:MOST_DETECTIONS]
    ys, xs = ys[order], xs[order]
    found = np.stack(
        [
            heat[ys, xs],
            (xs + 0.5 + geometry[2, ys, xs]) / grid,
            (ys + 0.5 + geometry[3, ys, xs]) / grid,
            np.maximum(geometry[0, ys, xs], 0.02) ** 2,
            np.maximum(geometry[1, ys, xs], 0.02) ** 2,
        ],
        1,
    )
    keep, overlap = [], iou(found[:, 1:], found[:, 1:])
    for i in range(len(found)):
        if all(overlap[i, k] < NMS_IOU for k in keep):
            keep.append(i)
    return _inside(found[keep])


def decode_batch(heat, geometry):
    """Detections per picture and class: list (pictures) of lists (classes) of N x 5."""
    return [[decode(h, g) for h in hs] for hs, g in zip(heat, geometry)]


def area_under_roc(scores, positive):
    """Probability that a positive scores higher than a negative, ties half; None without both kinds."""
    scores, positive = np.asarray(scores, float), np.asarray(positive, bool)
    if positive.all() or not positive.any():
        return None
    more = (scores[positive][:, None] > scores[~positive][None]).mean()
    same = (scores[positive][:, None] == scores[~positive][None]).mean()
    return float(more + same / 2)


def _average_precision(hits, scores, total):
    """101-point interpolated average precision from per-detection hits."""
    if not total or not len(hits):
        return 0.0
    hits = np.asarray(hits, float)[np.argsort(-np.asarray(scores), kind="stable")]
    found = np.cumsum(hits)
    precision, recall = found / np.arange(1, len(hits) + 1), found / total
    return float(np.mean([precision[recall >= r].max(initial=0) for r in np.linspace(0, 1, 101)]))


def _rates(tp, fp, fn):
    precision, recall = tp / max(tp + fp, 1), tp / max(tp + fn, 1)
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / max(precision + recall, 1e-9)}


class ClassTruth:
    """What is known about one class in one picture: scored boxes, boxes to ignore, and whether absence is certain."""

    def __init__(self, row, kind, shown=False):
        boxes = np.asarray(row["boxes"], float).reshape(-1, 5)
        own = boxes[boxes[:, 0] == kind, 1:]
        self.boxes = own[own[:, 3] >= SMALLEST_HEIGHT]
        other = boxes[boxes[:, 0] == IGNORED_CLASS, 1:] if kind == 1 else boxes[:0, 1:]
        self.ignored = np.concatenate([own[own[:, 3] < SMALLEST_HEIGHT], other])
        self.present = shown or len(self.boxes) > 0
        self.absent = not shown and not len(own) and not len(other)
        self.boxed = not shown


def _match(found, truth, threshold):
    """Greedy matching, best score first: 1 hit, 0 miss, -1 ignored, for each detection."""
    overlap, taken, result = iou(found[:, 1:], truth.boxes), set(), []
    for i in range(len(found)):
        free = [j for j in range(len(truth.boxes)) if j not in taken and overlap[i, j] >= threshold]
        if free:
            taken.add(max(free, key=lambda j: overlap[i, j]))
            result.append(1)
        else:
            result.append(-1 if _inside_any(found[i], truth.ignored, 0.03) else 0)
    return result


def _inside_any(detection, boxes, slack=0.0):
    return bool(len(boxes)) and bool(
        (
            (abs(detection[1] - boxes[:, 0]) < boxes[:, 2] / 2 + slack)
            & (abs(detection[2] - boxes[:, 1]) < boxes[:, 3] / 2 + slack)
        ).any()
    )


def box_figures(detections, truths):
    """AP at IoU 0.5 and averaged over 0.5..0.95, over pictures whose boxes are known."""
    total = sum(len(t.boxes) for t in truths)
    precisions = []
    for threshold in np.arange(0.5, 0.96, 0.05):
        marks = [
            (m, d[0]) for found, t in zip(detections, truths) for m, d in zip(_match(found, t, threshold), found) if m >= 0
        ]
        precisions.append(_average_precision([m for m, _ in marks], [s for _, s in marks], total))
    return {"boxes": total, "ap50": precisions[0], "ap50_95": float(np.mean(precisions))}


def presence_figures(detections, truths, threshold):
    """Does the picture show the class at all? Pictures that are neither certain yes nor certain no are left out."""
    used = [
        (max((d[0] for d in found), default=0.0), t.present) for found, t in zip(detections, truths) if t.present or t.absent
    ]
    scores, present = np.array([s for s, _ in used]), np.array([p for _, p in used], bool)
    said = scores >= threshold
    figures = {
        "images": len(used),
        "positive": int(present.sum()),
        "presence_auc": area_under_roc(scores, present),
        **_rates((said & present).sum(), (said & ~present).sum(), (~said & present).sum()),
    }
    figures["fpr"] = float((said & ~present).sum() / (~present).sum()) if (~present).any() else None
    return figures


def count_figures(detections, truths, threshold):
    """Centre hits and counts at a threshold: a detection hits when its centre lies in a box not yet taken."""
    tp = fp = fn = 0
    errors = []
    for found, truth in zip(detections, truths):
        taken, counted = set(), 0
        for d in found[found[:, 0] >= threshold]:
            inside = [
                j
                for j, b in enumerate(truth.boxes)
                if j not in taken and abs(d[1] - b[0]) < b[2] / 2 and abs(d[2] - b[1]) < b[3] / 2
            ]
            if inside:
                taken.add(inside[0])
                tp, counted = tp + 1, counted + 1
            elif not _inside_any(d, truth.ignored, 0.03):
                fp, counted = fp + 1, counted + 1
        fn += len(truth.boxes) - len(taken)
        if not len(truth.ignored):
            errors.append(counted - len(truth.boxes))
    errors = np.array(errors)
    return {**_rates(tp, fp, fn), "count_mae": float(abs(errors).mean()), "count_exact": float((errors == 0).mean())}


def class_figures(detections, truths, threshold):
    """All figures of one class: presence, boxes and counts."""
    boxed = [i for i, t in enumerate(truths) if t.boxed]
    chosen, known = [detections[i] for i in boxed], [truths[i] for i in boxed]
    return {
        "threshold": threshold,
        "presence": presence_figures(detections, truths, threshold),
        **box_figures(chosen, known),
        "centre": count_figures(chosen, known, threshold),
    }


def quality(detections, truths, threshold):
    """F1 of presence plus F1 of centre hits: what a threshold is chosen by."""
    boxed = [i for i, t in enumerate(truths) if t.boxed]
    counts = count_figures([detections[i] for i in boxed], [truths[i] for i in boxed], threshold)
    return presence_figures(detections, truths, threshold)["f1"] + counts["f1"]


def rounded(figures, digits=4):
    """Figures with floats rounded, for JSON."""
    if isinstance(figures, dict):
        return {k: rounded(v, digits) for k, v in figures.items()}
    return round(float(figures), digits) if isinstance(figures, (float, np.floating)) else figures
