"""What one planted fault, or one control, changes of a healthy run."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from texts import Splits

LEARNING_RATE = 5e-4
BATCH = 32
MINILM_SHARE = 0.3  # MiniLM is six times as wide and takes smaller rates
MINILM_RATES = {  # where a share of the rate would not be the same fault
    "lr-too-high": 1e-2, "imbalance-collapse": 1e-2, "lr-too-low": 1e-7, "sgd": 1e-3, "frozen-encoder": 1e-4, "N8-head-only": 1e-3,
}

HEALTHY: dict[str, Any] = {
    "learning_rate": LEARNING_RATE, "per_device_train_batch_size": BATCH, "per_device_eval_batch_size": 100,
    "num_train_epochs": 3, "lr_scheduler_type": "linear", "warmup_steps": 0.06, "weight_decay": 0.01,
}


@dataclass(frozen=True)
class Recipe:
    """A healthy run, but for what is named here.

    `settings` are those of TrainingArguments; `dense` and `short` add to them. `plant` changes the texts and returns
    what it did. `evaluation_labels` maps a right label to the one that the user's evaluation holds. `parts` names the
    changes of the Trainer (see faults.py).
    """

    settings: dict[str, Any] = field(default_factory=dict)
    dense: dict[str, Any] = field(default_factory=dict)
    short: dict[str, Any] = field(default_factory=dict)
    train_size: int = 2000
    eval_size: int = 400
    rare_sport: float | None = None  # share of the second class when there are two: anything else, and sport
    max_length: int = 48
    model: dict[str, Any] = field(default_factory=dict)  # of the model's configuration
    plant: Callable[[Splits, random.Random], dict[str, Any]] | None = None
    evaluation_labels: Callable[[int], dict[int, int]] | None = None
    parts: tuple[tuple[str, dict[str, Any]], ...] = ()
    freeze: bool = False
    train_texts: bool = False  # train.csv lies in the folder
    eval_texts: bool = False  # the predictions hold the texts
    other_domain: bool = False  # test predictions from readers' letters
    resume: bool = False
    dense_evaluation: str = "steps"  # or "epoch"
    same_data: bool = False  # seeds of one parity share their texts, five at a time

    def labels(self) -> list[str]:
        return ["other", "sport"] if self.rare_sport else ["business", "culture", "science", "sport"]
