"""Trains the person-vehicle-animal detector. Run again with the same arguments to continue from the last checkpoint."""
import argparse
import json
import os
import time
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import torch

from edgetrain import curves, metrics, session
from edgetrain.batches import BatchStream
from edgetrain.figures import figures_by_class, validation_truths
from edgetrain.net import Detector, multiply_adds, parameters
from edgetrain.packs import open_pictures
from edgetrain.recipe import DEFAULT_RECIPE, load_recipe
from edgetrain.targets import detector_loss

SCHEDULE = "96:300k:3e-3:5e-4,128:900k:2e-3:1e-4,160:900k:1e-3:5e-5,192:300k:3e-4:1e-5"
LOSSES = ("heat", "size", "presence")


@torch.no_grad()
def run(model, images, side, batch=32):
    """Heat (after sigmoid) and geometry of a stack of uint8 RGB pictures, resized to side x side."""
    import cv2
    heats, geometries = [], []
    for start in range(0, len(images), batch):
        part = np.stack([cv2.resize(i, (side, side), interpolation=cv2.INTER_AREA) for i in images[start:start + batch]])
        heat, geometry = model(torch.from_numpy(part).permute(0, 3, 1, 2).float())
        heats.append(torch.sigmoid(heat).numpy())
        geometries.append(geometry.numpy())
    return np.concatenate(heats), np.concatenate(geometries)


