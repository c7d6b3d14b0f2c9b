"""Records scikit-learn's log loss and scipy's softmax of logits, and accuracy of the highest score.

Writes test/oracles/predictions.json:  python lab/oracles/predictions.py
"""

import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy.special import log_softmax, softmax
from sklearn.metrics import accuracy_score, log_loss

random = np.random.default_rng(11)
cases = []


def record(name, logits, reference):
    # float32, as models write and as Afterfit keeps them; the sums are taken in float64.
    logits = np.asarray(logits, dtype=np.float32).astype(np.float64)
    labels = list(range(logits.shape[1]))
    losses = -log_softmax(logits, axis=1)[np.arange(len(reference)), reference]
    cases.append({
        "name": name,
        "logits": logits.tolist(),
        "reference": [int(r) for r in reference],
        "log_loss": float(log_loss(reference, softmax(logits, axis=1), labels=labels)),
        "sum_of_squares": float((losses**2).sum()),
        "accuracy": float(accuracy_score(reference, logits.argmax(axis=1))),
        "first_confidence": float(softmax(logits[0]).max()),
    })


record("three classes", random.normal(size=(40, 3)) * 2, random.integers(0, 3, 40))
record("two classes, sure", random.normal(size=(30, 2)) * 6, random.integers(0, 2, 30))
record("large logits overflow a naive softmax", random.normal(size=(10, 4)) + 900, random.integers(0, 4, 10))
record("large negative logits", random.normal(size=(10, 4)) - 900, random.integers(0, 4, 10))

out = pathlib.Path(__file__).parents[2] / "test/oracles/predictions.json"
out.write_text(json.dumps({"scikit-learn": sklearn.__version__, "scipy": scipy.__version__, "cases": cases}, indent=1) + "\n")
