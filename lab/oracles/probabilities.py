"""Records what scikit-learn and torchmetrics answer about probabilities, on the cases of the test table and on random ones.

Writes test/oracles/probabilities.json:  python lab/oracles/probabilities.py
"""

import json
import math
import pathlib
import warnings

import numpy as np
import scipy
import scipy.optimize
import scipy.special
import sklearn
import torch
import torchmetrics
import torchmetrics.functional.classification as tm
from sklearn import metrics

warnings.filterwarnings("ignore")
random = np.random.default_rng(11)


def delong(y, s):
    """The definition, pair by pair: what Mann and Whitney's kernel says of every pair, and the variance of its row and column means."""
    positive, negative = s[y == 1], s[y == 0]
    kernel = (positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])
    return kernel.mean(1).var(ddof=1) / len(positive) + kernel.mean(0).var(ddof=1) / len(negative)


def jackknife_variance(y, s):
    """Variance of average precision by leaving out one row at a time."""
    keep = ~np.eye(len(y), dtype=bool)
    values = np.array([metrics.average_precision_score(y[k], s[k]) for k in keep])
    return float((len(y) - 1) / len(y) * ((values - values.mean()) ** 2).sum())


def binary(name, y, s, detail=False):
    y, s = np.asarray(y), np.asarray(s, dtype=float)
    case = {"name": name, "y": y.tolist(), "s": s.tolist(), "ap": float(metrics.average_precision_score(y, s))}
    if 0 < y.sum() < len(y):
        case["auc"] = float(metrics.roc_auc_score(y, s))
        case["torchmetrics_auc"] = float(tm.binary_auroc(torch.tensor(s), torch.tensor(y)))
        case["torchmetrics_ap"] = float(tm.binary_average_precision(torch.tensor(s), torch.tensor(y)))
    if detail:
        case["delong"] = float(delong(y, s))
        case["ap_jackknife"] = jackknife_variance(y, s)
        case["best_f1"] = max(float(metrics.f1_score(y, s >= t)) for t in np.append(np.unique(s), np.inf))
    return case


binaries = [
    binary("A1 all scores equal", [1, 0, 1, 0], [.5] * 4),
    binary("A2 ties", [0, 1, 1, 0, 1], [.3, .3, .7, .7, .9]),
    binary("A3 small scores", [0, 0, 1, 1], [.001, .002, .003, .004]),
    binary("A4 step rule", [1, 0, 1, 0, 0], [.9, .8, .7, .6, .5]),
    binary("A6 positives only", [1, 1], [.2, .9]),
    binary("A6 negatives only", [0, 0], [.2, .9]),
]
for n, share, digits in [(30, .5, 1), (60, .2, 8), (200, .1, 2), (150, .5, 8)]:
    y = (random.uniform(size=n) < share).astype(int)
    binaries.append(binary(f"random {n} rows, {digits} digits", y, np.round(scipy.special.expit(random.normal(size=n) + 2 * y - 1), digits), True))


def ece(confidence, correct, bins, mass):
    """Straight from the definition; right-closed bins as in Guo et al. 2017."""
    order = np.argsort(confidence, kind="stable")
    if mass:
        groups = np.array_split(order, bins)
    else:
        edges = np.linspace(0, 1, bins + 1)
        groups = [np.flatnonzero((confidence > lo) & (confidence <= hi) | (lo == 0) & (confidence == 0)) for lo, hi in zip(edges[:-1], edges[1:])]
    return float(sum(abs(confidence[g].sum() - correct[g].sum()) for g in groups) / len(confidence))