class DetectorTraining:
    """One training run in a folder: checkpoint.pt, losses.csv, validation.csv, curve.svg, log on standard output."""

    def __init__(self, args):
        self.args, self.recipe = args, load_recipe(args.recipe)
        self.folder = Path(args.work) / args.name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.schedule = session.parse_schedule(args.schedule)
        self.model = Detector(len(self.recipe.classes), args.width).to(memory_format=torch.channels_last)
        self.averaged = session.AveragedWeights(self.model)
        self.optimizer = torch.optim.AdamW(self._groups(), 1e-3)
        self.step = self.seen = 0
        self.checkpoint = session.Checkpoint(self.folder / "checkpoint.pt")
        self._resume_or_start()
        self.pictures = open_pictures(Path(args.work) / "train")
        self.held_out = self.pictures.select("val")
        pseudo = json.loads((Path(args.work) / "train" / "pseudo.json").read_text())
        self.truths = validation_truths(self.pictures, self.held_out, self.recipe, pseudo)

    def _groups(self):
        """Weight decay on convolution weights only."""
        decayed = [p for p in self.model.parameters() if p.dim() > 1]
        plain = [p for p in self.model.parameters() if p.dim() <= 1]
        return [{"params": decayed, "weight_decay": 2e-2}, {"params": plain, "weight_decay": 0.}]

    def _resume_or_start(self):
        state = self.checkpoint.load()
        if state:
            self.model.load_state_dict(state["model"])
            self.averaged.model.load_state_dict(state["averaged"])
            self.averaged.updates = state["updates"]
            self.optimizer.load_state_dict(state["optimizer"])
            self.step, self.seen = state["step"], state["seen"]
            for name in ("losses.csv", "validation.csv"):
                curves.truncate(self.folder / name, "pictures", self.seen)
            print(f"continuing at {self.seen:,} pictures")
        elif self.args.start_from:
            weights = torch.load(self.args.start_from, map_location="cpu")
            weights = weights.get("averaged", weights)
            self.model.load_state_dict(weights)
            self.averaged = session.AveragedWeights(self.model)
            print("starting from", self.args.start_from)

    def save(self):
        """Writes the checkpoint and redraws the curve."""
        self.checkpoint.save(model=self.model.state_dict(), averaged=self.averaged.model.state_dict(),
                             updates=self.averaged.updates, optimizer=self.optimizer.state_dict(), step=self.step,
                             seen=self.seen, width=self.args.width, classes=self.recipe.classes, args=vars(self.args))
        curves.draw([(self.folder / "losses.csv", LOSSES, "training loss"),
                     (self.folder / "validation.csv", [f"{c}_ap50" for c in self.recipe.classes], "val AP50"),
                     (self.folder / "validation.csv", [f"{c}_auc" for c in self.recipe.classes], "val presence AUC")],
                    "pictures", self.folder / "curve.svg")

    def validate(self, side):
        """Figures of the averaged weights on the validation pictures, appended to validation.csv."""
        heat, geometry = run(self.averaged.model, self.pictures.images[self.held_out], side)
        figures = figures_by_class(metrics.decode_batch(heat, geometry), self.truths, self.recipe.classes)
        row = {"pictures": self.seen}
        for name, f in figures.items():
            row.update({f"{name}_ap50": f["ap50"], f"{name}_ap50_95": f["ap50_95"], f"{name}_auc": f["presence"]["presence_auc"],
                        f"{name}_fpr": f["presence"]["fpr"], f"{name}_recall": f["presence"]["recall"]})
        curves.append(self.folder / "validation.csv", row)
        print("val", json.dumps(row), flush=True)

    def train_step(self, batch):
        """One optimizer step; returns the three losses."""
        pixels, *targets = (torch.from_numpy(part) for part in batch)
        self.model.train()
        heat, geometry = self.model(pixels.permute(0, 3, 1, 2).float())
        losses = detector_loss(heat, geometry, *targets)
        self.optimizer.zero_grad(set_to_none=True)
        (losses[0] + losses[1] + .3 * losses[2]).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 5.)
        self.optimizer.step()
        self.averaged.update(self.model)
        self.step, self.seen = self.step + 1, self.seen + len(pixels)
        return [loss.item() for loss in losses]

    def loop(self):
        """Trains until the schedule ends or a stop is asked for."""
        args, stop = self.args, session.StopRequest()
        saving, began, sums, waited = session.Alarm(args.save_seconds), time.monotonic(), np.zeros(3), 0.
        start, place = self.seen, session.place_in_schedule(self.schedule, self.seen)
        if place is None:
            return print("the schedule is over")
        stream = BatchStream(self.step, args.batch, place[0].side, args.seed, args.work, args.recipe, args.scenes)
        while not stop.asked and (place := session.place_in_schedule(self.schedule, self.seen)):
            stage, rate = place
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            tick = time.monotonic()
            batch = stream.next(stage.side)
            waited += time.monotonic() - tick
            sums += self.train_step(batch)
            if self.step % args.log_steps == 0:
                spent = time.monotonic() - began
                means = sums / args.log_steps
                sums[:] = 0
                curves.append(self.folder / "losses.csv", {"pictures": self.seen, **dict(zip(LOSSES, means.round(5))), "rate": rate, "side": stage.side})
                print(f"{self.seen:,} side {stage.side} {(self.seen - start) / spent:.0f}/s wait {waited / spent:.0%} "
                      f"heat {means[0]:.3f} size {means[1]:.3f} presence {means[2]:.3f}", flush=True)
            if self.step % args.validate_steps == 0:
                self.validate(max(160, stage.side))
            if saving.due():
                self.save()
        self.save()
        stream.close()
        print(f"{'stopped' if stop.asked else 'finished'} at {self.seen:,} pictures", flush=True)


def parse_arguments():
    """Arguments of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", default="training-work")
    parser.add_argument("--name", default="detector", help="folder of this run inside the work folder")
    parser.add_argument("--recipe", default=str(DEFAULT_RECIPE))
    parser.add_argument("--scenes", help="folder of rendered scenes, NAME.png + NAME.json")
    parser.add_argument("--width", type=float, default=1.0)
    parser.add_argument("--batch", type=int, default=48)
    parser.add_argument("--schedule", default=SCHEDULE, help="side:pictures:peak rate:floor rate, comma separated")
    parser.add_argument("--start-from", help="weights to start a new run from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--save-seconds", type=float, default=180)
    parser.add_argument("--log-steps", type=int, default=100)
    parser.add_argument("--validate-steps", type=int, default=1500)
    return parser.parse_args()


def main():
    """Trains from the command line."""
    args = parse_arguments()
    session.be_polite(args.threads, args.seed)
    training = DetectorTraining(args)
    print(f"{parameters(training.model):,} weights, {multiply_adds(training.model, 160) / 1e6:.1f} M multiply-adds at 160", flush=True)
    training.loop()


if __name__ == "__main__":
    main()
