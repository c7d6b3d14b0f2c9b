"""The changes of the Trainer behind the faults, by name."""

from __future__ import annotations

from typing import Any

import torch
from transformers import EarlyStoppingCallback, Trainer, TrainerCallback


class Stopped(Exception):
    """The process was ended by someone."""


class NanAt(TrainerCallback):
    """One weight of the classifier becomes NaN at the end of a step."""

    def __init__(self, step: int):
        self.step = step

    def on_step_end(self, args, state, control, model=None, **_):
        if state.global_step == self.step:
            with torch.no_grad():
                model.classifier.weight[0, 0] = float("nan")


class RateBurst(TrainerCallback):
    """The learning rate is multiplied for a few steps in mid-run."""

    def __init__(self, at: float, steps: int, factor: float):
        self.at, self.steps, self.factor = at, steps, factor

    def on_step_begin(self, args, state, control, optimizer=None, **_):
        first = int(self.at * state.max_steps)
        if first <= state.global_step < first + self.steps:
            for group in getattr(optimizer, "optimizer", optimizer).param_groups:
                group["lr"] *= self.factor


class EndedBefore(TrainerCallback):
    """The process is ended before a step begins."""

    def __init__(self, step: int):
        self.step = step

    def on_step_begin(self, args, state, control, **_):
        if state.global_step == self.step:
            raise Stopped


class Weighted:
    """Class weights in the loss, in training and in evaluation alike."""

    weights: list[float]

    def compute_loss(self, model, inputs, return_outputs=False, **_):
        labels = inputs["labels"]
        outputs = model(**{name: value for name, value in inputs.items() if name != "labels"})
        loss = torch.nn.functional.cross_entropy(outputs.logits, labels, weight=torch.tensor(self.weights))
        return (loss, outputs) if return_outputs else loss


class InOrder:
    """The training texts come in the order of the file."""

    def _get_train_sampler(self, train_dataset=None):
        return torch.utils.data.SequentialSampler(self.train_dataset)


class ShortSchedule:
    """The scheduler is built for a part of the steps."""

    part: float

    def create_scheduler(self, num_training_steps: int, optimizer=None):
        return super().create_scheduler(int(num_training_steps * self.part), optimizer)


CALLBACKS = {"nan-at": NanAt, "rate-burst": RateBurst, "ended-before": EndedBefore}
TRAINERS = {"weighted": Weighted, "in-order": InOrder, "short-schedule": ShortSchedule}


def build(parts: tuple[tuple[str, dict[str, Any]], ...], settings: dict[str, Any]) -> tuple[type[Trainer], list[TrainerCallback]]:
    """The class of the Trainer and its callbacks. `settings` may hold `early_stopping_patience`, which is taken out."""
    kind, callbacks = Trainer, []
    for name, how in parts:
        if name in CALLBACKS:
            callbacks.append(CALLBACKS[name](**how))
        else:
            kind = type("OwnTrainer", (TRAINERS[name], kind), dict(how))
    if patience := settings.pop("early_stopping_patience", None):
        callbacks.append(EarlyStoppingCallback(early_stopping_patience=int(patience)))
    return kind, callbacks
