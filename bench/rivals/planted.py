"""The planted runs and what is true of them. The rules are those of lab/accuracy/truth.ts, for the ids that other tools use."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Measured = dict[str, Any]


@dataclass(frozen=True)
class Run:
    key: str  # <plant>/<variant>-<seed>, or <plant>/<encoder>-<variant>-<seed>
    plant: str
    variant: str
    seed: int
    folder: Path


def named(plant: str, folder: Path) -> Run | None:
    match = re.fullmatch(r"(?:\w+-)?(dense|short)-(\d+)", folder.name)
    if match is None or not (folder / "trainer_state.json").exists():
        return None
    return Run(f"{plant}/{folder.name}", plant, match[1], int(match[2]), folder)


def unpack(archive: Path, target: Path) -> Path:
    """The folder of a zip of pack.py; unpacked again only when the zip has changed."""
    mark = target / ".from"
    stamp = f"{archive.stat().st_size} {archive.stat().st_mtime_ns}"
    if not mark.exists() or mark.read_text() != stamp:
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(target)
        mark.write_text(stamp)
    return target


def runs_in(source: Path, work: Path) -> Iterator[Run]:
    """Runs of a folder of make_runs.py (a folder a plant) or of pack.py (a zip a plant), in order."""
    for one in sorted(source.iterdir()):
        plant = one.name.removesuffix(".zip")
        if one.suffix == ".zip":
            one = unpack(one, work / "unpacked" / plant)
        if one.is_dir():
            found = (named(plant, folder) for folder in one.iterdir() if folder.is_dir())
            yield from sorted((run for run in found if run), key=lambda run: (run.variant, run.seed, run.key))


def key_of(measured: Measured) -> str:
    encoder = "" if measured["encoder"] == "tiny" else f"{measured['encoder']}-"
    return f"{measured['plant']}/{encoder}{measured['variant']}-{measured['seed']}"


def measured_in(source: Path) -> dict[str, Measured]:
    """Every measured run by its key; one file a run (make_runs.py) or one a plant (pack.py)."""
    found = {}
    for path in sorted(source.rglob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        for one in content if isinstance(content, list) else [content]:
            if "plant" in one and "large" in one:
                found[key_of(one)] = one
    return found


def known(run: Measured, name: str) -> list[float]:
    return [row[name] for row in run["evaluations"] if row[name] is not None]


def fall(run: Measured) -> float:
    return max(known(run, "accuracy"), default=0) - (run["large"]["accuracy"] or 0)


def rise(run: Measured) -> float:
    loss = run["large"]["loss"]
    return float("inf") if loss is None else loss / min(known(run, "loss"), default=float("inf")) - 1


def nothing_after(run: Measured, part: float, gain: float) -> bool:
    last = run["evaluations"][-1]["step"] if run["evaluations"] else 0
    rows = [row for row in run["evaluations"] if row["accuracy"] is not None]
    before = [row["accuracy"] for row in rows if row["step"] <= part * last]
    after = [row["accuracy"] for row in rows if row["step"] > part * last]
    return bool(before) and bool(after) and max(after) <= max(before) + gain


def minority(run: Measured) -> float:
    sizes = [sum(line) for line in run["large"]["confusion"]]
    return list(run["large"]["recall"].values())[sizes.index(min(sizes))] or 0


def is_trivial(run: Measured) -> bool:
    """No more than a point above always saying the largest class."""
    largest = max(sum(line) for line in run["large"]["confusion"])
    return (run["large"]["accuracy"] or 0) <= largest / run["large"]["n"] + 0.01


def still_rising(run: Measured) -> bool:
    """By a point of macro-F1 or more between the last two evaluations."""
    last = [row["macroF1"] for row in run["evaluations"][-2:]]
    return len(last) == 2 and None not in last and last[1] >= last[0] + 0.01


def below_healthy(points: float) -> Callable[[Measured, Measured | None], bool]:
    return lambda run, healthy: healthy is not None and (
        (run["large"]["accuracy"] or 0) <= (healthy["large"]["accuracy"] or 0) - points)


def other_domain_is_worse(run: Measured, _: Measured | None) -> bool:
    accuracy = (run.get("otherDomain") or {}).get("accuracy")
    return accuracy is not None and accuracy <= (run["large"]["accuracy"] or 0) - 0.05


def given(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


PRESENT: dict[str, Callable[[Measured, Measured | None], bool]] = {
    "lr-too-high": below_healthy(0.2),
    "frozen-encoder": below_healthy(0.05),
    "truncation": below_healthy(0.05),
    "sgd": below_healthy(0.2),
    "overfit-small": lambda run, _: rise(run) >= 0.05,
    "overfit-flipped": lambda run, _: rise(run) >= 0.05,
    "imbalance": lambda run, _: minority(run) < 0.6,
    "imbalance-collapse": lambda run, _: minority(run) < 0.02 and given(run["large"].get("auc"), 0) < 0.6,
    "sudden-collapse": lambda run, _: fall(run) >= 0.2,
    "too-many-epochs": lambda run, _: nothing_after(run, 0.4, 0.01),
    "test-shift": other_domain_is_worse,
    "early-stop-on-noise": lambda run, _: run["steps"] < 0.6 * run["maxSteps"] and given(run.get("gainToTheEnd"), 1) >= 0.03,
    "stopped-early": lambda run, _: given(run.get("gainContinued"), 1) >= 0.05,
    "label-noise": lambda run, _: given(run.get("lateTrainLoss"), 0) < 0.7 * 0.94,
    "lr-too-low": lambda run, _: len(known(run, "loss")) > 1 and bool(run["large"]["loss"])
    and abs(known(run, "loss")[0] / run["large"]["loss"] - 1) < 0.05,
}

BORNE_OUT: dict[str, Callable[[Measured], bool]] = {
    "overfit-metric": lambda run: fall(run) >= 0.01,
    "overfit-loss": lambda run: rise(run) >= 0.05,
    "overfit-confidence-only": lambda run: rise(run) >= 0.05 and fall(run) < 0.05,
    "too-many-epochs": lambda run: nothing_after(run, 0.6, 0.005),
    "wasted-after-best": lambda run: nothing_after(run, 0.6, 0.005),
    "no-better-than-trivial": is_trivial,
    "too-few-updates": still_rising,
}


def is_present(run: Measured, healthy: Measured | None) -> bool:
    rule = PRESENT.get(run["plant"])
    return True if rule is None else rule(run, healthy)


def is_true(book: dict[str, Any], entry: dict[str, Any], expected: list[str], run: Measured, claim: str) -> bool:
    """Whether a claim is true of a run, by the rules that hold for Afterfit's own findings (lab/accuracy/score.ts)."""
    if claim in BORNE_OUT and BORNE_OUT[claim](run):
        return True
    if claim in entry["mustNot"]:
        return False
    return claim in expected or claim in entry["allowed"] or claim in book["allowedAnywhere"]
