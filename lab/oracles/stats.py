"""Records what scipy and numpy answer, for the tests in test/stats. Writes test/oracles/stats.json.

    python lab/oracles/stats.py
"""

import json
import math
import pathlib

import numpy as np
import scipy
from scipy import integrate, optimize, special, stats

random = np.random.default_rng(20261124)
out = {"versions": {"scipy": scipy.__version__, "numpy": np.__version__}}


def rows(function, arguments):
    return [[*a, float(function(*a))] for a in arguments]


out["normalCdf"] = rows(stats.norm.cdf, [(z,) for z in [-30, -8.5, -5, -3, -1.96, -0.5, -1e-6, 0, 0.3, 1, 2.5758, 6]])
out["normalQuantile"] = rows(stats.norm.ppf, [(p,) for p in [1e-300, 1e-12, 1e-4, 0.005, 0.025, 0.3, 0.5, 0.7, 0.975, 0.9999]])
out["logGamma"] = rows(special.gammaln, [(x,) for x in [1e-5, 0.1, 0.5, 1, 1.5, 2, 7.3, 100, 999.5, 1000.5, 1e6, 1e12]])
out["regularisedBeta"] = rows(lambda x, a, b: special.betainc(a, b, x), [
    (0.5, 2, 3), (0.1, 0.5, 0.5), (0.99, 10, 0.5), (0.3, 300, 700), (0.31, 30000, 70000), (1e-4, 1, 500),
    (0.9, 5, 1), (0.5, 1e6, 1e6), (0.4999, 1e6, 1e6)])
out["studentTail"] = rows(stats.t.sf, [(0, 5), (1, 1), (2.5, 3), (-2.5, 3), (4, 10.5), (10, 2), (3, 1000), (40, 8)])
out["chiSquareTail"] = rows(stats.chi2.sf, [(0.5, 1), (3.84, 1), (40, 1), (10, 5), (250, 200), (1000, 10)])
out["binomialTail"] = rows(lambda k, n, p: stats.binom.sf(k - 1, n, p), [
    (0, 10, 0.3), (5, 10, 0.3), (10, 10, 0.3), (11, 10, 0.3), (60, 100, 0.5), (5300, 10000, 0.5), (30, 30, 0.999), (1, 1000000, 1e-6)])
out["binomialTest"] = [
    [k, n, p, side, float(stats.binomtest(k, n, p, alternative=name).pvalue)]
    for k, n, p in [(3, 10, 0.5), (8, 10, 0.3), (0, 20, 0.1), (20, 20, 0.9), (45, 100, 0.5), (12, 300, 0.08), (700, 1000, 0.73), (2, 7, 0.2857142857), (5, 5, 0.01), (50, 100, 0.5)]
    for side, name in [("two", "two-sided"), ("less", "less"), ("greater", "greater")]
]
out["wilson"] = []
for k, n in [(0, 10), (10, 10), (8, 10), (90, 100), (194, 277), (347, 408), (785, 872), (1, 1), (0, 1), (99999, 100000)]:
    for level in (0.95, 0.99):
        i = stats.binomtest(k, n).proportion_ci(level, method="wilson")
        out["wilson"].append([k, n, level, float(i.low), float(i.high)])
out["descriptive"] = []
for n in (1, 2, 5, 40):
    v = random.normal(size=n).round(6)
    out["descriptive"].append({
        "values": v.tolist(), "mean": float(v.mean()), "sd": float(v.std(ddof=1)) if n > 1 else None,
        "median": float(np.median(v)), "quantiles": [[q, float(np.quantile(v, q))] for q in (0, 0.025, 0.3, 0.5, 0.975, 1)]})
out["slope"] = []
for n in (3, 6, 12, 40):
    x = np.sort(random.uniform(0, 1000, size=n)).round(3)
    y = (2 - 0.001 * x + random.normal(scale=0.3, size=n)).round(5)
    r = stats.linregress(x, y)
    out["slope"].append({
        "x": x.tolist(), "y": y.tolist(), "slope": float(r.slope), "intercept": float(r.intercept),
        "standardError": float(r.stderr), "pDecreasing": float(stats.linregress(x, y, alternative="less").pvalue)})
out["benjaminiHochberg"] = []
for n in (1, 4, 15):
    p = random.uniform(size=n) ** 3
    out["benjaminiHochberg"].append({"p": p.tolist(), "q": stats.false_discovery_control(p).tolist()})
out["expectedMaximum"] = [
    [k, integrate.quad(lambda x: x * k * stats.norm.pdf(x) * stats.norm.cdf(x) ** (k - 1), -12, 12, limit=200)[0]]
    for k in (2, 3, 5, 8, 10, 20, 50, 100, 1000)]
out["mcnemar"] = []
for b, c in [(6, 1), (1, 0), (10, 2), (20, 5), (12, 13), (40, 70), (13, 13)]:
    if b + c < 25:
        p = stats.binomtest(b, b + c).pvalue
    else:
        p = stats.chi2.sf(max(0, abs(b - c) - 1) ** 2 / (b + c), 1)
    out["mcnemar"].append([b, c, float(p)])
out["assignment"] = []
for n in (1, 2, 5, 12, 30):
    m = random.integers(0, 50, size=(n, n))
    i, j = optimize.linear_sum_assignment(m, maximize=True)
    out["assignment"].append({"n": n, "matrix": m.ravel().tolist(), "total": int(m[i, j].sum())})
out["entropy"] = [[list(s), float(stats.entropy(s))] for s in [[0.95, 0.05], [1, 1, 1, 1], [1, 0], [30, 50, 20]]]
v = random.normal(size=25).round(4)
padded = [float(np.median(v[max(0, i - 3): i + 4])) for i in range(25)]
out["runningMedian"] = {"values": v.tolist(), "window": 7, "medians": padded}



def sfc32(seed, count):
    """sfc32 (PractRand) with the seeding of src/stats/random.ts, in unbounded integers."""
    m = 2**32 - 1
    a, b, c, counter, made = seed & m, (seed >> 32) & m, 0x9E3779B9, 1, []
    for _ in range(12 + count):
        t = (a + b + counter) & m
        counter += 1
        a, b, c = b ^ (b >> 9), (c + (c << 3)) & m, ((((c << 21) & m) | (c >> 11)) + t) & m
        made.append(t)
    return made[12:]


out["sfc32"] = [{"seed": s, "words": sfc32(s, 5)} for s in (0, 1, 42, 2**40 + 17)]

path = pathlib.Path(__file__).parents[2] / "test" / "oracles" / "stats.json"
path.parent.mkdir(parents=True, exist_ok=True)
assert all(math.isfinite(r[-1]) for key in ("normalCdf", "studentTail") for r in out[key])
path.write_text(json.dumps(out, indent=1) + "\n")
