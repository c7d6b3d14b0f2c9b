"""Records what statsmodels and scipy answer about two shares, for test/stats/share-difference.test.ts.
Writes test/oracles/share-difference.json.

    python lab/oracles/share_difference.py
"""

import json
import pathlib

import numpy as np
import scipy
import statsmodels
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

out = {"versions": {"scipy": scipy.__version__, "statsmodels": statsmodels.__version__}}

pairs = [(56, 70, 48, 80), (9, 10, 3, 10), (0, 10, 5, 20), (10, 10, 0, 20), (7, 50, 7, 50), (290, 300, 500, 700), (1, 40, 30, 9000)]
out["newcombe"] = [[*t, level, *map(float, confint_proportions_2indep(*t, method="newcomb", compare="diff", alpha=1 - level))]
                   for t in pairs for level in (0.95, 0.99)]

tables = [(3, 10, 2, 40), (0, 10, 5, 20), (9, 30, 20, 300), (10, 10, 1, 10), (5, 40, 10, 80), (120, 400, 300, 1600),
          (60, 400, 300, 1600), (50, 100, 50, 100), (2500, 12000, 2000, 13000), (45, 110, 200, 1000), (600, 3000, 4400, 22000)]
out["fisher"] = [[a, n, b, m, float(stats.fisher_exact([[a, n - a], [b, m - b]], alternative="greater").pvalue)] for a, n, b, m in tables]

# Fisher within strata: the sum of hypergeometric numbers, convolved in numpy from scipy's probabilities.
out["stratified"] = []
for strata in [[(3, 7, 2, 38)], [(3, 7, 2, 38), (2, 3, 10, 85)], [(1, 9, 5, 95), (0, 4, 3, 50), (6, 4, 40, 60)], [(10, 0, 3, 9), (0, 5, 0, 7)], [(60, 90, 150, 700), (20, 30, 10, 90)]]:
    mass, observed = np.ones(1), sum(t[0] for t in strata)
    for a, b, c, d in strata:
        mass = np.convolve(mass, stats.hypergeom(a + b + c + d, a + c, a + b).pmf(np.arange(a + b + 1)))
    out["stratified"].append({"strata": strata, "p": float(mass[observed:].sum())})

path = pathlib.Path(__file__).parents[2] / "test" / "oracles" / "share-difference.json"
path.write_text(json.dumps(out) + "\n")
