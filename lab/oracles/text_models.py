"""Records what scikit-learn, cleanlab, scipy and statsmodels answer about texts, suspected labels and stratified tables, for
test/metrics/{bag-of-words,label-errors}/ and test/stats/stratified.test.ts. The texts are those of examples/finance-sentiment.
Writes test/oracles/text-models.json.

    python lab/oracles/text_models.py
"""

import csv
import json
import pathlib
import re

import cleanlab
import numpy as np
import scipy
import sklearn
import statsmodels
from cleanlab.count import compute_confident_joint, estimate_joint, get_confident_thresholds
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores
from scipy import stats
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score, log_loss
from statsmodels.stats.contingency_tables import StratifiedTable

root = pathlib.Path(__file__).parents[2]
random = np.random.default_rng(20270201)
out = {"versions": {"scikit-learn": sklearn.__version__, "cleanlab": cleanlab.__version__, "scipy": scipy.__version__,
                    "statsmodels": statsmodels.__version__, "numpy": np.__version__}}


def rows(path):
    with open(root / "examples" / "finance-sentiment" / path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# The words of src/metrics/words/tokens.ts, written for texts of Latin letters.
WORD = re.compile(r"[^\W_]+(?:(?:(?<=[^\W\d_])['’](?=[^\W\d_])|(?<=\d)[.,](?=\d))[^\W_]+)*")


def words(text):
    return WORD.findall(text.lower())


LABELS = ["negative", "neutral", "positive", "mixed", "litigious"]
train, validation = rows("data/train.csv"), rows("data/validation.csv")
out["bagOfWords"] = []
for labels in [LABELS, ["negative", "positive"]]:
    known = [r for r in train if r["label"] in labels]
    asked = [r for r in validation if r["label"] in labels]
    vectors = TfidfVectorizer(analyzer=words)
    x = vectors.fit_transform([r["text"] for r in known])
    model = LogisticRegression().fit(x, [labels.index(r["label"]) for r in known])
    p = model.predict_proba(vectors.transform([r["text"] for r in asked]))
    y = [labels.index(r["label"]) for r in asked]
    out["bagOfWords"].append({
        "labels": labels, "terms": len(vectors.vocabulary_), "iterations": int(model.n_iter_[0]),
        "predicted": p.argmax(1).tolist(), "probabilities": p[:40].round(6).tolist(),
        "logLoss": log_loss(y, p, labels=range(len(labels))), "accuracy": accuracy_score(y, p.argmax(1)),
        "macroF1": f1_score(y, p.argmax(1), average="macro")})

tf = TfidfVectorizer(analyzer=words)
few = [r["text"] for r in validation[:5]]
matrix = tf.fit_transform(few)
out["tfIdf"] = {"texts": few, "terms": tf.get_feature_names_out().tolist(), "weights": matrix.toarray().round(10).tolist()}


def suspected(given, p):
    joint = compute_confident_joint(given, p)
    return {"thresholds": get_confident_thresholds(given, p).tolist(), "joint": np.asarray(joint).tolist(),
            "noise": float(1 - np.trace(estimate_joint(given, p))),
            "byMargin": find_label_issues(given, p, return_indices_ranked_by="normalized_margin", n_jobs=1).tolist(),
            "byConfidence": find_label_issues(given, p, return_indices_ranked_by="self_confidence", n_jobs=1).tolist(),
            "confidentLearning": sorted(find_label_issues(given, p, filter_by="confident_learning", return_indices_ranked_by="self_confidence", n_jobs=1).tolist()),
            "margins": get_label_quality_scores(given, p, method="normalized_margin", adjust_pred_probs=False)[:20].tolist()}


out["labelErrors"] = []
for n, k, flips, sharp in [(300, 2, 0.1, 2.0), (600, 4, 0.15, 2.5), (900, 6, 0.05, 1.0)]:
    right = random.choice(k, size=n, p=np.arange(1, k + 1) / np.arange(1, k + 1).sum())
    logits = random.normal(size=(n, k))
    logits[np.arange(n), right] += sharp
    p = np.exp(logits)
    p = (p / p.sum(1, keepdims=True)).round(5)
    given = np.where(random.uniform(size=n) < flips, (right + random.integers(1, k, size=n)) % k, right)
    out["labelErrors"].append({"labels": k, "given": given.tolist(), "probabilities": p.tolist(), **suspected(given, p)})
predictions = rows("predictions/eval_predictions.csv")
logits = np.array([[float(r["logit_" + label]) for label in LABELS] for r in predictions])
p = np.exp(logits - logits.max(1, keepdims=True))
p /= p.sum(1, keepdims=True)
out["financeLabelErrors"] = suspected(np.array([LABELS.index(r["label"]) for r in predictions]), p)

# The exact conditional distribution written out: a sum of independent hypergeometric counts.
out["exactMantelHaenszel"] = []
for strata in [[(8, 2, 1, 5)], [(3, 1, 1, 3), (5, 2, 4, 9)], [(0, 4, 3, 40), (6, 6, 10, 60), (2, 0, 1, 9)], [(20, 5, 30, 25), (3, 4, 10, 40), (0, 0, 5, 5)],
               [(25, 75, 100, 800), (12, 8, 60, 300), (1, 0, 0, 3)]]:
    mass, observed = np.ones(1), 0
    for a, b, c, d in strata:
        low, high = max(0, a + c - (c + d)), min(a + b, a + c)
        mass = np.convolve(mass, stats.hypergeom(a + b + c + d, a + c, a + b).pmf(np.arange(low, high + 1)))
        observed += a - low
    out["exactMantelHaenszel"].append({"strata": strata, "p": float(mass[observed:].sum())})

out["commonOdds"] = []
for strata in [[(8, 2, 1, 5)], [(20, 5, 30, 25), (3, 4, 10, 40)], [(9, 1, 90, 10), (2, 7, 12, 60), (4, 4, 20, 33)]]:
    table = StratifiedTable([np.array(t, float).reshape(2, 2) for t in strata])
    low, high = table.logodds_pooled_confint()
    out["commonOdds"].append({"strata": strata, "logOdds": float(table.logodds_pooled), "standardError": float(table.logodds_pooled_se), "low": float(low), "high": float(high)})

path = root / "test" / "oracles" / "text-models.json"
path.write_text(json.dumps(out) + "\n")
