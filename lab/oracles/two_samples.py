"""Records what scipy and scikit-learn answer about two groups, for test/stats/two-samples.test.ts.
Writes test/oracles/two-samples.json.

    python lab/oracles/two_samples.py
"""

import json
import pathlib

import numpy as np
import scipy
import sklearn
from scipy import special, stats
from sklearn.linear_model import LogisticRegression

random = np.random.default_rng(20270115)
out = {"versions": {"scipy": scipy.__version__, "numpy": np.__version__, "scikit-learn": sklearn.__version__}}

tables = [(3, 1, 1, 3), (8, 2, 1, 5), (0, 10, 12, 2), (290, 10, 600, 100), (20, 0, 180, 20), (1, 1, 1, 1),
          (297, 3, 560, 140), (12000, 300, 11800, 500), (5, 0, 995, 0), (7, 7, 70, 70), (0, 3, 4, 90)]
out["fisher"] = [
    [*t, side, float(stats.fisher_exact([[t[0], t[1]], [t[2], t[3]]], alternative=name).pvalue)]
    for t in tables
    for side, name in [("two", "two-sided"), ("less", "less"), ("greater", "greater")]
]

out["kolmogorovTail"] = [[x, float(special.kolmogorov(x))] for x in (0.1, 0.3, 0.5, 0.8, 0.99, 1, 1.2, 1.63, 2, 3, 5)]
out["kolmogorovSmirnov"] = []
for n, m, shift, decimals in [(200, 200, 0.0, 12), (250, 900, 0.1, 12), (200, 300, 0.5, 2), (1000, 1000, 0.05, 1), (7, 5, 1.0, 12)]:
    a = random.normal(size=n).round(decimals)
    b = (random.normal(size=m) + shift).round(decimals)
    d = float(stats.ks_2samp(a, b).statistic)
    out["kolmogorovSmirnov"].append({
        "a": a.tolist(), "b": b.tolist(), "distance": d,
        "p": float(special.kolmogorov(np.sqrt(n * m / (n + m)) * d)),
        "exact": float(stats.ks_2samp(a, b, method="exact").pvalue)})

# Mantel and Haenszel's formula written out in numpy; scipy has no function for it.
out["mantelHaenszel"] = []
for strata in [[(20, 5, 30, 25)], [(20, 5, 30, 25), (3, 4, 10, 40), (0, 0, 5, 5)], [(9, 1, 90, 10)], [(40, 0, 300, 60), (25, 2, 200, 80)]]:
    t = np.array(strata, float)
    n = t.sum(1)
    a, b, c, d = t.T
    ok = ((a + b) * (c + d) > 0) & (n > 1)
    t, n, a, b, c, d = t[ok], n[ok], a[ok], b[ok], c[ok], d[ok]
    excess = (a - (a + b) * (a + c) / n).sum()
    variance = ((a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))).sum()
    ratio = (a * d / n).sum() / (b * c / n).sum() if (b * c).sum() > 0 else None
    out["mantelHaenszel"].append({"strata": strata, "p": float(stats.norm.sf((excess - 0.5) / np.sqrt(variance))), "oddsRatio": ratio})

out["logisticRegression"] = []
for n, true in [(60, (0.2, 1.0)), (400, (-1.5, 0.7, 0.4)), (1000, (-2.0, 0.0, 1.0, -0.5))]:
    x = random.normal(size=(n, len(true) - 1)).round(4)
    x[:, -1] = (x[:, -1] > 0.3).astype(float)
    p = 1 / (1 + np.exp(-(true[0] + x @ np.array(true[1:]))))
    y = (random.uniform(size=n) < p).astype(int)
    fit = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10000, solver="newton-cholesky").fit(x, y)
    beta = np.concatenate([fit.intercept_, fit.coef_[0]])
    full = np.column_stack([np.ones(n), x])
    q = 1 / (1 + np.exp(-full @ beta))
    error = np.sqrt(np.diag(np.linalg.inv(full.T @ (full * (q * (1 - q))[:, None]))))
    out["logisticRegression"].append({"columns": x.T.tolist(), "outcome": y.tolist(), "coefficients": beta.tolist(), "standardErrors": error.tolist()})

path = pathlib.Path(__file__).parents[2] / "test" / "oracles" / "two-samples.json"
path.write_text(json.dumps(out) + "\n")
