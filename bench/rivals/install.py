"""The environment in which the other tools run: one folder, exact versions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def make(python: Path | None, work: Path) -> Path:
    """The interpreter that has every package of requirements.txt; made in `work` unless `python` is given."""
    if python is None:
        folder = work / "venv"
        python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    wanted = (HERE / "requirements.txt").read_text(encoding="utf-8").split()
    present = installed(python)
    if any(present.get(line.split("==")[0].split("[")[0]) != line.split("==")[1] for line in wanted):
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r",
                        str(HERE / "requirements.txt")], check=True)
    return python


def installed(python: Path) -> dict[str, str]:
    """Version by name of every package."""
    listed = subprocess.run([str(python), "-m", "pip", "list", "--format", "json", "--disable-pip-version-check"],
                            check=True, capture_output=True, text=True)
    return {entry["name"]: entry["version"] for entry in json.loads(listed.stdout)}
