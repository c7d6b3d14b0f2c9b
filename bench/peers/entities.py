"""Reads a CoNLL file of word, reference and predicted tag and scores it; prints the seconds of scoring alone as JSON.

    python bench/peers/entities.py FILE seqeval|seqeval-strict|nervaluate|bootstrap
"""

import json
import resource
import sys
import time

path, tool = sys.argv[1:3]
gold, predicted, one, two = [], [], [], []
with open(path, encoding="utf-8") as file:
    for line in file:
        parts = line.split()
        if parts:
            one.append(parts[1])
            two.append(parts[2])
        elif one:
            gold.append(one)
            predicted.append(two)
            one, two = [], []
if one:
    gold.append(one)
    predicted.append(two)


def spans(tags):
    found, start = set(), None
    for place, tag in enumerate([*tags, "O"]):
        if start is not None and not (tag[0] == "I" and tag[2:] == tags[start][2:]):
            found.add((start, place, tags[start][2:]))
            start = None
        if start is None and tag != "O":
            start = place
    return found


if tool == "bootstrap":
    import numpy as np

    kinds = sorted({tag[2:] for line in gold for tag in line if tag != "O"})
    counts = np.zeros((len(gold), 3, len(kinds)))
    for row, (a, b) in enumerate(zip(gold, predicted)):
        a, b = spans(a), spans(b)
        for which, some in enumerate((a & b, a, b)):
            for span in some:
                counts[row, which, kinds.index(span[2])] += 1
    random = np.random.default_rng(0)
    flat = counts.reshape(len(gold), -1)
    start = time.perf_counter()
    drawn = np.stack([
        random.multinomial(len(gold), np.full(len(gold), 1 / len(gold))).astype(float) @ flat for _ in range(10_000)
    ]).reshape(10_000, 3, -1)
    f1 = 2 * drawn[:, 0] / np.maximum(drawn[:, 1] + drawn[:, 2], 1)
    micro = 2 * drawn[:, 0].sum(1) / (drawn[:, 1] + drawn[:, 2]).sum(1)
    np.quantile(f1, [0.025, 0.975], axis=0), np.quantile(micro, [0.025, 0.975])
elif tool == "nervaluate":
    from nervaluate.evaluator import Evaluator

    tags = sorted({tag[2:] for line in gold for tag in line if tag != "O"})
    start = time.perf_counter()
    Evaluator(gold, predicted, tags=tags, loader="list").evaluate()
else:
    from seqeval.metrics import classification_report
    from seqeval.scheme import IOB2

    start = time.perf_counter()
    strict = {"mode": "strict", "scheme": IOB2} if tool == "seqeval-strict" else {}
    classification_report(gold, predicted, digits=4, **strict)
seconds = time.perf_counter() - start
print(json.dumps({"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6}))
