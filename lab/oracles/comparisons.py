"""Records what scipy, numpy and deepsig answer for the statistics of comparisons. Writes test/oracles/comparisons.json.

    pip install scipy deepsig==1.2.8
    python lab/oracles/comparisons.py

deepsig (GPL-3) is only asked for numbers; none of its code is used.
"""

import json
import pathlib
import warnings

import deepsig
import numpy as np
import scipy
from deepsig.aso import compute_violation_ratio
from scipy import optimize, stats

warnings.filterwarnings("ignore")
random = np.random.default_rng(20261124)
out = {"versions": {"scipy": scipy.__version__, "numpy": np.__version__, "deepsig": "1.2.8"}}


def draw(n, mean=0.8, sd=0.02):
    return random.normal(mean, sd, size=n).round(5).tolist()


out["studentQuantile"] = [[p, df, float(stats.t.ppf(p, df))] for p in (0.001, 0.025, 0.4, 0.9, 0.975, 0.9999) for df in (1, 2.5, 7, 40, 1000)]
out["fTail"] = [[f, a, b, float(stats.f.sf(f, a, b))] for f, a, b in [(0.5, 2, 7), (3.2, 1, 8), (10, 4, 20), (1, 30, 300), (60, 2, 5)]]
out["welch"] = []
out["brownForsythe"] = []
out["analysisOfVariance"] = []
for n, m in [(2, 2), (3, 5), (5, 5), (10, 4)]:
    a, b, c = draw(n), draw(m, 0.82, 0.05), draw(max(n, 3), 0.79)
    t = stats.ttest_ind(b, a, equal_var=False)
    i = t.confidence_interval(0.95)
    out["welch"].append({"a": a, "b": b, "t": float(t.statistic), "df": float(t.df), "p": float(t.pvalue), "low": float(i.low), "high": float(i.high)})
    if min(n, m) >= 3:
        r = stats.levene(a, b, c, center="median")
        out["brownForsythe"].append({"groups": [a, b, c], "f": float(r.statistic), "p": float(r.pvalue)})
    r = stats.f_oneway(a, b, c)
    out["analysisOfVariance"].append({"groups": [a, b, c], "f": float(r.statistic), "p": float(r.pvalue)})
out["meanInterval"] = []
for n in (2, 5, 30):
    v = draw(n)
    low, high = stats.t.interval(0.95, n - 1, loc=np.mean(v), scale=stats.sem(v))
    out["meanInterval"].append({"values": v, "low": float(low), "high": float(high)})


def holm(p):
    """Direct from the definition: the largest of (m − rank + 1)·p so far."""
    order, adjusted, largest = np.argsort(p), np.zeros(len(p)), 0.0
    for rank, i in enumerate(order):
        largest = max(largest, min(1.0, (len(p) - rank) * p[i]))
        adjusted[i] = largest
    return adjusted.tolist()


out["holm"] = [{"p": p, "adjusted": holm(p)} for p in [[0.01], [0.01, 0.04, 0.03, 0.005], random.uniform(size=9).round(4).tolist()]]

out["kruskalWallis"] = []
for sizes in [(30, 30, 30), (25, 40), (20, 20, 20, 20)]:
    groups = [np.round(random.normal(0.05 * g, 0.1, size=n), 2).tolist() for g, n in enumerate(sizes)]
    r = stats.kruskal(*groups)
    out["kruskalWallis"].append({"groups": groups, "h": float(r.statistic), "p": float(r.pvalue)})
out["spearman"] = []
for n in (10, 25):
    x = random.integers(0, 8, size=n)
    y = (0.1 * x + random.normal(size=n)).round(3)
    r = stats.spearmanr(x, y)
    out["spearman"].append({"x": x.tolist(), "y": y.tolist(), "rho": float(r.statistic), "p": float(r.pvalue)})


def tango(b, c, n):
    """Interval of (c − b)/n by inverting the score test, the constrained maximum of the likelihood found numerically."""
    z = stats.norm.ppf(0.975)

    def score(delta):
        # Shares: only first q, only second q + delta, the rest 1 − 2q − delta.
        low, high = max(0.0, -delta), (1 - delta) / 2
        def loss(q):
            parts = [(b, q), (c, q + delta), (n - b - c, 1 - 2 * q - delta)]
            return -sum(k * np.log(max(p, 1e-300)) for k, p in parts if k > 0)
        q = optimize.minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-13}).x
        variance = (2 * q + delta - delta**2) / n
        return ((c - b) / n - delta) / np.sqrt(max(variance, 1e-30))

    observed = (c - b) / n
    low = optimize.brentq(lambda d: score(d) - z, -1 + 1e-9, observed + 1e-12) if observed > -1 else -1
    high = optimize.brentq(lambda d: score(d) + z, observed - 1e-12, 1 - 1e-9)
    return [b, c, n, float(low), float(high)]


out["tango"] = [tango(*k) for k in [(5, 12, 100), (1, 0, 50), (30, 55, 872), (2, 9, 40), (14, 14, 300)]]

out["violation"] = []
for n, m in [(3, 3), (5, 5), (10, 7)]:
    a, b = draw(n, 0.81), draw(m, 0.8)
    np.random.seed(1)
    eps = deepsig.aso(a, b, confidence_level=0.95, num_bootstrap_iterations=4000, show_progress=False, num_jobs=1)
    out["violation"].append({"a": a, "b": b, "ratio": float(compute_violation_ratio(a, b, dt=0.0005)), "epsMin": float(eps)})


def expected_best(values, k):
    """Mean of the best of k drawn with replacement, from the distribution of the maximum."""
    v = np.sort(values)
    n = len(v)
    return float(sum(v[i] * ((np.arange(1, n + 1)[i] / n) ** k - (i / n) ** k) for i in range(n)))


v = draw(12)
out["expectedBest"] = {"values": v, "rows": [[k, expected_best(v, k)] for k in (1, 2, 5, 12)],
                       "simulated": [[k, float(np.max(random.choice(v, size=(400000, k)), axis=1).mean())] for k in (2, 5)]}


def power(k, effect):
    df, nc = 2 * k - 2, effect * np.sqrt(k / 2)
    t = stats.t.ppf(0.975, df)
    return stats.nct.sf(t, df, nc) + stats.nct.cdf(-t, df, nc)


out["runsToShow"] = []
for effect in (0.5, 1.0, 1.5, 2.0, 3.0):
    k = 2
    while power(k, effect) < 0.8:
        k += 1
    out["runsToShow"].append([effect, k])

path = pathlib.Path(__file__).parents[2] / "test" / "oracles" / "comparisons.json"
path.write_text(json.dumps(out, indent=1) + "\n")
