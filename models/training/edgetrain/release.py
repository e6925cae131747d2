"""Writes the averaged weights of a checkpoint, and nothing else of it, to a small file that a training can start from."""
import argparse

import numpy as np
import torch


def release(checkpoint, destination):
    """Floats as 16 bits: their rounding is far below what averaging leaves undecided. Returns how many weights there are."""
    state = torch.load(checkpoint, map_location="cpu")
    arrays = {name: value.numpy() for name, value in state["averaged"].items()}
    halves = {name: value.astype(np.float16) if value.dtype == np.float32 else value for name, value in arrays.items()}
    for name, value in halves.items():
        if not np.isfinite(value).all():
            raise ValueError(f"'{name}' of {checkpoint} has values that 16 bits cannot hold")
    np.savez_compressed(destination, seen=state["seen"] + state.get("seen_before", 0), **halves)
    return sum(value.size for value in arrays.values())


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint")
    parser.add_argument("destination", help="NAME.npz, for --start-from")
    args = parser.parse_args()
    print(f"{release(args.checkpoint, args.destination):,} weights")


if __name__ == "__main__":
    main()
