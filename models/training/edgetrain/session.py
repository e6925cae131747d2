"""What every training shares: schedule, averaged weights, checkpoints that survive a kill, and a polite CPU setup."""
import copy
import math
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch


def be_polite(threads=1, seed=0):
    """Settings for training beside other work: few threads, no spinning, no denormals, fixed seed."""
    torch.set_num_threads(threads)
    np.finfo(np.float32), np.finfo(np.float64)  # cached now: numpy warns when it looks them up without denormals
    torch.set_flush_denormal(True)
    torch.manual_seed(seed)


@dataclass(frozen=True)
class Stage:
    """Part of a schedule: picture side, how many pictures, and the learning rate from peak down a cosine to floor."""

    side: int
    pictures: int
    peak: float
    floor: float


def parse_schedule(text):
    """Parses "128:1.2M:2e-3:1e-4,160:800k:1e-3:5e-5"."""
    unit = {"k": 1e3, "M": 1e6}
    stages = []
    for part in text.split(","):
        side, pictures, peak, floor = part.split(":")
        factor = unit.get(pictures[-1], 1)
        stages.append(Stage(int(side), int(float(pictures.rstrip("kM")) * factor), float(peak), float(floor)))
    return stages


def place_in_schedule(stages, seen, warm_up=10_000):
    """Stage and learning rate after `seen` pictures, or None when the schedule is over.

    Every stage starts with a short linear warm-up: a warm restart at a new resolution.
    """
    for stage in stages:
        if seen < stage.pictures:
            cosine = 0.5 * (1 + math.cos(math.pi * seen / stage.pictures))
            rate = stage.floor + (stage.peak - stage.floor) * cosine
            return stage, rate * min(1.0, (seen + 500) / warm_up)
        seen -= stage.pictures
    return None


class AveragedWeights:
    """Exponential moving average of a model's weights and statistics; what is evaluated and shipped."""

    def __init__(self, model, decay=0.9995):
        self.model, self.decay, self.updates = copy.deepcopy(model).eval(), decay, 0
        for p in self.model.parameters():
            p.requires_grad_(False)

    @torch.no_grad()
    def update(self, model):
        """Follows the model one step; quickly at first, slowly later."""
        self.updates += 1
        keep = min(self.decay, self.updates / (self.updates + 20))
        ours, theirs = self._values(self.model), self._values(model)
        torch._foreach_mul_(ours, keep)
        torch._foreach_add_(ours, theirs, alpha=1 - keep)

    @staticmethod
    def _values(model):
        """Weights and statistics, without counters."""
        return [value for value in model.state_dict().values() if value.dtype.is_floating_point]


class Checkpoint:
    """The whole state of a training in one file, replaced atomically."""

    def __init__(self, path):
        self.path = Path(path)

    def save(self, **state):
        """Writes the state; a kill at any moment leaves the previous or the new file."""
        temporary = self.path.with_suffix(".partial")
        torch.save(state, temporary)
        os.replace(temporary, self.path)

    def load(self):
        """The last saved state, or None."""
        return torch.load(self.path, map_location="cpu") if self.path.exists() else None


def load_weights_to_start_from(path):
    """Averaged weights by name, and after how many pictures: of a checkpoint, or of a file that edgetrain.release wrote."""
    if str(path).endswith(".npz"):
        with np.load(path) as released:
            weights = {name: torch.from_numpy(value) for name, value in released.items() if name != "seen"}
            weights = {name: value.float() if value.dtype.is_floating_point else value for name, value in weights.items()}
            return weights, int(released["seen"])
    state = torch.load(path, map_location="cpu")
    return state["averaged"], state["seen"] + state.get("seen_before", 0)


class Alarm:
    """True every so many seconds."""

    def __init__(self, seconds):
        self.seconds, self.last = seconds, time.monotonic()

    def due(self):
        """Whether the time is over; restarts it if so."""
        if time.monotonic() - self.last < self.seconds:
            return False
        self.last = time.monotonic()
        return True


class StopRequest:
    """Turns SIGTERM and SIGINT into a flag, so that a training ends with a checkpoint."""

    def __init__(self):
        self.asked = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, *_):
        self.asked = True
