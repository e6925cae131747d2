"""The training loop that all models share: resumable, averaged weights, loss curve, stop on SIGTERM."""
import json
import time
from pathlib import Path

import numpy as np
import torch

from edgetrain import curves, session, stream
from edgetrain.echo import Echo
from edgetrain.net import folded, load_weights


class Trainer:
    """One training run in a folder: checkpoint.pt, losses.csv, validation.csv, curve.svg.

    A subclass sets kind and losses, and gives composer (samples), batch_losses (weighted scalars in the order of losses),
    again (the same batch as another look at the same things), validate (a flat dict of figures) and panels (columns of
    validation.csv drawn together, by title).
    """

    kind = ""
    losses = ()

    def __init__(self, args, model, record):
        self.args, self.record, self.device = args, record, torch.device(args.device)
        torch.backends.cudnn.benchmark = True  # picture sides change rarely
        self.seen_before = 0
        self.folder = Path(args.work) / args.name
        self.folder.mkdir(parents=True, exist_ok=True)
        self.schedule = session.parse_schedule(args.schedule)
        self.checkpoint = session.Checkpoint(self.folder / "checkpoint.pt")
        state = self.checkpoint.load()
        model = load_weights(model, state["model"]) if state else self._prepared(model)
        self.model = model.to(self.device, memory_format=torch.channels_last)
        self.averaged = session.AveragedWeights(self.model)
        self.optimizer = torch.optim.AdamW(self._groups(), 1e-3)
        self.step = self.seen = self.composed = 0
        if state:
            self._resume(state)

    def composer(self):
        """What the producers sample from; it is shared with them by fork."""
        raise NotImplementedError

    def batch_losses(self, batch):
        """Losses of a batch, already weighted."""
        raise NotImplementedError

    def again(self, batch):
        """A composed batch when it is shown once more."""
        return batch

    def forward(self, pixels):
        """The model's outputs (float) for pictures N x H x W x 3; a GPU works in 16 bits inside."""
        with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
            outputs = self.model(pixels.permute(0, 3, 1, 2).float())
        return tuple(o.float() for o in outputs) if isinstance(outputs, tuple) else outputs.float()

    def validate(self, side):
        """Figures of the averaged weights."""
        raise NotImplementedError

    def panels(self):
        """Title -> columns of validation.csv."""
        raise NotImplementedError

    def _groups(self):
        """Weight decay on convolution and linear weights only."""
        decayed = [p for p in self.model.parameters() if p.dim() > 1]
        plain = [p for p in self.model.parameters() if p.dim() <= 1]
        return [{"params": decayed, "weight_decay": 2e-2}, {"params": plain, "weight_decay": 0.0}]

    def _prepared(self, model):
        """The model with the weights a new run starts from, another run's (where they fit) or random; folded where asked for."""
        if self.args.start_from:
            model = self._started_from_another(model)
        return folded(model) if self.args.fold else model

    def _started_from_another(self, model):
        weights, self.seen_before = session.load_weights_to_start_from(self.args.start_from)
        print(f"starting from {self.args.start_from}, {self.seen_before:,} pictures old", flush=True)
        if weights.keys() == model.state_dict().keys() or "trunk.stem.0.bias" in weights:
            return load_weights(model, weights)
        known = model.state_dict()
        fitting = {k: v for k, v in weights.items() if k in known and v.shape == known[k].shape}
        print(f"{len(fitting)} of {len(known)} tensors fit", flush=True)
        model.load_state_dict(fitting, strict=False)
        return model

    def _resume(self, state):
        self.averaged.model.load_state_dict(state["averaged"])
        self.averaged.updates = state["updates"]
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.seen, self.seen_before = state["step"], state["seen"], state.get("seen_before", 0)
        self.composed = state.get("composed", self.step)
        for name in ("losses.csv", "validation.csv"):
            curves.truncate(self.folder / name, "pictures", self.seen)
        print(f"continuing at {self.seen:,} pictures", flush=True)

    def save(self):
        """Writes the checkpoint and redraws the curve."""
        self.checkpoint.save(
            kind=self.kind,
            model=self.model.state_dict(),
            averaged=self.averaged.model.state_dict(),
            updates=self.averaged.updates,
            optimizer=self.optimizer.state_dict(),
            step=self.step,
            seen=self.seen,
            composed=self.composed,
            seen_before=self.seen_before,
            args=vars(self.args),
            **self.record,
        )
        validation = self.folder / "validation.csv"
        curves.draw(
            [
                (self.folder / "losses.csv", self.losses, "training loss"),
                *((validation, columns, title) for title, columns in self.panels().items()),
            ],
            "pictures",
            self.folder / "curve.svg",
        )

    def _train_step(self, batch):
        self.model.train()
        losses = self.batch_losses(batch)
        self.optimizer.zero_grad(set_to_none=True)
        sum(losses).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 5.0)
        self.optimizer.step()
        self.averaged.update(self.model)
        self.step, self.seen = self.step + 1, self.seen + len(batch[0])
        return [loss.detach() for loss in losses]

    def _validate(self, side):
        row = {"pictures": self.seen, **self.validate(side)}
        curves.append(self.folder / "validation.csv", row)
        print("val", json.dumps(row), flush=True)

    def _requests(self):
        """Number and picture side of every composed batch that the schedule still wants."""
        number, seen = self.composed, self.seen
        while place := session.place_in_schedule(self.schedule, seen):
            yield number, place[0].side
            number, seen = number + 1, seen + self.args.batch * self.args.echo

    def loop(self):
        """Trains until the schedule ends or a stop is asked for."""
        args, stop = self.args, session.StopRequest()
        if session.place_in_schedule(self.schedule, self.seen) is None:
            print("the schedule is over")
            return
        batches = stream.batches(self.composer(), self._requests(), args.batch, args.seed, args.producers)
        echo, saving, log = Echo(args.echo, self.device), session.Alarm(args.save_seconds), _Log(self)
        while not stop.asked and session.place_in_schedule(self.schedule, self.seen):
            with log.waiting():
                composed = next(batches)
            self.composed += 1
            for batch in echo.of(composed):
                stage, rate = session.place_in_schedule(self.schedule, self.seen) or (stage, rate)
                for group in self.optimizer.param_groups:
                    group["lr"] = rate
                log.add(self._train_step(batch if args.echo == 1 else self.again(batch)), stage.side, rate)
                if self.step % args.validate_steps == 0:
                    self._validate(stage.side)
            if saving.due():
                self.save()
        if not stop.asked:
            self._validate(stage.side)
        self.save()
        print(f"{'stopped' if stop.asked else 'finished'} at {self.seen:,} pictures", flush=True)


