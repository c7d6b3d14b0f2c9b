"""The faults. Their ids, and what Afterfit may say about each, are in truth/expected.json."""

from __future__ import annotations

import random
from typing import Any

from recipe import Recipe
from texts import Splits, flip_labels, leak, prefix_filler

NOT_SELECTED: dict[str, Any] = {"load_best_model_at_end": False}


def flipped(share: float):
    def plant(splits: Splits, rng: random.Random) -> dict[str, Any]:
        ids = flip_labels(splits.train, share, 4, rng)
        return {"flipped": len(ids), "flippedIds": ids}
    return plant


def copied(splits: Splits, rng: random.Random) -> dict[str, Any]:
    return leak(splits, 0.3, rng)


def filler_first(splits: Splits, rng: random.Random) -> dict[str, Any]:
    for texts in (splits.train, splits.validation, splits.large):
        prefix_filler(texts, 40)
    return {"fillerWords": 40}


def sorted_by_label(splits: Splits, rng: random.Random) -> dict[str, Any]:
    splits.train.sort(key=lambda text: text.label)
    return {"order": "by label"}


def in_a_circle(seed: int) -> dict[int, int]:
    return {0: 1, 1: 2, 2: 3, 3: 0}


def swapped_or_one_off(seed: int) -> dict[int, int]:
    """Both kinds occur among even and among odd seeds."""
    if (seed // 2) % 2 == 0:
        first = (seed // 4) % 3
        return {**{label: label for label in range(4)}, first: first + 1, first + 1: first}
    return {0: 0, 1: 0, 2: 1, 3: 2}


PLANTS: dict[str, Recipe] = {
    "nan-filtered": Recipe(parts=(("nan-at", {"step": 60}),)),
    "nan-unfiltered": Recipe(settings={"logging_nan_inf_filter": False}, parts=(("nan-at", {"step": 60}),)),
    "lr-too-high": Recipe(settings={"learning_rate": 3e-2, "warmup_steps": 0}),
    "overfit-small": Recipe(
        settings={"num_train_epochs": 20, "learning_rate": 1e-3, "per_device_train_batch_size": 8}, train_size=75, dense_evaluation="epoch"),
    "overfit-flipped": Recipe(
        settings={"num_train_epochs": 30, "learning_rate": 1e-3, "per_device_train_batch_size": 16}, train_size=200,
        plant=flipped(0.3), dense_evaluation="epoch"),
    "stopped-early": Recipe(settings={
        "learning_rate": 7e-5, "lr_scheduler_type": "constant_with_warmup", "warmup_steps": 10, "max_steps": 76}),
    "label-noise": Recipe(
        settings={"num_train_epochs": 15, "learning_rate": 2e-3}, plant=flipped(0.3), train_texts=True, eval_texts=True,
        dense_evaluation="epoch"),
    "leakage": Recipe(plant=copied, train_texts=True, eval_texts=True),
    "imbalance": Recipe(settings={"learning_rate": 1.4e-4}, rare_sport=0.05, eval_size=1000),
    "imbalance-collapse": Recipe(settings={"learning_rate": 3e-2, "warmup_steps": 0}, rare_sport=0.05, eval_size=1000),
    "labels-permuted": Recipe(evaluation_labels=in_a_circle),
    "labels-swapped": Recipe(evaluation_labels=swapped_or_one_off),
    "lr-too-low": Recipe(settings={"learning_rate": 1e-7}),
    "too-few-updates": Recipe(settings={"learning_rate": 2e-4}, train_size=320),
    "frozen-encoder": Recipe(settings={"learning_rate": 2e-4}, freeze=True),
    "truncation": Recipe(plant=filler_first, train_texts=True, eval_texts=True),
    "unshuffled": Recipe(
        settings={"num_train_epochs": 4}, plant=sorted_by_label, parts=(("in-order", {}),)),
    "warmup-longer-than-run": Recipe(settings={"warmup_steps": 500}),
    "schedule-ends-early": Recipe(parts=(("short-schedule", {"part": 1 / 3}),)),
    "resumed": Recipe(
        settings={"report_to": "tensorboard"}, dense={"eval_steps": 20, "save_steps": 40}, resume=True,
        parts=(("ended-before", {"step": 100}),)),
    "accumulation-scaled": Recipe(
        # Nothing is put in: Trainer 5.23 does not divide the loss of a BERT head by the accumulation steps.
        settings={"per_device_train_batch_size": 8, "gradient_accumulation_steps": 4}),
    "sudden-collapse": Recipe(parts=(("rate-burst", {"at": 0.6, "steps": 5, "factor": 600.0}),)),
    "too-many-epochs": Recipe(settings={"num_train_epochs": 15}, dense_evaluation="epoch"),
    "wrong-direction": Recipe(settings={
        "metric_for_best_model": "accuracy", "greater_is_better": False, "load_best_model_at_end": True}),
    "strong-regularisation": Recipe(
        settings={"label_smoothing_factor": 0.3},
        model={"hidden_dropout_prob": 0.6, "attention_probs_dropout_prob": 0.6}),
    "test-shift": Recipe(other_domain=True, eval_texts=True),
    "sgd": Recipe(settings={"optim": "sgd", "learning_rate": 1e-3}),
    "early-stop-on-noise": Recipe(
        settings={
            "num_train_epochs": 10, "learning_rate": 5e-5, "warmup_steps": 0, "metric_for_best_model": "accuracy", "greater_is_better": True,
            "load_best_model_at_end": True, "early_stopping_patience": 1},
        dense={"eval_steps": 10, "save_steps": 10}, eval_size=100),
}
