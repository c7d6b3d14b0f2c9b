"""Records what scikit-learn answers about multi-label tasks, undefined ratios included.

Writes test/oracles/multi-label.json:  python lab/oracles/multi_label.py
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn import metrics

warnings.filterwarnings("ignore")
random = np.random.default_rng(13)
cases = []


def record(name, reference, predicted, scores=None):
    reference, predicted = np.asarray(reference), np.asarray(predicted)
    overall = {
        "subset_accuracy": metrics.accuracy_score(reference, predicted),
        "hamming_loss": metrics.hamming_loss(reference, predicted),
        "jaccard_samples": metrics.jaccard_score(reference, predicted, average="samples", zero_division=0),
    }
    without = {}
    for average in ("micro", "macro", "weighted", "samples"):
        for divide, target in ((0, overall), (np.nan, without)):
            p, r, f, _ = metrics.precision_recall_fscore_support(reference, predicted, average=average, zero_division=divide)
            target |= {f"precision_{average}": p, f"recall_{average}": r, f"f1_{average}": f}
    p, r, f, support = metrics.precision_recall_fscore_support(reference, predicted, average=None, zero_division=np.nan)
    number = lambda v: None if np.isnan(v) else float(v)
    case = {
        "name": name, "labels": reference.shape[1],
        "reference": reference.ravel().tolist(), "predicted": predicted.ravel().tolist(),
        "overall": {k: float(v) for k, v in overall.items()},
        "zero_division_nan": {k: number(v) for k, v in without.items()},
        "classes": [{"precision": number(a), "recall": number(b), "f1": number(c), "support": int(d)} for a, b, c, d in zip(p, r, f, support)],
    }
    if scores is not None:
        case["scores"] = scores.ravel().tolist()
        case["roc_auc_macro"] = float(metrics.roc_auc_score(reference, scores, average="macro"))
        case["average_precision_macro"] = float(metrics.average_precision_score(reference, scores, average="macro"))
    cases.append(case)


record("nothing predicted", [[1, 0], [0, 1], [1, 1]], [[0, 0], [0, 0], [0, 0]])
record("nothing to find, nothing predicted", [[0, 0], [0, 0]], [[0, 0], [0, 0]])
record("nothing to find, something predicted", [[0, 0], [0, 0]], [[1, 0], [0, 0]])
record("one label never occurs and is never predicted", [[1, 0, 0], [1, 1, 0], [0, 0, 0]], [[1, 0, 0], [0, 1, 0], [0, 0, 0]])
record("a row empty on both sides counts as 0", [[1, 1], [0, 0]], [[1, 1], [0, 0]])
record("all right", [[1, 0], [0, 1], [1, 1]], [[1, 0], [0, 1], [1, 1]])
for n, k, density, noise in [(20, 3, .3, .2), (100, 5, .1, .05), (200, 12, .05, .3), (50, 2, .5, .1)]:
    reference = (random.uniform(size=(n, k)) < density).astype(int)
    reference[0], reference[1] = 1, 0
    scores = np.round(1 / (1 + np.exp(-random.normal(size=(n, k)) * noise * 8 - 4 * reference + 2)), 2)
    record(f"random {n} rows, {k} labels", reference, (scores > .5).astype(int), scores)

path = pathlib.Path(__file__).parents[2] / "test" / "oracles" / "multi-label.json"
path.write_text(json.dumps({"versions": {"scikit-learn": sklearn.__version__}, "cases": cases}) + "\n")
