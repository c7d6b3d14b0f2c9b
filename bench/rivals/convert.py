"""What a Trainer left behind, in the form that each tool documents. No tool gets less than its documentation asks for."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]
# The last row of a log history is the Trainer's summary; its train_loss is the mean over the run, not a reading.
SUMMARY = "train_runtime"
FIRST = ("loss", "grad_norm", "learning_rate", "eval_loss")


def history(folder: Path) -> list[Row]:
    return json.loads((folder / "trainer_state.json").read_text(encoding="utf-8"))["log_history"]


def training(rows: list[Row]) -> list[Row]:
    return [row for row in rows if "loss" in row and SUMMARY not in row]


def evaluations(rows: list[Row]) -> list[Row]:
    return [row for row in rows if "eval_loss" in row]


def event_folders(folder: Path) -> list[Path]:
    return sorted({path.parent for path in folder.rglob("events.out.tfevents*")})


def event_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("events.out.tfevents*"))


def shown(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def console(rows: list[Row]) -> str:
    """The lines that transformers 5 prints while it trains: `{'loss': '1.925', ..., 'epoch': '1'}`, without the step."""
    lines = []
    for row in rows:
        names = [name for name in FIRST if name in row]
        names += [name for name in row if name not in (*FIRST, "epoch", "step")]
        names += ["epoch"] if "epoch" in row else []
        lines.append(str({name: shown(row[name]) for name in names}))
    return "\n".join(lines) + "\n"


def write_console(folder: Path, target: Path) -> Path:
    target.write_text(console(history(folder)), encoding="utf-8")
    return target


def write_wide(folder: Path, target: Path) -> Path | None:
    """One line a training log: step, train_loss, grad_norm, lr, val_loss. None when there is no training loss.

    For gradsnitch, whose adapter for the Trainer makes such rows. An evaluation stands on the line of its step, or else
    on the last line before it, so that none is lost (the adapter itself drops the one after the last line).
    """
    rows = history(folder)
    lines = [{"step": row["step"], "train_loss": row["loss"], "grad_norm": row.get("grad_norm"),
              "lr": row.get("learning_rate"), "val_loss": None} for row in training(rows)]
    if not lines:
        return None
    for row in evaluations(rows):
        before = [line for line in lines if line["step"] <= row["step"]]
        (before[-1] if before else lines[0])["val_loss"] = row["eval_loss"]
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
    return target


def write_long(folder: Path, target: Path) -> Path:
    """One line an entry of the log history, for training-doctor; names as its documentation has them."""
    names = ["step", "loss", "grad_norm", "lr", "eval_loss", "eval_accuracy"]
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for row in history(folder):
            if SUMMARY not in row:
                renamed = {**row, "lr": row.get("learning_rate")}
                writer.writerow(["" if renamed.get(name) is None else renamed[name] for name in names])
    return target


def curves(folder: Path) -> tuple[list[float], list[float]] | None:
    """Mean training loss since the evaluation before, and the evaluation's loss; two lists of one length.

    None when an evaluation has no training loss before it.
    """
    rows = history(folder)
    train: list[float] = []
    val: list[float] = []
    before = -1
    for row in evaluations(rows):
        between = [one["loss"] for one in training(rows) if before < one["step"] <= row["step"]]
        if not between:
            return None
        train.append(sum(between) / len(between))
        val.append(row["eval_loss"])
        before = row["step"]
    return (train, val) if train else None

