"""Averages the weights of trainings that began at the same weights: often better on strange pictures than any of them.

"Model soups" (Wortsman et al. 2022). The batch normalisations' statistics are averaged like weights.
"""
import argparse

import torch

from edgetrain.session import Checkpoint


def average(states):
    """A checkpoint's state, without optimizer, whose averaged weights are the mean of those of the given states."""
    first = states[0]
    for state in states[1:]:
        if {k: v.shape for k, v in state["averaged"].items()} != {k: v.shape for k, v in first["averaged"].items()}:
            raise ValueError("these are not the same network: tensors differ in name or shape")
    mean = {
        name: torch.stack([state["averaged"][name] for state in states]).mean(0) if value.dtype.is_floating_point else value
        for name, value in first["averaged"].items()
    }
    kept = ("kind", "width", "classes", "dimensions")
    total = max(state["seen"] + state.get("seen_before", 0) for state in states)
    return {"averaged": mean, "seen": total, **{name: first[name] for name in kept if name in first}}


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("destination", help="checkpoint to write, for edgetrain.export and --start-from")
    parser.add_argument("checkpoints", nargs="+")
    args = parser.parse_args()
    Checkpoint(args.destination).save(**average([torch.load(path, map_location="cpu") for path in args.checkpoints]))


if __name__ == "__main__":
    main()
