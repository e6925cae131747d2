"""Trains the camera-health classifier. Run again with the same arguments to continue from the last checkpoint."""
import argparse
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from edgetrain import health, session
from edgetrain.net import Classifier, multiply_adds, parameters
from edgetrain.packs import open_pictures
from edgetrain.trainer import Trainer, add_arguments

SCHEDULE = "96:300k:3e-3:1e-5,96:400k:1.5e-3:1e-5"


@torch.no_grad()
def run(model, images, batch=64):
    """Class probabilities of a stack of uint8 RGB pictures."""
    device = next(model.parameters()).device
    parts = [
        model(torch.from_numpy(images[i : i + batch]).to(device).permute(0, 3, 1, 2).float()).softmax(1).cpu()
        for i in range(0, len(images), batch)
    ]
    return torch.cat(parts).numpy()


class HealthTrainer(Trainer):
    """Trains on degraded training pictures, validates on degraded validation pictures."""

    kind = "health"
    losses = ("cross_entropy",)

    def __init__(self, args):
        super().__init__(args, Classifier(len(health.CLASSES), args.width), {"width": args.width, "classes": health.CLASSES})
        self.pictures = open_pictures(Path(args.work) / "train")
        self.images, self.kinds = health.near_threshold_set(self.pictures, self.pictures.select("val"), per_class=160, seed=7)

    def composer(self):
        return health.HealthComposer(self.pictures)

    def batch_losses(self, batch):
        pixels, kinds = batch
        return [F.cross_entropy(self.forward(pixels), kinds, label_smoothing=0.02)]

    def validate(self, side):
        said = run(self.averaged.model, self.images).argmax(1)
        recall = {name: round(float((said[self.kinds == k] == k).mean()), 4) for k, name in enumerate(health.CLASSES)}
        return {"accuracy": round(float(np.mean(said == self.kinds)), 4), **recall}

    def panels(self):
        return {"val accuracy": ["accuracy"], "val recall": health.CLASSES}


def main():
    """Trains from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser, "health", SCHEDULE, batch=64, width=0.5)
    args = parser.parse_args()
    session.be_polite(args.threads, args.seed)
    trainer = HealthTrainer(args)
    print(
        f"{parameters(trainer.model):,} weights, {multiply_adds(trainer.model, health.SIDE) / 1e6:.1f} M multiply-adds",
        flush=True,
    )
    trainer.loop()


if __name__ == "__main__":
    main()
