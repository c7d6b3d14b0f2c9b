"""Runs inside the environment of the other tools, for the two that read a finished log only from Python."""

from __future__ import annotations

import json
import sys


def gradsnitch(path: str) -> list[dict[str, str]]:
    import gradsnitch as tool

    return [{"word": one.code, "level": one.severity, "text": f"{one.name}: {one.evidence}"} for one in tool.lint_csv(path)]


def training_doctor(path: str) -> list[dict[str, str]]:
    from training_doctor import Doctor

    found = []
    for one in Doctor().load(path).analyze():
        nan = any("NaN" in evidence.observation for evidence in one.evidence)
        found.append({"word": f"{one.detector_name}{', NaN seen' if nan else ''}", "level": one.severity.value,
                      "text": f"{one.problem}: {one.evidence[0]}"})
    return found


if __name__ == "__main__":
    print(json.dumps({"gradsnitch": gradsnitch, "training-doctor": training_doctor}[sys.argv[1]](sys.argv[2])))
