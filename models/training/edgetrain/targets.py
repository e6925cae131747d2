"""Training targets of the centre-point detector, and its loss."""
import math

import numpy as np

from edgetrain.augment import NOTHING

STRIDE = 8
FIRM, DOUBT = 0.75, 0.5
"""Where absence is only assumed (weight below the first), heat above the second is taken as a hint that it is not so."""
CORE = 0.6
"""Cells with at least this much target heat belong to the object: they learn its size and its exclusive class."""


def heat_targets(boxes, ignored, known, side):
    """Targets of one picture.

    boxes, ignored: N x 5 (class, cx, cy, w, h as fractions); boxes of class NOTHING surely hold no object.
    known: trust per class, or per class and cell, 0..1, that unlabelled cells hold no such object.
    Returns heat (classes x G x G), heat weight (same), box (4 x G x G: cx, cy, w, h as fractions) and box weight (G x G)
    for G = side / 8.
    """
    grid = side // STRIDE
    heat = np.zeros((len(known), grid, grid), np.float32)
    weight = np.empty_like(heat)
    known = np.asarray(known, np.float32)
    weight[:] = known if known.ndim == 3 else known[:, None, None]
    box, box_weight = np.zeros((4, grid, grid), np.float32), np.zeros((grid, grid), np.float32)
    cells = np.arange(grid)
    inside = lambda cx, cy, w, h: np.ix_(
        abs(cells + 0.5 - cy * grid) < h * grid / 2, abs(cells + 0.5 - cx * grid) < w * grid / 2
    )
    for kind, *place in ignored:
        weight[int(kind)][inside(*place)] = 0
    for place in boxes[boxes[:, 0] == NOTHING, 1:]:
        for one in weight:
            one[inside(*place)] = 1
    boxes = boxes[boxes[:, 0] != NOTHING]
    for kind, cx, cy, w, h in sorted(boxes.tolist(), key=lambda b: -b[3] * b[4]):  # small boxes win shared cells
        kind, column, line = int(kind), int(min(cx * grid, grid - 1)), int(min(cy * grid, grid - 1))
        if w * side < 3 or h * side < 6:  # too small to be learned, too real to be background
            weight[kind, max(0, line - 1) : line + 2, max(0, column - 1) : column + 2] = 0
            continue
        sx, sy = max(w * grid * 0.11, 0.45), max(h * grid * 0.11, 0.45)
        blob = np.outer(np.exp(-((cells - line) ** 2) / (2 * sy * sy)), np.exp(-((cells - column) ** 2) / (2 * sx * sx)))
        heat[kind] = np.maximum(heat[kind], blob)
        core = blob > CORE
        weight[:, core] = np.maximum(weight[:, core], 0.5)  # what is surely one class is hardly another
        weight[kind, blob > 0.05] = 1
        box[:, core] = np.float32([cx, cy, w, h])[:, None]
        box_weight[core] = blob[core]
    return heat, weight, box, box_weight


def mirrored_half(pixels, heat, heat_weight, box, box_weight):
    """A batch (tensors; pixels N x H x W x 3) with every picture of its first half mirrored, and the targets with it."""
    import torch

    half = len(pixels) // 2
    turned = lambda part, axis: torch.cat([part[:half].flip(axis), part[half:]])
    box = turned(box, -1)
    x = torch.cat([1 - box[:half, :1], box[half:, :1]])
    return [turned(pixels, 2), turned(heat, -1), turned(heat_weight, -1), torch.cat([x, box[:, 1:]], 1), turned(box_weight, -1)]


def decode_boxes(geometry):
    """Geometry output (N x 4 x G x G tensor) as cx, cy, w, h fractions in the same shape."""
    import torch

    grid = geometry.shape[-1]
    cells = torch.arange(grid, dtype=geometry.dtype, device=geometry.device) + 0.5
    cx = (cells.view(1, 1, -1) + geometry[:, 2]) / grid
    cy = (cells.view(1, -1, 1) + geometry[:, 3]) / grid
    return torch.stack([cx, cy, geometry[:, 0] ** 2, geometry[:, 1] ** 2], 1)


