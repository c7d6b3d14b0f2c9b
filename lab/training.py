"""What the example runs share: a small tokenizer, a tiny BERT, metrics, and the tidying of a finished run."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import socket
from pathlib import Path

# The name of the machine ends up in the folder and file names of TensorBoard logs. It is of no use to anyone.
socket.gethostname = lambda: "lab"
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import numpy as np  # noqa: E402
import torch  # noqa: E402
from tokenizers import BertWordPieceTokenizer  # noqa: E402
from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast  # noqa: E402

from sentences import Row  # noqa: E402

torch.set_num_threads(2)


def make_tokenizer(name: str, texts: list[str], vocab_size: int, folder: Path) -> BertTokenizerFast:
    """A lower-casing WordPiece vocabulary learned from the training texts.

    Learning breaks ties in a different order each time, so the first vocabulary is kept in lab/vocabulary and used
    again. Delete it to learn a new one.
    """
    kept = Path(__file__).resolve().parent / "vocabulary" / f"{name}.txt"
    folder.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        learner = BertWordPieceTokenizer(lowercase=True)
        learner.train_from_iterator(texts, vocab_size=vocab_size, min_frequency=2, show_progress=False)
        learner.save_model(str(folder))
        kept.parent.mkdir(exist_ok=True)
        shutil.copyfile(folder / "vocab.txt", kept)
    shutil.copyfile(kept, folder / "vocab.txt")
    tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"), do_lower_case=True, model_max_length=128)
    assert tokenizer.tokenize("a")[0] != "[UNK]", "the vocabulary was not read"
    return tokenizer


def make_model(labels: list[str], vocab_size: int, *, hidden: int, layers: int, dropout: float = 0.1):
    config = BertConfig(
        vocab_size=vocab_size, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=4,
        intermediate_size=2 * hidden, max_position_embeddings=128, type_vocab_size=1,
        hidden_dropout_prob=dropout, attention_probs_dropout_prob=dropout,
        id2label=dict(enumerate(labels)), label2id={label: i for i, label in enumerate(labels)},
    )
    return BertForSequenceClassification(config)


def encode(rows: list[Row], tokenizer, labels: list[str], *, pad_to: int | None) -> list[dict]:
    number = {label: i for i, label in enumerate(labels)}
    how = {"padding": "max_length", "max_length": pad_to} if pad_to else {"padding": False, "max_length": 128}
    batch = tokenizer([row.text for row in rows], truncation=True, **how)
    return [
        {"input_ids": ids, "attention_mask": mask, "labels": number[row.label]}
        for ids, mask, row in zip(batch["input_ids"], batch["attention_mask"], rows)
    ]


def compute_metrics(prediction) -> dict[str, float]:
    logits, gold = prediction
    guess = np.argmax(logits, axis=-1)
    scores = []
    for label in range(logits.shape[1]):
        hit = int(np.sum((guess == label) & (gold == label)))
        total = int(np.sum(guess == label) + np.sum(gold == label))
        if np.any(gold == label):
            scores.append(2 * hit / total if total else 0.0)
    return {"accuracy": float(np.mean(guess == gold)), "f1_macro": float(np.mean(scores))}


def write_rows(path: Path, rows: list[Row], columns: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([getattr(row, column) for column in columns] for row in rows)


def write_predictions(path: Path, rows: list[Row], logits, labels: list[str], extra: list[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "text", "label", "predicted", *(f"logit_{label}" for label in labels), *extra])
        for row, scores in zip(rows, logits):
            guess = labels[int(np.argmax(scores))]
            writer.writerow([row.id, row.text, row.label, guess, *(f"{s:.4f}" for s in scores),
                             *(getattr(row, name) for name in extra)])


def number_rows(rows: list[Row], prefix: str, rng: random.Random) -> None:
    rng.shuffle(rows)
    for place, row in enumerate(rows, start=1):
        row.id = f"{prefix}-{place:05d}"


def tidy(run: Path, keep_weights_in: str | None) -> None:
    """Keep what says something about the run: every checkpoint's state, the weights of one checkpoint at most."""
    for folder in sorted(run.glob("checkpoint-*")):
        for file in folder.iterdir():
            wanted = file.name in ("trainer_state.json", "config.json")
            if folder.name == keep_weights_in and file.name == "model.safetensors":
                wanted = True
            if not wanted:
                file.unlink()
    weights = run / "model.safetensors"
    weights.unlink(missing_ok=True)


def write_json(path: Path, value) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
