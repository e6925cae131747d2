"""Averages the weights of trainings that began at the same weights: often better on strange pictures than any of them.

"Model soups" (Wortsman et al. 2022); with the weights that a fine-tuning began at (--start) what it forgot comes back, "robust
fine-tuning" (Wortsman et al. 2021). The batch normalisations' statistics are averaged like weights.
"""
import argparse

import torch

from edgetrain.net import Detector, folded, load_weights
from edgetrain.session import Checkpoint, load_weights_to_start_from


def start_of(state, path):
    """The state that a detector's fine-tuning had when it began at the weights in the file."""
    weights, seen = load_weights_to_start_from(path)
    model = load_weights(Detector(len(state["classes"]), state["width"]), weights)
    if "trunk.stem.0.bias" in state["averaged"] and "trunk.stem.0.bias" not in weights:
        model = folded(model)
    return {**state, "averaged": model.state_dict(), "seen": seen, "seen_before": 0}


def average(states, shares=None):
    """A checkpoint's state, without optimizer, whose averaged weights are the mean of those of the given states.

    shares: how much of each, 1 in all; the same of each unless told.
    """
    shares = shares or [1 / len(states)] * len(states)
    first = states[0]
    for state in states[1:]:
        if {k: v.shape for k, v in state["averaged"].items()} != {k: v.shape for k, v in first["averaged"].items()}:
            raise ValueError("these are not the same network: tensors differ in name or shape")
    mean = {
        name: sum(s * state["averaged"][name] for s, state in zip(shares, states)) if value.dtype.is_floating_point else value
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
    parser.add_argument("--start", help="weights that a detector's fine-tuning began at, to be averaged with it")
    parser.add_argument("--shares", nargs="+", type=float, help="how much of each (of the start first), 1 in all")
    args = parser.parse_args()
    states = [torch.load(path, map_location="cpu") for path in args.checkpoints]
    if args.start:
        states.insert(0, start_of(states[0], args.start))
    if args.shares and (len(args.shares) != len(states) or abs(sum(args.shares) - 1) > 1e-6):
        parser.error(f"--shares: {len(states)} numbers that sum to 1 are needed")
    Checkpoint(args.destination).save(**average(states, args.shares))


if __name__ == "__main__":
    main()
