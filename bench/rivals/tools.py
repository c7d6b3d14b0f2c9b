"""How each tool is called on one run, and how its answer is read: words, each with the tool's own level.

Every call is the tool's documented command, or its documented function where no command reads a finished log.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import convert

HERE = Path(__file__).resolve().parent
Word = dict[str, str]
Answer = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One call: the command (its first word is looked up beside the interpreter) and what reads its output."""

    command: list[str]
    output: Path | None = None  # read this file instead of what was printed


@dataclass(frozen=True)
class Tool:
    name: str
    shown: str  # the command as the table prints it
    calls: Callable[[Path, Path], list[Call] | str]  # (run, scratch) → calls, or why there is none
    read: Callable[[str], list[Word]]  # output → words; raises ValueError when it is no answer
    refusals: tuple[str, ...] = field(default=())  # parts of an error text by which the tool says that it cannot judge


def word(name: str, level: str, text: str) -> Word:
    return {"word": name, "level": level, "text": text[:300]}


def state(run: Path) -> str:
    return str(run / "trainer_state.json")


def trainproof_calls(run: Path, scratch: Path) -> list[Call]:
    return [Call(["trainproof", "doctor", path, "--json"]) for path in [state(run), *map(str, convert.event_folders(run))]]


def read_trainproof(output: str) -> list[Word]:
    return [word(one["id"], one["level"], f"{one['message']} {one.get('evidence', '')}")
            for report in json.loads(output)["reports"] for one in report["findings"]]


def finetune_doctor_calls(run: Path, scratch: Path) -> list[Call]:
    return [Call(["finetune-doctor", str(run), "--format", "json"])]


def read_finetune_doctor(output: str) -> list[Word]:
    return [word(one["title"], one["severity"], one["summary"]) for one in json.loads(output)["findings"]]


def trainspotter_calls(run: Path, scratch: Path) -> list[Call]:
    return [Call(["trainspotter", "analyze", path, "--output", "json"])
            for path in [state(run), *map(str, convert.event_folders(run))]]


def read_trainspotter(output: str) -> list[Word]:
    return [word(one["title"], one["severity"], one["message"]) for one in json.loads(output)["findings"]]


def losslint_calls(run: Path, scratch: Path) -> list[Call]:
    return [Call(["losslint", "check", "--format", "json", path])
            for path in [state(run), *map(str, convert.event_files(run))]]


def read_losslint(output: str) -> list[Word]:
    return [word(one["check"], one["severity"], one["message"]) for one in json.loads(output)["findings"]]


def runmedic_calls(run: Path, scratch: Path) -> list[Call]:
    return [Call(["runmedic", "diagnose", "--json", path])
            for path in [state(run), *map(str, convert.event_folders(run))]]


def read_runmedic(output: str) -> list[Word]:
    return [word(one["check"], one["severity"], f"{one['title']}: {'; '.join(one['evidence'])}")
            for report in json.loads(output) for one in report["findings"]]


def epochix_calls(run: Path, scratch: Path) -> list[Call]:
    log = convert.write_console(run, scratch / "train.log")
    told = scratch / "story.json"
    return [Call(["epochix", "run", "--headless", "--no-llm", "--export", "json", "--output", str(told), str(log)], told)]


# The last sentence of a story that is not about progress (epochix/story_engine/messages.py).
STORIES = {"check the learning rate first": "story: stalled", "keep the checkpoint from epoch": "story: past its best",
           "lower the learning rate or clip the gradients": "story: diverged"}


def read_epochix(output: str) -> list[Word]:
    told = json.loads(output)
    standing: list[Word] = []
    for frame in told["frames"]:
        for one in frame["warnings"]:
            if one["kind"].endswith("_cleared"):
                standing = [kept for kept in standing if kept["word"] != one["kind"].removesuffix("_cleared")]
            elif all(kept["word"] != one["kind"] for kept in standing):
                standing.append(word(one["kind"], "warning", one["message"]))
    summary = told["run"]["story_summary"] or ""
    standing += [word(name, "story", summary) for part, name in STORIES.items() if part in summary]
    grade = told["run"]["final_grade"]
    if grade is None:
        return [*standing, word("no grade", "grade", summary)]
    return [*standing, word(f"grade {grade[0]}", "grade", summary)]


def gradsnitch_calls(run: Path, scratch: Path) -> list[Call] | str:
    table = convert.write_wide(run, scratch / "metrics.csv")
    if table is None:
        return "no training loss in the log"
    return [Call(["python", str(HERE / "api.py"), "gradsnitch", str(table)])]


def training_doctor_calls(run: Path, scratch: Path) -> list[Call]:
    paths = [convert.write_long(run, scratch / "training_logs.csv"), *convert.event_folders(run)]
    return [Call(["python", str(HERE / "api.py"), "training-doctor", str(path)]) for path in paths]


def read_words(output: str) -> list[Word]:
    return [word(one["word"], one["level"], one["text"]) for one in json.loads(output)]


def sk_autod_calls(run: Path, scratch: Path) -> list[Call] | str:
    curves = convert.curves(run)
    if curves is None:
        return "an evaluation has no training loss before it"
    train, val = (",".join(repr(value) for value in curve) for curve in curves)
    return [Call(["sk-autod", "check", f"--train-loss={train}", f"--val-loss={val}", "--output", "json"])]


def read_sk_autod(output: str) -> list[Word]:
    return [word(one["detector_name"], one["severity"], one["message"]) for one in json.loads(output)["findings"]]


TOOLS = (
    Tool("trainproof", "trainproof doctor trainer_state.json --json", trainproof_calls, read_trainproof),
    Tool("finetune-doctor", "finetune-doctor FOLDER --format json", finetune_doctor_calls, read_finetune_doctor),
    Tool("trainspotter", "trainspotter analyze trainer_state.json --output json", trainspotter_calls, read_trainspotter),
    Tool("runmedic", "runmedic diagnose --json trainer_state.json", runmedic_calls, read_runmedic),
    Tool("losslint", "losslint check --format json trainer_state.json", losslint_calls, read_losslint),
    Tool("epochix", "epochix run --headless --export json train.log", epochix_calls, read_epochix),
    Tool("gradsnitch", "gradsnitch.lint_csv('metrics.csv')", gradsnitch_calls, read_words, ("need a loss column",)),
    Tool("training-doctor", "Doctor().load('training_logs.csv').analyze()", training_doctor_calls, read_words),
    Tool("sk-autod", "sk-autod check --train-loss … --val-loss … --output json", sk_autod_calls, read_sk_autod,
         ("Need at least 5 epochs", "must contain only finite", "must not be empty")),
)


def last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return re.sub(r"\s+", " ", lines[-1])[:200] if lines else ""


def parsed(tool: Tool, output: str) -> list[Word]:
    """@throws ValueError: the output is no answer of the tool."""
    try:
        return tool.read(output)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"unexpected answer: {error!r}") from error