def giou(a, b):
    """Generalised IoU of boxes in cx, cy, w, h (tensors N x 4 x ...), -1..1."""
    import torch

    low = lambda t: (t[:, 0] - t[:, 2] / 2, t[:, 1] - t[:, 3] / 2)
    high = lambda t: (t[:, 0] + t[:, 2] / 2, t[:, 1] + t[:, 3] / 2)
    (ax, ay), (aX, aY), (bx, by), (bX, bY) = low(a), high(a), low(b), high(b)
    shared = (torch.minimum(aX, bX) - torch.maximum(ax, bx)).clamp(min=0) * (
        torch.minimum(aY, bY) - torch.maximum(ay, by)
    ).clamp(min=0)
    union = a[:, 2] * a[:, 3] + b[:, 2] * b[:, 3] - shared + 1e-7
    hull = (torch.maximum(aX, bX) - torch.minimum(ax, bx)) * (torch.maximum(aY, bY) - torch.minimum(ay, by)) + 1e-7
    return shared / union - (hull - union) / hull


def detector_loss(heat_logits, geometry, heat, heat_weight, box, box_weight, shown):
    """Loss of a batch: (heat, size, presence) as scalars to be summed.

    heat: the focal loss of CenterNet (Zhou et al. 2019, eq. 1), weighted per cell and class. Cells where absence is only
        assumed are left alone once the network is rather sure of the opposite: no picture of a street is free of cars.
    size: GIoU plus smooth L1 on square roots and offsets, over the cells of each object's core.
    presence: `shown` (N x classes) is 1 where a picture surely shows a class that has no box; the strongest cells of
        that class must then light up (multiple-instance learning).
    """
    import torch
    import torch.nn.functional as F

    p = torch.sigmoid(heat_logits)
    centre = (heat > 0.999).to(p.dtype)
    focal = -(
        centre * (1 - p) ** 2 * F.logsigmoid(heat_logits) + (1 - centre) * (1 - heat) ** 4 * p**2 * F.logsigmoid(-heat_logits)
    )
    doubtful = (heat_weight < FIRM) & (heat < 0.05) & (p.detach() > DOUBT)
    heat_loss = (focal * heat_weight.masked_fill(doubtful, 0)).sum() / centre.sum().clamp(min=1)

    total = box_weight.sum().clamp(min=1)
    overlap = ((1 - giou(decode_boxes(geometry), box)) * box_weight).sum() / total
    grid = geometry.shape[-1]
    cells = torch.arange(grid, dtype=geometry.dtype, device=geometry.device) + 0.5
    wanted = torch.stack(
        [box[:, 2].sqrt(), box[:, 3].sqrt(), box[:, 0] * grid - cells.view(1, 1, -1), box[:, 1] * grid - cells.view(1, -1, 1)],
        1,
    )
    distance = F.smooth_l1_loss(geometry, wanted, reduction="none", beta=0.1) * box_weight[:, None]
    size_loss = overlap + 0.5 * (4 * distance[:, :2].sum() + distance[:, 2:].sum()) / total

    strongest = p.flatten(2).topk(3, 2).values.mean(2)
    presence = -(strongest.clamp(min=1e-4).log() * shown).sum() / math.prod(shown.shape[:1])
    return heat_loss, size_loss, presence


def distillation_loss(heat_logits, geometry, teacher_logits, teacher_geometry):
    """Follows a teacher: its heat everywhere, also for classes that a source leaves unlabelled, and its boxes.

    Cross-entropy against the teacher's heat, less the teacher's own entropy (so that agreement is 0), counted in
    objects as in detector_loss; boxes by L1 where the teacher is sure.
    """
    import torch
    import torch.nn.functional as F

    heat = torch.sigmoid(teacher_logits)
    unsure = F.binary_cross_entropy_with_logits(teacher_logits, heat, reduction="none")
    excess = F.binary_cross_entropy_with_logits(heat_logits, heat, reduction="none") - unsure
    sure = heat.amax(1, keepdim=True) ** 2
    distance = ((geometry - teacher_geometry).abs() * sure).sum() / sure.sum().clamp(min=1)
    return excess.sum() / heat.sum().clamp(min=1) + distance
