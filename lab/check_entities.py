"""What examples/finance-ner claims about itself, recomputed from its files with nothing but the standard library."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

Span = tuple[int, int, str]


def spans(tags: list[str]) -> list[Span]:
    """Mentions as conlleval reads tags: an I- that continues nothing begins one."""
    found: list[Span] = []
    start, kind = None, ""
    for place, tag in enumerate([*tags, "O"]):
        prefix, _, own = tag.partition("-")
        if start is not None and (prefix != "I" or own != kind):
            found.append((start, place, kind))
            start = None
        if start is None and prefix in ("B", "I"):
            start, kind = place, own
    return found


def sentences(path: Path) -> list[list[tuple[str, str]]]:
    found: list[list[tuple[str, str]]] = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [tuple(line.split(" ")) for line in block.splitlines() if line and not line.startswith("-DOCSTART-")]
        if rows:
            found.append(rows)
    return found


def share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def kind_of_error(one: Span, others: list[Span]) -> str:
    """What a predicted mention that equals no reference mention did wrong."""
    near = [other for other in others if other[0] < one[1] and one[0] < other[1]]
    if not near:
        return "spurious"
    if any(other[:2] == one[:2] for other in near):
        return "type"
    return "boundary" if any(other[2] == one[2] for other in near) else "boundary and type"


def measure(folder: Path) -> dict:
    gold = sentences(folder / "data/validation.conll")
    train = sentences(folder / "data/train.conll")
    said = [line.split() for line in (folder / "predictions.txt").read_text(encoding="utf-8").splitlines()]
    assert len(gold) == len(said), "one line of predictions a sentence"
    planted = json.loads((folder / "planted.json").read_text(encoding="utf-8"))
    counts = {"reference": Counter(), "predicted": Counter(), "correct": Counter()}
    errors: Counter[str] = Counter()
    companies = {"seen": Counter(), "unseen": Counter()}
    unseen = set(planted["unseen_companies"])
    invalid = cut = tokens = right = 0
    for row, tags in zip(gold, said):
        cut += len(tags) < len(row)
        invalid += sum(tag[0] == "I" and before[1:] != tag[1:] for before, tag in zip(["O", *tags], tags))
        there, found = spans([tag for _, tag in row]), spans(tags)
        right += sum(tag == own for (_, tag), own in zip(row, tags))
        tokens += len(tags)
        for span in there:
            counts["reference"][span[2]] += 1
            counts["correct"][span[2]] += span in found
            if span[2] == "COMPANY":
                group = companies["unseen" if row[span[0]][0] in unseen else "seen"]
                group["mentions"] += 1
                group["found"] += span in found
        for span in found:
            counts["predicted"][span[2]] += 1
            if span not in there:
                errors[kind_of_error(span, there)] += 1
    types = {
        kind: {
            "reference": counts["reference"][kind], "predicted": counts["predicted"][kind], "correct": counts["correct"][kind],
            "precision": share(counts["correct"][kind], counts["predicted"][kind]),
            "recall": share(counts["correct"][kind], counts["reference"][kind]),
            "f1": share(2 * counts["correct"][kind], counts["predicted"][kind] + counts["reference"][kind]),
        }
        for kind in sorted(counts["reference"])
    }
    total = {name: sum(counter.values()) for name, counter in counts.items()}
    legal = set(planted["legal_forms"]["words"])
    inside = outside = 0
    for row in train:
        for start, end, kind in spans([tag for _, tag in row]):
            if kind == "COMPANY":
                inside += row[end - 1][0] in legal
                outside += end < len(row) and row[end][0] in legal
    return {
        "sentences": {"train": len(train), "validation": len(gold)},
        "micro": {
            "precision": share(total["correct"], total["predicted"]), "recall": share(total["correct"], total["reference"]),
            "f1": share(2 * total["correct"], total["predicted"] + total["reference"]), **total,
        },
        "types": types,
        "token_accuracy": share(right, tokens),
        "company_recall": {name: share(group["found"], group["mentions"]) for name, group in companies.items()},
        "company_mentions": {name: group["mentions"] for name, group in companies.items()},
        "errors_of_predicted_mentions": dict(sorted(errors.items())),
        "invalid_transitions": invalid, "sentences_cut": cut,
        "legal_form_in_training": {"inside": inside, "outside": outside},
    }
