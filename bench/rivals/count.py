"""From answers to figures, and the table."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planted import Measured, Run, is_present, is_true
from tools import Answer, Word

Figures = dict[str, Any]
Book = dict[str, Any]


@dataclass(frozen=True)
class Judged:
    run: Run
    control: bool
    present: bool
    decidable: bool
    found: bool
    found_seriously: bool
    false: list[str]  # words of a serious level of which nothing is true
    silent: bool  # answered, and named nothing
    status: str


def words_of(tool: Book, answer: Answer) -> Iterable[tuple[Word, Book, bool]]:
    """Each word with its meaning and whether the tool means it seriously; words without a meaning are left out."""
    for one in answer["words"]:
        meaning = tool["words"].get(one["word"])
        if meaning is not None:
            yield one, meaning, one["level"] in tool["serious"] and not meaning.get("note") and not meaning.get("cannotTell")


def judge(run: Run, answer: Answer, tool: Book, words: Book, book: Book, measured: Measured, healthy: Measured | None) -> Judged:
    control = run.plant in book["controls"]
    entry = book["controls" if control else "plants"][run.plant]
    expected = entry.get("expectedShort", entry["expected"]) if run.variant == "short" else entry["expected"]
    sought = {*expected, *(entry.get("cause") or "").split(" or "), *words["alsoFound"].get(run.plant, [])}
    said = list(words_of(tool, answer))
    hits = [serious for _, meaning, serious in said if sought & {*meaning["claims"], *meaning.get("pointsTo", [])}]
    false = sorted({one["word"] for one, meaning, serious in said
                    if serious and not any(is_true(book, entry, expected, measured, claim) for claim in meaning["claims"])})
    return Judged(
        run=run, control=control, present=control or is_present(measured, healthy),
        decidable=run.variant == "dense" or entry.get("decidableShort", True),
        found=bool(hits) and not control, found_seriously=any(hits) and not control, false=false,
        silent=answer["status"] == "answered" and not any(meaning["claims"] for _, meaning, _ in said),
        status=answer["status"] if answer["status"] != "answered" or not cannot_tell(said) else "refused")


def cannot_tell(said: list[tuple[Word, Book, bool]]) -> bool:
    """The tool answered, and all that it said was that it cannot judge."""
    return any(meaning.get("cannotTell") for _, meaning, _ in said) and not any(meaning["claims"] for _, meaning, _ in said)


def wilson(hits: int, of: int, z: float = 1.959964) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    share = hits / of
    middle = share + z * z / (2 * of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, (middle - half) / (1 + z * z / of)), min(1.0, (middle + half) / (1 + z * z / of))


def share(rows: Iterable[bool]) -> dict[str, int]:
    listed = list(rows)
    return {"hits": sum(listed), "of": len(listed)}


def figures_of(rows: list[Judged]) -> Figures:
    plants = [row for row in rows if not row.control and row.present]
    dense = [row for row in plants if row.run.variant == "dense"]
    controls = [row for row in rows if row.control]
    short = [row for row in rows if row.run.variant == "short"]
    decidable = [row for row in plants if row.run.variant == "short" and row.decidable]
    names = dict.fromkeys(row.run.plant for row in rows)
    return {
        "plantsFound": share(row.found for row in dense),
        "plantsFoundSeriously": share(row.found_seriously for row in dense),
        "plantsWithFalseAlarm": share(bool(row.false) for row in dense),
        "healthyWithFalseAlarm": share(bool(row.false) for row in controls),
        "shortFound": share(row.found for row in decidable),
        "shortWithFalseAlarm": share(bool(row.false) for row in short),
        "plantsSilent": share(row.silent and row.status == "answered" for row in plants),
        "refused": share(row.status == "refused" for row in rows),
        "crashed": share(row.status in ("crashed", "too slow") for row in rows),
        "falseAlarmsOnHealthy": dict(Counter(word for row in controls for word in row.false).most_common()),
        "perPlant": {name: per_plant([row for row in rows if row.run.plant == name]) for name in names},
    }


def per_plant(rows: list[Judged]) -> dict[str, Any]:
    there = [row for row in rows if row.present and not row.control]
    cells = {}
    for variant in ("dense", "short"):
        of = [row for row in there if row.run.variant == variant]
        wrong = [row for row in rows if row.run.variant == variant]
        cells[variant] = {**({"found": sum(row.found for row in of), "present": len(of)} if not rows[0].control else {}),
                          "falseAlarm": sum(bool(row.false) for row in wrong), "runs": len(wrong)}
    return cells


def shown(figure: dict[str, int], interval: bool = False) -> str:
    if figure["of"] == 0:
        return "no run"
    text = f"{100 * figure['hits'] / figure['of']:.0f} % ({figure['hits']} of {figure['of']})"
    if interval:
        low, high = wilson(figure["hits"], figure["of"])
        text += f", {100 * low:.0f} to {100 * high:.0f} %"
    return text


def own(path: Path) -> list[str]:
    """Afterfit's own cells, from what lab/accuracy published."""
    if not path.exists():
        return ["Afterfit", "–", "afterfit FOLDER", *["to be filled"] * 7]
    by_id = {one["id"]: one for one in json.loads(path.read_text(encoding="utf-8"))["figures"]}

    def cell(name: str, interval: bool = False) -> str:
        return shown(by_id[name], interval) if name in by_id else "–"

    return ["Afterfit", "this one", "afterfit FOLDER", f"{cell('recall', True)} (first or second)", "–",
            f"sure: {cell('false-strong', True)}; likely: {cell('false-likely', True)}", cell("short-recall"), cell("short-wrong"),
            "–", "–"]


HEAD = ["tool", "version", "command", "plants found, dense runs (95 % Wilson)", "… by a word of warning or worse",
        "healthy runs with a serious false alarm", "short runs: found", "short runs: serious false alarm",
        "plants on which it named nothing", "runs refused; crashed or too slow"]


def row_of(tool: dict[str, Any]) -> list[str]:
    figures = tool["figures"]
    return [tool["name"], tool["version"], f"`{tool['command']}`", shown(figures["plantsFound"], True),
            shown(figures["plantsFoundSeriously"]), shown(figures["healthyWithFalseAlarm"], True), shown(figures["shortFound"]),
            shown(figures["shortWithFalseAlarm"]), shown(figures["plantsSilent"]),
            f"{figures['refused']['hits']}; {figures['crashed']['hits']} of {figures['refused']['of']}"]


def table(rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(cells) + " |" for cells in [HEAD, ["---"] * len(HEAD), *rows])
