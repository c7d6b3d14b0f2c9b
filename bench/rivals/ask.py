"""Asks one tool about one run, within a time limit, and keeps the answer so that a stopped measurement goes on."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tempfile
import time
from pathlib import Path

from tools import Answer, Tool, Word, last_line, parsed

LIMIT = 60  # seconds a call


def fingerprint(run: Path, version: str) -> str:
    return hashlib.sha256((run / "trainer_state.json").read_bytes() + version.encode()).hexdigest()[:16]


def environment(home: Path) -> dict[str, str]:
    """No tool sees the user's settings, or writes among them."""
    return {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home), "NO_COLOR": "1"}


def ask(tool: Tool, run: Path, python: Path, home: Path) -> Answer:
    """`status` is `answered`, `refused` (the tool says that it cannot judge), `crashed` or `too slow`."""
    started = time.monotonic()
    words: list[Word] = []
    trouble: list[tuple[str, str]] = []
    answered = False
    with tempfile.TemporaryDirectory() as scratch:
        calls = tool.calls(run, Path(scratch))
        if isinstance(calls, str):
            return {"status": "refused", "why": calls, "words": [], "seconds": 0}
        for call in calls:
            try:
                done = subprocess.run([str(python.parent / call.command[0]), *call.command[1:]], capture_output=True,
                                      text=True, timeout=LIMIT, env=environment(home), stdin=subprocess.DEVNULL)
                words += parsed(tool, call.output.read_text(encoding="utf-8") if call.output else done.stdout)
                answered = True
            except subprocess.TimeoutExpired:
                trouble.append(("too slow", f"no answer within {LIMIT} s"))
            except (ValueError, OSError):
                refused = any(part in done.stderr for part in tool.refusals)
                trouble.append(("refused" if refused else "crashed", last_line(done.stderr or done.stdout)))
    status, why = ("answered", "") if answered else trouble[0]
    if answered and trouble:
        why = f"one call of {len(calls)}: {trouble[0][1]}"
    return {"status": status, "why": why, "words": words, "seconds": round(time.monotonic() - started, 2)}


def answer(tool: Tool, version: str, key: str, run: Path, python: Path, work: Path) -> Answer:
    """The kept answer when the run and the tool's version are the same, or else a new one."""
    kept = work / "answers" / tool.name / f"{key}.json"
    mark = fingerprint(run, version)
    if kept.exists():
        old = json.loads(kept.read_text(encoding="utf-8"))
        if old["mark"] == mark:
            return old
    (work / "home").mkdir(parents=True, exist_ok=True)
    new = {"mark": mark, **ask(tool, run, python, work / "home")}
    kept.parent.mkdir(parents=True, exist_ok=True)
    unfinished = kept.with_suffix(".part")
    unfinished.write_text(json.dumps(new, indent=1, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(kept)
    return new
