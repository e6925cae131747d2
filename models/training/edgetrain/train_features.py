"""Trains the embedding network. Run again with the same arguments to continue from the last checkpoint."""
import argparse
from pathlib import Path

import cv2
import numpy as np
import torch

from edgetrain import features, fewshot, session
from edgetrain.net import Embedder, multiply_adds, parameters
from edgetrain.packs import open_pictures
from edgetrain.trainer import Trainer, add_arguments

SCHEDULE = "96:200k:3e-3:3e-4,128:300k:1e-3:1e-5"
DIMENSIONS = 128
TEMPERATURE = 0.1


def contrastive_loss(embeddings, labels, temperature=TEMPERATURE):
    """Supervised contrastive loss (Khosla et al. 2020, eq. 2): everything with my label attracts, the rest repels."""
    similarity = embeddings @ embeddings.T / temperature
    itself = torch.eye(len(labels), dtype=torch.bool, device=labels.device)
    similarity = similarity.masked_fill(itself, float("-inf"))
    same = (labels[:, None] == labels[None]) & ~itself
    log_share = similarity - torch.logsumexp(similarity, 1, keepdim=True)
    return -(log_share.masked_fill(~same, 0).sum(1) / same.sum(1)).mean()


@torch.no_grad()
def embed(model, images, side, batch=32):
    """Embeddings of a stack of uint8 RGB pictures, resized to side x side."""
    parts, device = [], next(model.parameters()).device
    for start in range(0, len(images), batch):
        part = np.stack([cv2.resize(i, (side, side), interpolation=cv2.INTER_AREA) for i in images[start : start + batch]])
        parts.append(model(torch.from_numpy(part).to(device).permute(0, 3, 1, 2).float()).cpu().numpy())
    return np.concatenate(parts)


class FeaturesTrainer(Trainer):
    """Trains on pairs of views; watches few-shot accuracy on species of the validation split that are trained on."""

    kind = "features"
    losses = ("contrastive",)

    def __init__(self, args):
        super().__init__(args, Embedder(DIMENSIONS, args.width), {"width": args.width, "dimensions": DIMENSIONS})
        self.pictures = open_pictures(Path(args.work) / "train")
        held_out = set(features.held_out_species(self.pictures.rows))
        species = [(i, features.species_of(self.pictures.rows[i])) for i in self.pictures.select("val")]
        watched = [(i, s) for i, s in species if s and s not in held_out]
        names, counts = np.unique([s for _, s in watched], return_counts=True)
        enough = set(names[counts >= 6])  # five shots and at least one question
        self.watched = [i for i, s in watched if s in enough]
        self.labels = np.unique([s for _, s in watched if s in enough], return_inverse=True)[1]

    def composer(self):
        return features.ViewComposer(self.pictures, dict(np.load(Path(self.args.work) / "train" / "cutouts.npz")))

    def batch_losses(self, batch):
        first, second, labels = batch
        return [contrastive_loss(self.forward(torch.cat([first, second])), torch.cat([labels, labels]))]

    def validate(self, side):
        embeddings = embed(self.averaged.model, self.pictures.images[self.watched], side)
        accuracy, margin = fewshot.episodes(embeddings, self.labels, 200, queries=3)
        return {"val_species_5shot": round(accuracy, 4), "margin": round(margin, 4)}

    def panels(self):
        return {"val 5-shot 5-way, trained species": ["val_species_5shot"]}


def main():
    """Trains from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser, "features", SCHEDULE, batch=96, width=1.0)
    args = parser.parse_args()
    session.be_polite(args.threads, args.seed)
    trainer = FeaturesTrainer(args)
    print(
        f"{parameters(trainer.model):,} weights, {multiply_adds(trainer.model, 128) / 1e6:.1f} M multiply-adds at 128",
        flush=True,
    )
    trainer.loop()


if __name__ == "__main__":
    main()
