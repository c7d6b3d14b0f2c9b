"""Other tools on the planted runs.

    python bench/rivals/run.py --runs lab/planted/runs --measured lab/planted/truth/measured

A stopped measurement goes on where it was. Without BENCH_PYTHON an environment is made in the work folder.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import count
import install
from ask import answer
from planted import BORNE_OUT, Run, measured_in, runs_in
from tools import TOOLS

# As in lab/accuracy/halves.ts.
FIRST_REPORTED = {"plants": 12, "controls": 25}

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def options() -> argparse.Namespace:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--runs", type=Path, default=ROOT / "lab/planted/runs", help="of make_runs.py, or the zips of pack.py")
    ask.add_argument("--measured", type=Path, default=ROOT / "lab/planted/truth/measured")
    ask.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "afterfit-rivals", help="answers and environment")
    ask.add_argument("--half", choices=("choosing", "reported"), default="reported", help="later seeds are reported")
    ask.add_argument("--tools", default="", help="names, with commas; all without it")
    ask.add_argument("--results", type=Path, default=None, help="results.json beside this file when the reported half is whole, else in the work folder")
    return ask.parse_args()


def is_reported(run: Run, book: dict[str, Any]) -> bool:
    return run.seed >= FIRST_REPORTED["controls" if run.plant in book["controls"] else "plants"]


def planned(book: dict[str, Any]) -> int:
    """Runs of the reported half with the tiny encoder, dense and short."""
    return sum(2 * (book["seeds"][kind] - FIRST_REPORTED[kind]) * len(book[kind]) for kind in FIRST_REPORTED)


def missing_rules(words: dict[str, Any], book: dict[str, Any]) -> set[str]:
    """Claims that the book has judged by measurement, and planted.py does not."""
    claims = {claim for tool in words["tools"].values() for meaning in tool["words"].values() for claim in meaning["claims"]}
    return {claim for claim in claims if claim in book["judgedByMeasurement"]} - set(BORNE_OUT)


def score(tool: str, runs: list[Run], answers: dict[str, dict[str, Any]], measured: dict, words: dict, book: dict) -> dict[str, Any]:
    rows = []
    for run in runs:
        truth = measured.get(run.key)
        if truth is not None:
            healthy = measured.get(f"N1-healthy/{run.key.split('/')[1]}")
            rows.append(count.judge(run, answers[run.key], words["tools"][tool], words, book, truth, healthy))
    return count.figures_of(rows)


def main() -> None:
    given = options()
    given.work.mkdir(parents=True, exist_ok=True)
    python = install.make(Path(os.environ["BENCH_PYTHON"]) if "BENCH_PYTHON" in os.environ else None, given.work)
    versions = install.installed(python)
    words = json.loads((HERE / "verdict-words.json").read_text(encoding="utf-8"))
    book = json.loads((ROOT / "lab/planted/truth/expected.json").read_text(encoding="utf-8"))
    if missing := missing_rules(words, book):
        raise SystemExit(f"planted.py has no rule for {', '.join(sorted(missing))}; see lab/accuracy/truth.ts")
    measured = measured_in(given.measured)
    runs = [run for run in runs_in(given.runs.resolve(), given.work) if is_reported(run, book) == (given.half == "reported")]
    runs = [run for run in runs if run.plant in {**book["plants"], **book["controls"]}]
    chosen = [tool for tool in TOOLS if not given.tools or tool.name in given.tools.split(",")]
    tools = []
    for tool in chosen:
        answers = {}
        for place, run in enumerate(runs):
            answers[run.key] = answer(tool, versions[tool.name], run.key, run.folder, python, given.work)
            if (place + 1) % 50 == 0:
                print(f"{tool.name}: {place + 1} of {len(runs)}", file=sys.stderr, flush=True)
        unknown = Counter(one["word"] for said in answers.values() for one in said["words"]
                          if one["word"] not in words["tools"][tool.name]["words"])
        if unknown:
            print(f"{tool.name}: words without a meaning in verdict-words.json: {dict(unknown)}", file=sys.stderr)
        tools.append({"name": tool.name, "version": versions[tool.name], "command": tool.shown,
                      "figures": score(tool.name, runs, answers, measured, words, book)})
    results = {"half": given.half, "runs": sum(run.key in measured for run in runs), "tools": tools, "notMeasured": words["notMeasured"]}
    whole = given.half == "reported" and not given.tools and results["runs"] >= planned(book)
    target = given.results or (HERE if whole else given.work) / "results.json"
    target.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{given.half}: {results['runs']} runs of {planned(book)} of the reported half, {len(tools)} tools; {target}\n")
    print(count.table([*map(count.row_of, tools), count.own(ROOT / "docs/accuracy/figures.json")]))
    for name, why in words["notMeasured"].items():
        print(f"not measured: {name}: {why}")


if __name__ == "__main__":
    main()
