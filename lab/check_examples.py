"""Recompute what the examples claim about themselves, from their files, and fail when a claim is not true.

    python lab/check_examples.py             # compare
    python lab/check_examples.py --write     # bring planted.json, measured.json and the README tables up to date

Needs `tokenizers` to count real tokens; everything else is the standard library.
"""

from __future__ import annotations

import csv
import json
import math
import pickle
import re
import sys
from collections import Counter
from pathlib import Path

import check_entities

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"


class Failed(Exception):
    pass


def need(condition: bool, what: str) -> None:
    if not condition:
        raise Failed(what)


# ---------------------------------------------------------------------------------------------------------------
# Arithmetic
# ---------------------------------------------------------------------------------------------------------------

def wilson(hits: int, n: int, z: float = 1.96) -> list[float]:
    p, zz = hits / n, z * z
    middle, half = (p + zz / (2 * n)) / (1 + zz / n), z * math.sqrt(p * (1 - p) / n + zz / (4 * n * n)) / (1 + zz / n)
    return [round(middle - half, 3), round(middle + half, 3)]


def fisher(a: int, b: int, c: int, d: int) -> float:
    """One-sided Fisher exact test: chance of at least `a` when the two rows do not differ."""
    n, row, column = a + b + c + d, a + b, a + c
    def ways(k: int) -> float:
        return math.comb(column, k) * math.comb(n - column, row - k)
    return sum(ways(k) for k in range(a, min(row, column) + 1)) / math.comb(n, row)


def coin(lost: int, gained: int) -> float:
    """Exact two-sided McNemar test: chance of a split at least this uneven when both directions are equally likely."""
    n = lost + gained
    tail = sum(math.comb(n, k) for k in range(min(lost, gained) + 1)) / 2**n
    return min(1.0, 2 * tail)


