"""Scores on the large test set, which the user never has."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import torch


class Batches:
    """Texts in batches of like length, scored in evaluation mode; scores come back in the order of the texts."""

    def __init__(self, rows: list[dict], pad: int, size: int = 250):
        self.labels = np.array([row["labels"] for row in rows])
        self.batches = []
        order = sorted(range(len(rows)), key=lambda place: len(rows[place]["input_ids"]))
        for start in range(0, len(order), size):
            places = order[start:start + size]
            longest = max(len(rows[place]["input_ids"]) for place in places)
            ids = torch.full((len(places), longest), pad)
            mask = torch.zeros((len(places), longest), dtype=torch.long)
            for line, place in enumerate(places):
                tokens = rows[place]["input_ids"]
                ids[line, :len(tokens)] = torch.tensor(tokens)
                mask[line, :len(tokens)] = 1
            self.batches.append((places, ids, mask))

    def logits(self, model) -> np.ndarray:
        if not all(torch.isfinite(weight).all() for weight in model.parameters()):
            # Whatever goes in, NaN comes out; arithmetic on it is many times slower.
            return np.full((len(self.labels), model.config.num_labels), np.nan, dtype=np.float32)
        was_training = model.training
        model.eval()
        found = None
        with torch.inference_mode():
            for places, ids, mask in self.batches:
                scores = model(input_ids=ids, attention_mask=mask).logits.float().numpy()
                if found is None:
                    found = np.empty((len(self.labels), scores.shape[1]), dtype=np.float32)
                found[places] = scores
        model.train(was_training)
        return found


def scores_by_class(confusion: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    hit, gold, said = np.diag(confusion), confusion.sum(1), confusion.sum(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return hit / gold, hit / said, np.where(gold + said > 0, 2 * hit / (gold + said), 0.0)


def confusion_of(guess: np.ndarray, gold: np.ndarray, classes: int) -> np.ndarray:
    return np.bincount(gold * classes + guess, minlength=classes * classes).reshape(classes, classes)


def compute_metrics(prediction) -> dict[str, float]:
    """As an ordinary script does it."""
    logits, gold = prediction
    guess = np.argmax(logits, axis=-1)
    return {"accuracy": float(np.mean(guess == gold)),
            "f1_macro": float(np.mean(scores_by_class(confusion_of(guess, gold, logits.shape[1]))[2]))}


def losses(logits: np.ndarray, gold: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(1, keepdims=True)
    return np.log(np.exp(shifted).sum(1)) - shifted[np.arange(len(gold)), gold]


def plain(number: float) -> float | None:
    return round(float(number), 5) if np.isfinite(number) else None


def brief(logits: np.ndarray, gold: np.ndarray) -> dict[str, float | None]:
    scores = compute_metrics((logits, gold))
    return {"loss": plain(losses(logits, gold).mean()), "accuracy": plain(scores["accuracy"]), "macroF1": plain(scores["f1_macro"])}


def full(logits: np.ndarray, gold: np.ndarray, labels: list[str]) -> dict[str, Any]:
    """The final model: also by class, with each text's right or wrong as one bit (base64, most significant bit first)."""
    guess = np.argmax(logits, axis=-1)
    confusion = confusion_of(guess, gold, len(labels))
    recall, precision, _ = scores_by_class(confusion)
    powers = np.exp(logits - logits.max(1, keepdims=True))
    found = {
        "n": len(gold), **brief(logits, gold), "meanConfidence": plain((powers.max(1) / powers.sum(1)).mean()),
        "recall": dict(zip(labels, map(plain, recall))), "precision": dict(zip(labels, map(plain, precision))),
        "confusion": confusion.tolist(), "correct": base64.b64encode(np.packbits(guess == gold).tobytes()).decode(),
    }
    if len(labels) == 2:
        found |= two_classes(logits[:, 1] - logits[:, 0], gold)
    return found


def two_classes(margin: np.ndarray, gold: np.ndarray) -> dict[str, float | None]:
    """Area under the curve, F1 of the second class at the usual threshold, and the best F1 of any threshold."""
    if not np.isfinite(margin).all():
        return {"auc": None, "f1": None, "bestF1": None}
    order = np.argsort(margin, kind="stable")
    ranks = np.empty(len(margin))
    values, first, counts = np.unique(margin[order], return_index=True, return_counts=True)
    ranks[order] = np.repeat(first + (counts + 1) / 2, counts)
    positive = int(gold.sum())
    auc = (ranks[gold == 1].sum() - positive * (positive + 1) / 2) / (positive * (len(gold) - positive))
    hits = np.cumsum(gold[order[::-1]])
    f1 = 2 * hits / (np.arange(1, len(gold) + 1) + positive)
    said = margin > 0
    return {"auc": plain(auc), "f1": plain(2 * (said & (gold == 1)).sum() / max(1, said.sum() + positive)), "bestF1": plain(f1.max())}


def best_step(rows: list[dict[str, Any]]) -> int | None:
    """The first evaluation with the highest accuracy on the large test set."""
    known = [row for row in rows if row["accuracy"] is not None]
    return max(known, key=lambda row: row["accuracy"])["step"] if known else None
