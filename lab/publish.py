"""Put finished runs from outputs/ into examples/, each in one move, and bring their measured figures up to date.

    python lab/publish.py finance-sentiment healthy-run keras-history
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import check_examples

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
HIDDEN = [str(place).encode() for place in (Path.home(), Path.cwd())]  # they would say where the run was made


def publish(name: str) -> None:
    built, target = Path("outputs") / name, EXAMPLES / name
    for file in built.rglob("*"):
        if file.is_file() and any(word in file.read_bytes() for word in HIDDEN):
            raise SystemExit(f"{file} names a folder of this machine")
    fresh, old = target.with_name(f".{name}.new"), target.with_name(f".{name}.old")
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(built, fresh)
    if (target / "README.md").exists():
        shutil.copy2(target / "README.md", fresh / "README.md")
    try:
        check_examples.CHECKS[name](fresh, write=True)
    except check_examples.Failed as reason:
        shutil.rmtree(fresh)
        raise SystemExit(f"{name} is not what it should be: {reason}")
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    for example in sys.argv[1:] or list(check_examples.CHECKS):
        publish(example)
