"""Trains the person-vehicle-animal detector. Run again with the same arguments to continue from the last checkpoint."""
import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch

from edgetrain import metrics, session
from edgetrain.compose import Composer
from edgetrain.echo import relit
from edgetrain.export import load_model
from edgetrain.figures import common_threshold, figures_by_class, validation_truths
from edgetrain.net import Detector, multiply_adds, parameters
from edgetrain.packs import open_pictures
from edgetrain.recipe import DEFAULT_RECIPE, load_recipe
from edgetrain.targets import detector_loss, distillation_loss, mirrored_half
from edgetrain.trainer import Trainer, add_arguments

SCHEDULE = "96:300k:3e-3:5e-4,128:900k:2e-3:1e-4,160:900k:1e-3:5e-5,192:300k:3e-4:1e-5"
SIZE_WEIGHT, PRESENCE_WEIGHT = 2.0, 0.3
TEACHER_WEIGHT = 1.0


@torch.no_grad()
def run(model, images, side, batch=32):
    """Heat (after sigmoid) and geometry of a stack of uint8 RGB pictures, resized to side x side."""
    heats, geometries = [], []
    device = next(model.parameters()).device
    for start in range(0, len(images), batch):
        part = np.stack([cv2.resize(i, (side, side), interpolation=cv2.INTER_AREA) for i in images[start : start + batch]])
        heat, geometry = model(torch.from_numpy(part).to(device).permute(0, 3, 1, 2).float())
        heats.append(torch.sigmoid(heat).cpu().numpy())
        geometries.append(geometry.cpu().numpy())
    return np.concatenate(heats), np.concatenate(geometries)


class DetectorTrainer(Trainer):
    """Trains on composed pictures, validates on the validation split."""

    kind = "detector"
    losses = ("heat", "size", "presence")

    def __init__(self, args):
        self.recipe = load_recipe(args.recipe)
        model = Detector(len(self.recipe.classes), args.width)
        super().__init__(args, model, {"width": args.width, "classes": self.recipe.classes})
        self.pictures = open_pictures(Path(args.work) / "train")
        self.held_out = self.recipe.select(self.pictures, "val")
        pseudo = json.loads((Path(args.work) / "train" / "pseudo.json").read_text())
        self.truths = validation_truths(self.pictures, self.held_out, self.recipe, pseudo)

        self.teacher = None
        if args.teacher:
            self.teacher = load_model(args.teacher)[0].to(self.device, memory_format=torch.channels_last)
        if self.teacher:
            self.losses = (*self.losses, "teacher")

    def composer(self):
        return Composer(self.args.work, self.args.recipe, self.args.scenes, self.args.calm)

    def again(self, batch):
        pixels, *targets, shown = batch
        return mirrored_half(relit(pixels), *targets) + [shown]

    def batch_losses(self, batch):
        pixels, *targets = batch
        heat, geometry = self.forward(pixels)
        heat_loss, size_loss, presence_loss = detector_loss(heat, geometry, *targets)
        losses = [heat_loss, SIZE_WEIGHT * size_loss, PRESENCE_WEIGHT * presence_loss]
        if self.teacher:
            with torch.no_grad():
                taught = self.teacher(pixels.permute(0, 3, 1, 2).float())
            losses.append(TEACHER_WEIGHT * distillation_loss(heat, geometry, *taught))
        return losses

    def validate(self, side):
        detections = metrics.decode_batch(*run(self.averaged.model, self.pictures.images[self.held_out], side))
        threshold = common_threshold(detections, self.truths, self.recipe.classes)
        row = {"threshold": threshold}
        for name, f in figures_by_class(detections, self.truths, self.recipe.classes, threshold).items():
            presence = f["presence"]
            row.update(
                {
                    f"{name}_ap50": f["ap50"],
                    f"{name}_ap50_95": f["ap50_95"],
                    f"{name}_auc": presence["presence_auc"],
                    f"{name}_fpr": presence["fpr"],
                    f"{name}_recall": presence["recall"],
                }
            )
        return row

    def panels(self):
        return {
            "val AP50": [f"{c}_ap50" for c in self.recipe.classes],
            "val presence AUC": [f"{c}_auc" for c in self.recipe.classes],
        }


def main():
    """Trains from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_arguments(parser, "detector", SCHEDULE, batch=48, width=1.0)
    parser.add_argument("--recipe", default=str(DEFAULT_RECIPE))
    parser.add_argument("--scenes", help="folder of rendered scenes, NAME.png + NAME.json")
    parser.add_argument(
        "--calm", type=float, default=0.0, help="share of photos almost as taken, for the end of a training and not for long"
    )
    parser.add_argument("--teacher", help="checkpoint of a larger detector of our own training to learn from as well")
    args = parser.parse_args()
    session.be_polite(args.threads, args.seed)
    trainer = DetectorTrainer(args)
    print(
        f"{parameters(trainer.model):,} weights, {multiply_adds(trainer.model, 160) / 1e6:.1f} M multiply-adds at 160",
        flush=True,
    )
    trainer.loop()


if __name__ == "__main__":
    main()
