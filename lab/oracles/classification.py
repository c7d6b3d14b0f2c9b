"""Records what scikit-learn answers on the cases of the test table and on random ones.

Writes test/oracles/classification.json:  python lab/oracles/classification.py
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn.metrics import accuracy_score, balanced_accuracy_score, matthews_corrcoef, precision_recall_fscore_support

warnings.filterwarnings("ignore")
random = np.random.default_rng(7)
cases = []


def record(name, reference, predicted):
    reference = [str(v) for v in reference]
    predicted = [str(v) for v in predicted]
    labels = sorted(set(reference) | set(predicted))
    p, r, f, support = precision_recall_fscore_support(reference, predicted, labels=labels, zero_division=np.nan)
    overall = {
        "accuracy": accuracy_score(reference, predicted),
        "balanced_accuracy": balanced_accuracy_score(reference, predicted),
        "mcc": matthews_corrcoef(reference, predicted),
    }
    for average in ("macro", "micro", "weighted"):
        ap, ar, af, _ = precision_recall_fscore_support(reference, predicted, average=average, zero_division=0)
        overall |= {f"precision_{average}": ap, f"recall_{average}": ar, f"f1_{average}": af}
    null = lambda v: None if np.isnan(v) else float(v)
    cases.append({
        "name": name, "labels": labels,
        "counts": [[sum(a == i and b == j for a, b in zip(reference, predicted)) for j in labels] for i in labels],
        "overall": {k: float(v) for k, v in overall.items()},
        "classes": [{"label": l, "precision": null(p[i]), "recall": null(r[i]), "f1": null(f[i]), "support": int(support[i])}
                    for i, l in enumerate(labels)],
    })


record("C2 a label only predicted is averaged, an absent one is not", [2, 1, 0, 4], [2, 1, 0, 1])
record("C3 three labels", [2, 1, 0, 0], [2, 1, 0, 1])
record("C4 macro over the union", list("AABB"), list("ABCB"))
record("C6 no hit at all", [1, 0, 0], [0, 1, 0])
record("C7 104 labels, 100 right", list(range(104)), list(range(100)) + [104, 105, 106, 107])
record("C8 one label, all right", [0, 0], [0, 0])
record("C9 all zero", [0] * 6, [0] * 6)
record("C10 undefined precision and recall", [0, 1, 0, 3], [0, 1, 2, 2])
record("single prediction for everything", [0, 1, 1, 2], [1, 1, 1, 1])
for size, n in [(2, 10), (2, 500), (3, 40), (5, 200), (8, 30), (10, 3000), (30, 400)]:
    for sharp in (0.3, 0.9):
        prior = random.dirichlet(np.ones(size))
        reference = random.choice(size, n, p=prior)
        wrong = random.choice(size, n)
        predicted = np.where(random.uniform(size=n) < sharp, reference, wrong)
        record(f"random {size} labels, {n} rows, {sharp}", reference, predicted)

path = pathlib.Path(__file__).parents[2] / "test" / "oracles" / "classification.json"
path.write_text(json.dumps({"versions": {"scikit-learn": sklearn.__version__}, "cases": cases}) + "\n")