class _Log:
    """Means of the losses and the speed, every log_steps steps."""

    def __init__(self, trainer):
        self.trainer, self.began, self.first = trainer, time.monotonic(), trainer.seen
        self.waited, self.rows = 0.0, []

    def waiting(self):
        """Counts the time of a with block as waiting for pictures."""
        return _Stopwatch(self)

    def add(self, losses, side, rate):
        """Notes one step's losses."""
        self.rows.append(losses)
        trainer = self.trainer
        if trainer.step % trainer.args.log_steps:
            return
        means = np.mean([[float(loss) for loss in row] for row in self.rows], 0)
        self.rows, spent = [], time.monotonic() - self.began
        named = dict(zip(trainer.losses, means.round(5)))
        curves.append(trainer.folder / "losses.csv", {"pictures": trainer.seen, **named, "rate": rate, "side": side})
        text = " ".join(f"{name} {value:.3f}" for name, value in named.items())
        print(
            f"{time.strftime('%H:%M:%S', time.gmtime())} {trainer.seen:,} side {side} "
            f"{(trainer.seen - self.first) / spent:.0f}/s wait {self.waited / spent:.0%} {text}",
            flush=True,
        )


class _Stopwatch:
    def __init__(self, log):
        self.log = log

    def __enter__(self):
        self.start = time.monotonic()

    def __exit__(self, *_):
        self.log.waited += time.monotonic() - self.start


def add_arguments(parser, name, schedule, batch, width):
    """The arguments all trainings share."""
    parser.add_argument("--work", default="training-work")
    parser.add_argument("--name", default=name, help="folder of this run inside the work folder")
    parser.add_argument("--width", type=float, default=width)
    parser.add_argument("--batch", type=int, default=batch)
    parser.add_argument("--schedule", default=schedule, help="side:pictures:peak rate:floor rate, comma separated")
    parser.add_argument("--start-from", help="checkpoint whose weights a new run starts from")
    parser.add_argument("--fold", action="store_true", help="train with folded batch normalisations: faster, for fine-tuning")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--producers", type=int, default=1, help="processes that compose pictures")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    parser.add_argument("--echo", type=int, default=1, help="times that every composed picture is shown; for a GPU")
    parser.add_argument("--save-seconds", type=float, default=180)
    parser.add_argument("--log-steps", type=int, default=100)
    parser.add_argument("--validate-steps", type=int, default=1500)