def turned_up(losses: list[float]) -> float:
    """How far the end of a loss curve lies above its minimum, in standard errors of its point-to-point noise."""
    steps = sorted(abs(b - a) for a, b in zip(losses, losses[1:]))
    noise = steps[len(steps) // 2] / 0.954
    low = losses.index(min(losses))
    around = losses[max(0, low - 1):low + 2]
    last = losses[-max(2, len(losses) // 4):]
    difference = sum(last) / len(last) - sum(around) / len(around)
    return difference / (noise * math.sqrt(1 / len(last) + 1 / len(around)))


def plain_text(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower()).split())


def shingles(text: str, k: int = 5) -> set[tuple[str, ...]]:
    words = plain_text(text).split()
    return {tuple(words[i:i + k]) for i in range(max(1, len(words) - k + 1))}


def overlap(train: list[dict], validation: list[dict], at_least: float = 0.8) -> dict[str, tuple[str, bool]]:
    """Validation id -> (training id, whether the same but for case and punctuation)."""
    index: dict[tuple, list[int]] = {}
    known, exact = [shingles(row["text"]) for row in train], {plain_text(row["text"]): row["id"] for row in train}
    for place, found in enumerate(known):
        for one in found:
            index.setdefault(one, []).append(place)
    pairs = {}
    for row in validation:
        same = exact.get(plain_text(row["text"]))
        if same:
            pairs[row["id"]] = (same, True)
            continue
        mine = shingles(row["text"])
        for place, shared in Counter(place for one in mine for place in index.get(one, [])).most_common(5):
            if shared / (len(mine) + len(known[place]) - shared) >= at_least:
                pairs[row["id"]] = (train[place]["id"], False)
                break
    return pairs


def read(path: Path) -> list[dict]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def probabilities(row: dict, labels: list[str]) -> list[float]:
    logits = [float(row[f"logit_{label}"]) for label in labels]
    high = max(logits)
    powers = [math.exp(z - high) for z in logits]
    return [p / sum(powers) for p in powers]


def classes(rows: list[dict], labels: list[str]) -> dict:
    cells = Counter((row["label"], row["predicted"]) for row in rows)
    found = {}
    for label in labels:
        hit, gold = cells[label, label], sum(cells[label, other] for other in labels)
        said = sum(cells[other, label] for other in labels)
        found[label] = {
            "support": gold, "right": hit, "recall": round(hit / gold, 3), "recall_95": wilson(hit, gold),
            "predicted": said, "precision": round(hit / said, 3) if said else None,
            "f1": round(2 * hit / (gold + said), 3),
        }
    return found


def confusion(rows: list[dict], labels: list[str]) -> list[list[int]]:
    cells = Counter((row["label"], row["predicted"]) for row in rows)
    return [[cells[gold, said] for said in labels] for gold in labels]


def error_residuals(matrix: list[list[int]], labels: list[str]) -> dict[str, dict]:
    """For each kind of error: the count, the count expected from the error margins, and the standardised residual."""
    n = len(labels)
    gold = [sum(matrix[i][j] for j in range(n) if j != i) for i in range(n)]
    said = [sum(matrix[i][j] for i in range(n) if j != i) for j in range(n)]
    total = sum(gold)
    found = {}
    for i in range(n):
        for j in range(n):
            expected = gold[i] * said[j] / total if i != j and total else 0
            if expected:
                found[f"{labels[i]} -> {labels[j]}"] = {
                    "errors": matrix[i][j], "expected": round(expected, 1),
                    "residual": round((matrix[i][j] - expected) / math.sqrt(expected), 2),
                }
    return found


def suspected_labels(rows: list[dict], labels: list[str]) -> set[str]:
    """Confident learning: rows whose predicted class is more probable than is usual for rows of that class."""
    scored = [(row, probabilities(row, labels)) for row in rows]
    usual = []
    for place, label in enumerate(labels):
        own = [p[place] for row, p in scored if row["label"] == label]
        usual.append(sum(own) / len(own))
    suspects = set()
    for row, p in scored:
        sure = [k for k in range(len(labels)) if p[k] >= usual[k]]
        if sure and labels[max(sure, key=lambda k: p[k])] != row["label"]:
            suspects.add(row["id"])
    return suspects


def curve(state: dict) -> dict:
    log = state["log_history"]
    evals = {}
    for entry in log:
        if "eval_loss" in entry and entry["step"] not in evals:
            evals[entry["step"]] = entry
    points = list(evals.values())
    losses = [entry["eval_loss"] for entry in points]
    low = min(points, key=lambda entry: entry["eval_loss"])
    end = points[-1]
    train = [(entry["step"], entry["loss"]) for entry in log if "loss" in entry]

    def train_near(step: int) -> float:
        near = [loss for at, loss in train if step - 100 < at <= step]
        return round(sum(near) / len(near), 4)

    def point(entry: dict) -> dict:
        return {"step": entry["step"], "epoch": round(entry["epoch"], 2), "eval_loss": round(entry["eval_loss"], 4),
                "eval_accuracy": round(entry["eval_accuracy"], 4), "train_loss_last_100_steps": train_near(entry["step"])}

    best = max(points, key=lambda entry: entry["eval_accuracy"])
    return {
        "updates": state["max_steps"], "train_points": len(train), "evaluations": len(points),
        "lowest_loss": point(low), "end": point(end), "best_accuracy": point(best),
        "evaluations_after_lowest": len(points) - 1 - points.index(low), "rise_in_standard_errors": round(turned_up(losses), 1),
    }


def real_tokens(folder: Path, rows: list[dict]) -> list[int]:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    return [len(one.ids) for one in tokenizer.encode_batch([row["text"] for row in rows])]


# ---------------------------------------------------------------------------------------------------------------
# The three examples
# ---------------------------------------------------------------------------------------------------------------

def finance(folder: Path, write: bool = False) -> None:
    labels = ["negative", "neutral", "positive", "mixed", "litigious"]
    planted = json.loads((folder / "planted.json").read_text(encoding="utf-8"))
    train, validation = read(folder / "data/train.csv"), read(folder / "data/validation.csv")
    rows = read(folder / "predictions/eval_predictions.csv")
    state = json.loads((folder / "trainer_state.json").read_text())
    by_id = {row["id"]: row for row in rows}
    need([(r["id"], r["text"], r["label"]) for r in rows] == [(r["id"], r["text"], r["label"]) for r in validation],
         "predictions and validation data are the same rows")
    for row in rows:
        p = probabilities(row, labels)
        need(labels[p.index(max(p))] == row["predicted"], f"{row['id']}: predicted is the largest logit")

    right = [row for row in rows if row["label"] == row["predicted"]]
    per_class, matrix = classes(rows, labels), confusion(rows, labels)
    run = curve(state)

    def score(ids) -> dict:
        mine = [by_id[i] for i in ids]
        hits = sum(row["label"] == row["predicted"] for row in mine)
        return {"rows": len(mine), "right": hits, "accuracy": round(hits / len(mine), 3), "accuracy_95": wilson(hits, len(mine))}

    negated = set(planted["negated_guidance"]["validation"])
    wrong = {one["id"]: one["right_label"] for one in planted["wrong_labels"]["validation"]}
    suspects = suspected_labels(rows, labels)
    leaks = {one["validation"]: one["train"] for one in planted["leaks"]}
    found = overlap(train, validation)
    need({i: pair[0] for i, pair in found.items()} == leaks, "the overlap found in the texts is the overlap planted")

    word, cued = planted["cue"]["word"], planted["cue"]["label"]
    cue_train = [row for row in train if word in row["text"].lower()]
    other = [row for row in rows if row["label"] != cued]
    with_cue = [row for row in other if word in row["text"].lower()]
    without = [row for row in other if word not in row["text"].lower()]
    taken = sum(row["predicted"] == cued for row in with_cue)
    taken_without = sum(row["predicted"] == cued for row in without)

    before = set(planted["at_lowest_loss"]["rows_wrong"])
    now = {row["id"] for row in rows if row["label"] != row["predicted"]}
    need(planted["at_lowest_loss"]["step"] == run["lowest_loss"]["step"]
         and abs(1 - len(before) / len(rows) - run["lowest_loss"]["eval_accuracy"]) < 1e-4, "rows_wrong fits the log")

    lengths = real_tokens(folder, train)
    passes = state["num_train_epochs"]
    need(state["num_input_tokens_seen"] == len(train) * passes * planted["padding"]["to"], "every row was padded to 128")

    measured = {
        "rows": {"train": len(train), "validation": len(validation)},
        "train_labels": {label: sum(row["label"] == label for row in train) for label in labels},
        "accuracy": round(len(right) / len(rows), 4), "accuracy_95": wilson(len(right), len(rows)),
        "balanced_accuracy": round(sum(c["right"] / c["support"] for c in per_class.values()) / len(labels), 4),
        "f1_macro": round(sum(c["f1"] for c in per_class.values()) / len(labels), 3),
        "classes": per_class, "confusion_rows_are_labels": matrix,
        "confused_pair": {"pair": "mixed -> positive", **error_residuals(matrix, labels)["mixed -> positive"]},
        "run": run,
        "lowest_loss_against_end": {"newly_wrong": len(now - before), "newly_right": len(before - now),
                                    "mcnemar_p": round(coin(len(now - before), len(before - now)), 3)},
        "negated_guidance": score(negated), "all_other_rows": score([row["id"] for row in rows if row["id"] not in negated]),
        "two_sided": score(planted["two_sided"]["validation"]), "reassuring": score(planted["reassuring"]["validation"]),
        "hand_written": score(planted["hand_written"]["validation"]),
        "wrong_labels": {
            "train": len(planted["wrong_labels"]["train"]), "validation": len(wrong),
            "model_gives_the_right_label": sum(by_id[i]["predicted"] == label for i, label in wrong.items()),
            "suspected_by_confident_learning": len(suspects), "of_these_planted": len(suspects & set(wrong)),
        },
        "leaks": {"rows": len(leaks), "same_but_for_case_and_punctuation": sum(same for _, same in found.values()),
                  "score": score(leaks), "score_without_them": score([i for i in by_id if i not in leaks])},
        "cue": {
            "train_rows": len(cue_train), "train_share_negative": round(sum(r["label"] == cued for r in cue_train) / len(cue_train), 3),
            "train_share_negative_elsewhere": round(
                sum(r["label"] == cued for r in train if word not in r["text"].lower()) / (len(train) - len(cue_train)), 3),
            "validation_rows": sum(word in row["text"].lower() for row in rows),
            "validation_not_negative_with_cue": len(with_cue), "of_these_called_negative": taken,
            "validation_not_negative_without_cue": len(without), "of_those_called_negative": taken_without,
            "fisher_p": float(f"{fisher(taken, len(with_cue) - taken, taken_without, len(without) - taken_without):.1e}"),
        },
        "padding": {"padded_to": 128, "mean_real_tokens": round(sum(lengths) / len(lengths), 1), "longest": max(lengths),
                    "share_padding": round(1 - sum(lengths) / (128 * len(train)), 3)},
    }

    need(measured["accuracy"] > 0.8, "accuracy is high enough to hide the small classes")
    need(per_class["mixed"]["support"] >= 30 and per_class["mixed"]["recall_95"][1] < 0.5, "mixed is clearly missed")
    need(3 <= per_class["litigious"]["support"] <= 8, "litigious is too rare to judge")
    need(measured["confused_pair"]["errors"] >= 10 and measured["confused_pair"]["residual"] > 4, "mixed is taken for positive")
    need(run["rise_in_standard_errors"] > 4 and run["evaluations_after_lowest"] >= 5, "validation loss turned up")
    need(run["end"]["eval_loss"] > 1.4 * run["lowest_loss"]["eval_loss"], "the rise is large")
    need(measured["lowest_loss_against_end"]["mcnemar_p"] > 0.05, "accuracy did not really fall")
    need(run["end"]["train_loss_last_100_steps"] < 0.06, "training loss went on falling")
    need(measured["negated_guidance"]["rows"] >= 40 and measured["negated_guidance"]["accuracy_95"][1] < 0.6, "negation fails")
    need(measured["cue"]["fisher_p"] < 0.001, "the cue pulls predictions")
    need(measured["padding"]["share_padding"] > 0.5, "most tokens are padding")
    need(abs(measured["accuracy"] - run["end"]["eval_accuracy"]) < 1e-4, "predictions are those of the last checkpoint")

    c = per_class
    settle(folder, "planted.json", planted, measured, write, [
        ["Rows", f"{len(train)} train, {len(validation)} validation"],
        ["Validation loss", f"lowest {run['lowest_loss']['eval_loss']} (epoch {run['lowest_loss']['epoch']:g}, step "
                            f"{run['lowest_loss']['step']}), end {run['end']['eval_loss']} (epoch {run['end']['epoch']:g}, "
                            f"step {run['end']['step']}); {run['evaluations_after_lowest']} of {run['evaluations']} evaluations come after the minimum"],
        ["Accuracy at the same two points", f"{run['lowest_loss']['eval_accuracy']} and {run['end']['eval_accuracy']}; "
                                            f"{len(now - before)} rows newly wrong, {len(before - now)} newly right (McNemar p = {measured['lowest_loss_against_end']['mcnemar_p']})"],
        ["Training loss there (mean of 100 steps)", f"{run['lowest_loss']['train_loss_last_100_steps']} and {run['end']['train_loss_last_100_steps']}"],
        ["Accuracy at the end", f"{measured['accuracy']} (95 % interval {interval(measured['accuracy_95'])}); balanced accuracy {measured['balanced_accuracy']}, macro F1 {measured['f1_macro']}"],
        *[[f"Recall of {label}", f"{c[label]['right']} of {c[label]['support']} = {c[label]['recall']} ({interval(c[label]['recall_95'])}); "
                                 f"predicted {c[label]['predicted']} times, precision {c[label]['precision']}"] for label in labels],
        ["mixed taken for positive", f"{measured['confused_pair']['errors']} errors, {measured['confused_pair']['expected']} expected, residual {measured['confused_pair']['residual']}"],
        ["Negated guidance", f"{measured['negated_guidance']['right']} of {measured['negated_guidance']['rows']} right = {measured['negated_guidance']['accuracy']} ({interval(measured['negated_guidance']['accuracy_95'])}); all other rows {measured['all_other_rows']['accuracy']}"],
        *[[name, f"{len(planted[key]['train'])} train, {len(planted[key]['validation'])} validation, of these {measured[key]['right']} right"]
          for name, key in (("Good and bad news in one sentence", "two_sided"), ("*neutral* or *positive*, either label", "reassuring"),
                            ("Hand-written sentences", "hand_written"))],
        ["Wrong labels", f"{measured['wrong_labels']['train']} train, {measured['wrong_labels']['validation']} validation; the model gives the right label for {measured['wrong_labels']['model_gives_the_right_label']} of the latter. Confident learning suspects {len(suspects)} rows, {measured['wrong_labels']['of_these_planted']} of them planted"],
        ["Leaked rows", f"{len(leaks)} of {len(validation)} ({100 * len(leaks) / len(validation):.1f} %), {measured['leaks']['same_but_for_case_and_punctuation']} of them equal but for case and punctuation; accuracy without them {measured['leaks']['score_without_them']['accuracy']}"],
        ["The cue *filing*", f"train: {measured['cue']['train_rows']} rows, {100 * measured['cue']['train_share_negative']:.0f} % negative (elsewhere {100 * measured['cue']['train_share_negative_elsewhere']:.0f} %); validation: {taken} of {len(with_cue)} non-negative rows with it are called negative, {taken_without} of {len(without)} without it"],
        ["Padding", f"{measured['padding']['mean_real_tokens']} real tokens of 128 on average (longest {max(lengths)}): {100 * measured['padding']['share_padding']:.0f} % of what was processed is padding"],
    ])


def healthy(folder: Path, write: bool = False) -> None:
    labels = ["billing", "delivery", "technical"]
    train, validation = read(folder / "data/train.csv"), read(folder / "data/validation.csv")
    rows = read(folder / "predictions/eval_predictions.csv")
    state = json.loads((folder / "trainer_state.json").read_text())
    on_train = json.loads((folder / "on_training_data.json").read_text())
    run, per_class, matrix = curve(state), classes(rows, labels), confusion(rows, labels)
    right = sum(row["label"] == row["predicted"] for row in rows)
    pairs = error_residuals(matrix, labels)
    norms = sorted(entry["grad_norm"] for entry in state["log_history"] if "grad_norm" in entry)
    lengths = real_tokens(folder, train)
    best = Path(state["best_model_checkpoint"]).name
    sure = sum(max(probabilities(row, labels)) for row in rows) / len(rows)
    measured = {
        "rows": {"train": len(train), "validation": len(validation)}, "accuracy": round(right / len(rows), 4),
        "accuracy_95": wilson(right, len(rows)), "accuracy_on_training_data": round(on_train["accuracy"], 4),
        "mean_confidence": round(sure, 4), "classes": per_class, "confusion_rows_are_labels": matrix,
        "largest_residual": max(one["residual"] for one in pairs.values()), "run": run, "best_checkpoint": best,
        "overlap": len(overlap(train, validation)), "grad_norm_median": round(norms[len(norms) // 2], 2),
        "grad_norm_highest": round(norms[-1], 2), "suspected_labels": len(suspected_labels(rows, labels)),
        "tokens_per_row": {"real": round(sum(lengths) / len(lengths), 1),
                           "processed": round(state["num_input_tokens_seen"] / (len(train) * state["epoch"]), 1)},
    }
    noise = math.sqrt(measured["accuracy"] * (1 - measured["accuracy"]) / len(rows))
    need((folder / best).is_dir(), "the best checkpoint is there")
    need(run["evaluations"] >= 8 and run["updates"] >= 1000 and len(rows) >= 1500, "enough evidence")
    need(run["end"]["eval_loss"] <= 1.04 * run["lowest_loss"]["eval_loss"] and run["rise_in_standard_errors"] < 2, "no rise at the end")
    need(abs(run["best_accuracy"]["eval_accuracy"] - run["end"]["eval_accuracy"]) < 1.5 * noise, "the last checkpoint is as good as the best")
    need(abs(measured["accuracy"] - run["best_accuracy"]["eval_accuracy"]) < 1e-4, "predictions are those of the best checkpoint")
    need(measured["accuracy_on_training_data"] - measured["accuracy"] < 0.025, "little memorising")
    need(measured["largest_residual"] < 4, "no pair of classes stands out")
    need(measured["overlap"] == 0, "no leakage")
    need(abs(sure - measured["accuracy"]) < 0.02, "confidence fits accuracy")
    for label, c in per_class.items():
        need(1 / 1.15 < c["predicted"] / c["support"] < 1.15, f"{label} is predicted as often as it occurs")
    for key in ("recall", "precision"):
        values = [c[key] for c in per_class.values()]
        need(max(values) - min(values) < 0.05, f"{key} is alike for all classes")
    settle(folder, "measured.json", {}, measured, write, [
        ["Rows", f"{len(train)} train, {len(validation)} validation, equal classes"],
        ["Updates and evaluations", f"{run['updates']} and {run['evaluations']}"],
        ["Validation loss", f"lowest {run['lowest_loss']['eval_loss']} at step {run['lowest_loss']['step']}, end {run['end']['eval_loss']}"],
        ["Training loss at the end (mean of 100 steps)", f"{run['end']['train_loss_last_100_steps']}"],
        ["Accuracy", f"best {run['best_accuracy']['eval_accuracy']} ({best}, kept), end {run['end']['eval_accuracy']}; 95 % interval {interval(measured['accuracy_95'])}"],
        ["Accuracy on the training data, same checkpoint", f"{measured['accuracy_on_training_data']}"],
        ["Mean confidence", f"{measured['mean_confidence']}"],
        *[[f"{label}", f"recall {c['recall']}, precision {c['precision']}, predicted {c['predicted']} times for {c['support']}"] for label, c in per_class.items()],
        ["Largest residual of any pair of classes", f"{measured['largest_residual']} (above 4 would stand out)"],
        ["Validation texts that also occur in training", f"{measured['overlap']}"],
        ["Gradient norm", f"median {measured['grad_norm_median']}, highest {measured['grad_norm_highest']}"],
        ["Tokens per row", f"{measured['tokens_per_row']['real']} real, {measured['tokens_per_row']['processed']} processed"],
    ])


def keras_history(folder: Path, write: bool = False) -> None:
    history = json.loads((folder / "history.json").read_text())
    with (folder / "history.pkl").open("rb") as file:
        need(pickle.load(file) == history, "history.pkl and history.json agree")
    log = read(folder / "training_log.csv")
    for name, values in history.items():
        need(all(abs(float(line[name]) - value) < 1e-6 for line, value in zip(log, values)), f"the CSV agrees on {name}")
    need(len(log) == len(history["loss"]), "the CSV has as many epochs")
    loss, val = history["loss"], history["val_loss"]
    low = val.index(min(val))
    measured = {
        "epochs": len(loss), "lowest_val_loss": round(val[low], 4), "lowest_in_epoch": low + 1, "val_loss_end": round(val[-1], 4),
        "loss_end": round(loss[-1], 4), "gap_at_lowest": round(val[low] - loss[low], 4), "gap_end": round(val[-1] - loss[-1], 4),
        "val_accuracy_at_lowest": round(history["val_accuracy"][low], 4), "val_accuracy_end": round(history["val_accuracy"][-1], 4),
        "accuracy_end": round(history["accuracy"][-1], 4), "rise_in_standard_errors": round(turned_up(val), 1),
    }
    need(measured["rise_in_standard_errors"] > 3 and measured["gap_end"] > 0.3, "a clear gap")
    settle(folder, "measured.json", {}, measured, write, [
        ["Epochs", f"{len(loss)}"],
        ["`val_loss`", f"lowest {measured['lowest_val_loss']} in epoch {low + 1}, end {measured['val_loss_end']}"],
        ["`loss` at the end", f"{measured['loss_end']}"],
        ["Gap `val_loss` - `loss`", f"{measured['gap_at_lowest']} in epoch {low + 1}, {measured['gap_end']} at the end"],
        ["`val_accuracy`", f"{measured['val_accuracy_at_lowest']} in epoch {low + 1}, {measured['val_accuracy_end']} at the end"],
        ["`accuracy` at the end", f"{measured['accuracy_end']}"],
    ])


def finance_ner(folder: Path, write: bool = False) -> None:
    planted = json.loads((folder / "planted.json").read_text())
    planted.pop("measured", None)
    measured = check_entities.measure(folder)
    micro, errors, recall = measured["micro"], planted["reference_errors"], measured["company_recall"]
    reported = json.loads((folder / "eval_results.json").read_text())["eval_f1"]
    need(abs(measured["token_accuracy"] - json.loads((folder / "eval_results.json").read_text())["eval_accuracy"]) < 1e-3, "predictions are those of the last checkpoint")
    need(recall["unseen"] < recall["seen"] - 0.2, "companies that training never showed are found less often")
    need(measured["invalid_transitions"] > 50 and measured["sentences_cut"] == 7, "the tags are not all valid, and seven sentences were cut")
    settle(folder, "planted.json", planted, measured, write, [
        ["Sentences", f"{measured['sentences']['train']} train, {measured['sentences']['validation']} validation"],
        ["All mentions", f"{micro['reference']} in the reference, {micro['predicted']} predicted, {micro['correct']} equal: precision {micro['precision']}, recall {micro['recall']}, F1 {micro['f1']} (the log says {reported:.4f}: it never saw the words that were cut)"],
        *[[kind, f"precision {one['precision']}, recall {one['recall']}, F1 {one['f1']} ({one['reference']} in the reference)"] for kind, one in measured["types"].items()],
        ["Accuracy of single tags", f"{measured['token_accuracy']}"],
        ["Companies", f"recall {recall['seen']} where training shows the name ({measured['company_mentions']['seen']} mentions), {recall['unseen']} where it does not ({measured['company_mentions']['unseen']})"],
        ["Wrong predicted mentions", ", ".join(f"{count} {kind}" for kind, count in measured["errors_of_predicted_mentions"].items())],
        ["Legal forms in training", f"{measured['legal_form_in_training']['inside']} inside the mention, {measured['legal_form_in_training']['outside']} after it"],
        ["Reference mentions without their tags", f"{len(errors['missing'])}, and {len(errors['wrong_type'])} companies tagged as people"],
        ["Copied from training", f"{len(planted['copied_from_training'])} sentences"],
        ["Tags that continue nothing", f"{measured['invalid_transitions']}"],
        ["Sentences cut at 64 sub-words", f"{measured['sentences_cut']}"],
    ])


def interval(pair: list[float]) -> str:
    return f"{pair[0]} to {pair[1]}"


def settle(folder: Path, name: str, base: dict, measured: dict, write: bool, lines: list[list[str]]) -> None:
    """Compare the figures just computed with those on disk, or write them there."""
    table = "\n".join(["| | |", "| --- | --- |", *(f"| {left} | {right} |" for left, right in lines)])
    readme = folder / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.exists() else "<!-- figures -->\n<!-- end of figures -->\n"
    wanted = re.sub(r"<!-- figures -->.*<!-- end of figures -->",
                    lambda _: f"<!-- figures -->\n\n{table}\n\n<!-- end of figures -->", text, flags=re.S)
    if write:
        base["measured"] = measured
        (folder / name).write_text(json.dumps(base, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        readme.write_text(wanted, encoding="utf-8")
        return
    need(json.loads((folder / name).read_text(encoding="utf-8")).get("measured") == measured, f"{name} agrees with the files")
    need(text == wanted, "README.md agrees with the files")


CHECKS = {"finance-sentiment": finance, "healthy-run": healthy, "keras-history": keras_history, "finance-ner": finance_ner}


def main() -> int:
    bad = 0
    for name, check in CHECKS.items():
        try:
            check(EXAMPLES / name, write="--write" in sys.argv)
            print(f"{name}: as described")
        except Failed as reason:
            bad += 1
            print(f"{name}: NOT as described: {reason}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
