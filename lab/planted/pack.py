"""Put the runs into one zip a plant, and the truth about them into one file a plant.

    python lab/planted/pack.py --out DIR

The zips are the same, byte for byte, when the runs are. Logits of evaluations are rounded to 1/8 and thinned to
at most EVALUATIONS of them (first, last, and evenly between), which keeps everything within what a repository should hold.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import zipfile
from pathlib import Path

import numpy as np

from controls import CONTROLS

HERE = Path(__file__).resolve().parent
EVALUATIONS = 5
LOGIT_SEEDS = 4  # the logits of evaluations are kept for the first seeds
LEFT_OUT = {"label-noise": {"train.csv"}, "truncation": {"train.csv"}}  # large, and not what these are decided by
LIMIT = 25_000_000
SET_ASIDE = range(17, 25)  # seeds of controls that chose rules like those before them; only what is true of them is kept
LOGITS = "evaluation_logits.npz"


def thin(path: Path) -> bytes:
    """Fewer evaluations, coarser numbers: what is left of each number compresses to about a byte."""
    kept = np.load(path)
    steps, logits = kept["steps"], kept["logits"].astype(np.float32)
    if len(steps) > EVALUATIONS:
        places = np.unique(np.linspace(0, len(steps) - 1, EVALUATIONS).round().astype(int))
        steps, logits = steps[places], logits[places]
    target = io.BytesIO()
    np.savez(target, steps=steps.astype(np.int32), logits=(np.round(logits * 8) / 8).astype(np.float16))
    return target.getvalue()


def content(path: Path, gone: set[str]) -> bytes:
    """What is kept of a file. Files that are left out leave the listing, too."""
    if path.name == LOGITS:
        return thin(path)
    if path.name == "listing.tsv":
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        return "".join(line for line in lines if line.split("\t")[0] not in gone).encode()
    return path.read_bytes()


def late_train_loss(run: Path) -> float | None:
    """Mean training loss of the last tenth of the log."""
    state = json.loads((run / "trainer_state.json").read_text())
    losses = [row["loss"] for row in state["log_history"] if "loss" in row]
    last = losses[-max(1, len(losses) // 10):]
    return round(sum(last) / len(last), 4) if len(losses) >= 20 else None


def add_continued(run: dict, continued: Path) -> None:
    """What a run would have gained by going on: lower loss (a share of it), accuracy at its planned end, macro-F1 of twice the epochs.

    The short run of a seed is trained like the dense one."""
    path = continued / f"dense-{run['seed']}.json"
    if run["encoder"] != "tiny" or not path.exists():
        return
    later = json.loads(path.read_text())["large"]
    if run["plant"] == "imbalance":  # the same with twice the epochs
        run["gainDoubled"] = round(later["macroF1"] - run["large"]["macroF1"], 4)
    elif run["plant"] == "stopped-early":
        run["gainContinued"] = round(1 - later["loss"] / run["large"]["loss"], 4)
    else:
        run["gainToTheEnd"] = round(later["accuracy"] - run["large"]["accuracy"], 4)


def by_number(name: str) -> list:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]


def pack_plant(source: Path, target: Path) -> int:
    """One zip from all runs of a plant, entries in order and without times. Returns its size."""
    unfinished = target.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for run in sorted((one for one in source.iterdir() if one.is_dir()), key=lambda one: by_number(one.name)):
            if source.name in CONTROLS and int(run.name.rsplit("-", 1)[1]) in SET_ASIDE:
                continue
            gone = LEFT_OUT.get(source.name, set()) | ({LOGITS} if int(run.name.rsplit("-", 1)[1]) >= LOGIT_SEEDS else set())
            for path in sorted(one for one in run.rglob("*") if one.is_file() and one.name not in gone):
                entry = zipfile.ZipInfo(f"{run.name}/{path.relative_to(run).as_posix()}", (2026, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, content(path, gone), compresslevel=9)
    os.replace(unfinished, target)
    return target.stat().st_size


def pack_truth(source: Path, target: Path, folders: Path, continued: Path) -> int:
    """One line a run, so that a changed run is one changed line."""
    runs = [json.loads(path.read_text()) for path in sorted(source.glob("*.json"), key=lambda one: by_number(one.name))]
    for run in runs:
        if run["plant"] == "label-noise":
            dense = folders / f"{'minilm-' if run['encoder'] == 'minilm' else ''}dense-{run['seed']}"
            run["lateTrainLoss"] = late_train_loss(dense) if dense.exists() else None  # the short run is trained alike
        add_continued(run, continued)
        for evaluation in run["evaluations"]:
            for name, value in evaluation.items():
                if isinstance(value, float):
                    evaluation[name] = round(value, 4)
    target.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(run, separators=(",", ":")) for run in runs)
    target.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    return target.stat().st_size


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--out", type=Path, required=True, help="the folder that make_runs.py wrote")
    ask.add_argument("--to", type=Path, default=HERE, help="where runs/ and truth/measured/ are")
    given = ask.parse_args()
    (given.to / "runs").mkdir(parents=True, exist_ok=True)
    total = 0
    for source in sorted((given.out / "runs").iterdir()):
        size = pack_plant(source, given.to / "runs" / f"{source.name}.zip")
        truth = pack_truth(given.out / "measured" / source.name, given.to / "truth" / "measured" / f"{source.name}.json",
                           source, given.out / "continued" / "measured" / source.name)
        total += size
        print(f"{source.name}: {sum(1 for _ in source.iterdir())} runs, {size / 1000:.0f} kB, truth {truth / 1000:.0f} kB")
    print(f"{total / 1e6:.1f} MB of {LIMIT / 1e6:.0f}")
    if total > LIMIT:
        raise SystemExit("the zips are larger than they may be")


if __name__ == "__main__":
    main()