def several(name, p, y):
    p, y = np.asarray(p), np.asarray(y)
    n, k = p.shape
    confidence, correct = p.max(1), (p.argmax(1) == y).astype(int)
    onehot = np.eye(k)[y]
    case = {"name": name, "labels": k, "p": p.ravel().tolist(), "y": y.tolist()}
    case["brier_sum"] = float(metrics.brier_score_loss(y, p if k > 2 else p[:, 1], labels=list(range(k)), scale_by_half=False))
    case["brier_half"] = float(metrics.brier_score_loss(y, p if k > 2 else p[:, 1], labels=list(range(k)), scale_by_half=True))
    case["log_loss"] = float(metrics.log_loss(y, p, labels=list(range(k))))
    case["ece"] = {str(b): ece(confidence, correct, b, False) for b in (5, 10, 15)}
    case["ece_mass"] = {str(b): ece(confidence, correct, b, True) for b in (5, 15)}
    case["classwise"] = float(np.mean([ece(p[:, j], onehot[:, j], 15, False) for j in range(k)]))
    if k == 2:
        case["torchmetrics_ece_binary"] = float(tm.binary_calibration_error(torch.tensor(p[:, 1]), torch.tensor(y), n_bins=15))
    else:
        case["torchmetrics_ece"] = float(tm.multiclass_calibration_error(torch.tensor(p), torch.tensor(y), k, n_bins=15))
        if len(np.unique(y)) == k:
            for key, options in {"ovr_macro": ("ovr", "macro"), "ovr_weighted": ("ovr", "weighted"), "ovo_macro": ("ovo", "macro")}.items():
                case[key] = float(metrics.roc_auc_score(y, p, multi_class=options[0], average=options[1]))
            case["ap_macro"] = float(metrics.average_precision_score(onehot, p, average="macro"))
        else:
            try:
                metrics.roc_auc_score(y, p, multi_class="ovr")
                case["sklearn_refuses"] = False
            except ValueError as error:
                case["sklearn_refuses"] = str(error)
            case["torchmetrics_macro"] = float(tm.multiclass_auroc(torch.tensor(p), torch.tensor(y), k, average="macro"))
    logs = np.log(p)
    nll = lambda b, rows=slice(None): float(np.mean(scipy.special.logsumexp(b * logs[rows], axis=1) - b * logs[rows][np.arange(len(y[rows])), y[rows]]))
    found = scipy.optimize.minimize_scalar(nll, bounds=(.01, 50), method="bounded", options={"xatol": 1e-10})
    case["temperature"] = 1 / float(found.x)
    case["nll_at_temperature"] = float(found.fun)
    variance = ((p ** 3).sum(1) - (p ** 2).sum(1) ** 2).sum()
    case["spiegelhalter"] = float(((p ** 2).sum(1) - p[np.arange(n), y]).sum() / math.sqrt(variance))
    if k == 2:
        q = p[:, 1]
        case["spiegelhalter_published"] = float(((y - q) * (1 - 2 * q)).sum() / math.sqrt(((1 - 2 * q) ** 2 * q * (1 - q)).sum()))
    return case


cases = []
for n, k, heat, absent in [(80, 2, .5, False), (300, 2, 2, False), (60, 3, 1, False), (250, 4, .6, False), (400, 6, 2, False), (100, 4, 1, True)]:
    logits = random.normal(size=(n, k)) * 2
    p = scipy.special.softmax(logits, axis=1)
    y = np.array([random.choice(k, p=row) for row in scipy.special.softmax(logits * heat, axis=1)])
    if absent:
        y[y == 1] = 0
    cases.append(several(f"{n} rows, {k} labels, true logits x {heat}{', label 1 absent' if absent else ''}", p, y))

tables = {
    "E1": float(tm.binary_calibration_error(torch.tensor([.95, 1.0]), torch.tensor([1, 0]), n_bins=10)),
    "E5": float(tm.binary_calibration_error(torch.tensor([.1, .2, .8, .9]), torch.tensor([0, 0, 1, 0]), n_bins=10)),
    "zero_reference": float(metrics.log_loss([0, 1], [[0., 1.], [.4, .6]])),
}

# The null, with every outcome drawn singly: mean, 95th and 99th percentile of 4,000 draws.
nulls = []
for n, bins, shape in [(100, 15, "wide"), (2000, 15, "wide"), (2000, 15, "sure"), (500, 10, "sure")]:
    confidence = np.round(random.uniform(.5, 1, n) if shape == "wide" else 1 - random.beta(.3, 6, n) / 2, 6)
    draws = [ece(confidence, (random.uniform(size=n) < confidence).astype(int), bins, False) for _ in range(4000)]
    nulls.append({"confidence": confidence.tolist(), "bins": bins, "mean": float(np.mean(draws)), "below95": float(np.quantile(draws, .95)), "below99": float(np.quantile(draws, .99))})

path = pathlib.Path(__file__).parents[2] / "test" / "oracles" / "probabilities.json"
versions = {"scikit-learn": sklearn.__version__, "torchmetrics": torchmetrics.__version__, "scipy": scipy.__version__}
path.write_text(json.dumps({"versions": versions, "binaries": binaries, "cases": cases, "tables": tables, "nulls": nulls}) + "\n")
print({k: v for k, v in tables.items()}, [c.get("sklearn_refuses") for c in cases], [c.get("torchmetrics_macro") for c in cases], [(b["name"], b["ap"]) for b in binaries[:6]])
