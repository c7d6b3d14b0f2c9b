"""What a user's folder holds after the run, without the weights: they are listed with their real sizes instead."""

from __future__ import annotations

import csv
import gzip
import shutil
from pathlib import Path

import numpy as np

from texts import Text

HEAD_LIMIT = 6144  # compressed bytes
WEIGHTS = (".safetensors", ".pt", ".pth")


def finish_as_run_glue(trainer, result, train_size: int, eval_size: int) -> None:
    """The last lines of the script of a user, in the order of run_glue.py."""
    trainer.save_model()
    trainer.log_metrics = lambda *_: None
    trainer.save_metrics("train", {**result.metrics, "train_samples": train_size})
    trainer.save_state()
    trainer.save_metrics("eval", {**trainer.evaluate(), "eval_samples": eval_size})


def write_predictions(path: Path, texts: list[Text], logits: np.ndarray, labels: list[str],
                      renamed: dict[int, int] | None, with_text: bool) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", *(["text"] if with_text else []), "label", "prediction", *(f"logit_{label}" for label in labels)])
        for text, scores in zip(texts, logits):
            label = (renamed or {}).get(text.label, text.label)
            writer.writerow([text.id, *([text.text] if with_text else []), labels[label], labels[int(np.argmax(scores))],
                             *(f"{score:.3f}" for score in scores)])


def write_texts(path: Path, texts: list[Text], labels: list[str]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "text", "label"])
        writer.writerows([text.id, text.text, labels[text.label]] for text in texts)


def strip(folder: Path, logits: dict[int, np.ndarray]) -> None:
    """Write listing.tsv, keep the head of the final weights, and remove weights, vocabulary and what checkpoints repeat."""
    lines = ["path\tbytes"]
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines += [f"{path.relative_to(folder).as_posix()}\t{path.stat().st_size}" for path in files]
    weights = folder / "model.safetensors"
    if weights.exists():
        with weights.open("rb") as file:
            size = int.from_bytes(file.read(8), "little")
            file.seek(0)
            head = file.read(8 + size)
        if len(gzip.compress(head)) < HEAD_LIMIT:
            (folder / "model.safetensors.head").write_bytes(head)
    for path in files:
        repeated = path.parent.name.startswith("checkpoint-") and path.name != "trainer_state.json"
        if repeated or path.suffix in WEIGHTS or path.name in ("tokenizer.json", "vocab.txt", "special_tokens_map.json"):
            path.unlink()
    (folder / "listing.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    if logits:
        steps = sorted(logits)
        np.savez(folder / "evaluation_logits.npz", steps=np.array(steps),
                 logits=np.stack([logits[step] for step in steps]).astype(np.float16))


def move(source: Path, target: Path) -> None:
    """Replace the folder of a run in one move."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        shutil.rmtree(target)
    shutil.move(source, target)
