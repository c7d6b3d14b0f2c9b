"""The scores that Afterfit prints, each with a 95 % interval, by scikit-learn and a bootstrap.

Two ways: resample the confusion matrix with numpy (fast, as a statistician would), or resample the examples and call
scikit-learn each time (`--examples N`, what most evaluation code does).
"""

import argparse
import csv

import numpy as np
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    confusion_matrix,
    matthews_corrcoef,
    precision_recall_fscore_support,
)

parser = argparse.ArgumentParser()
parser.add_argument("file")
parser.add_argument("--resamples", type=int, default=1000)
parser.add_argument("--examples", type=int, default=0)
arguments = parser.parse_args()

with open(arguments.file, newline="", encoding="utf-8") as file:
    rows = csv.reader(file)
    header = next(rows)
    label, predicted = header.index("label"), header.index("predicted")
    scores_from = predicted + 1
    gold, guess, scores = [], [], []
    for row in rows:
        gold.append(row[label])
        guess.append(row[predicted])
        scores.append([float(cell) for cell in row[scores_from:]])
classes, gold = np.unique(gold, return_inverse=True)
guess = np.searchsorted(classes, guess)
scores = np.array(scores)
random = np.random.default_rng(0)


def by_library(gold, guess):
    per_class = np.stack(precision_recall_fscore_support(gold, guess, zero_division=np.nan)[:3])
    averages = [
        precision_recall_fscore_support(gold, guess, average=average, zero_division=np.nan)[:3]
        for average in ("micro", "macro", "weighted")
    ]
    whole = [accuracy_score(gold, guess), balanced_accuracy_score(gold, guess), matthews_corrcoef(gold, guess)]
    return np.concatenate([whole, np.ravel(averages), per_class.ravel()])


def by_matrix(matrix):
    n, right = matrix.sum(), np.diag(matrix)
    support, given = matrix.sum(axis=1), matrix.sum(axis=0)
    precision, recall, f1 = right / given, right / support, 2 * right / (given + support)
    accuracy = right.sum() / n
    expected = (given * support).sum()
    mcc = (right.sum() * n - expected) / np.sqrt((n**2 - (given**2).sum()) * (n**2 - (support**2).sum()))
    weighted = [(values * support).sum() / n for values in (precision, recall, f1)]
    macro = [values.mean() for values in (precision, recall, f1)]
    return np.concatenate([[accuracy, recall.mean(), mcc], [accuracy] * 3, macro, weighted, precision, recall, f1])


point = by_library(gold, guess)
loss = -np.log(np.maximum(scores[np.arange(len(gold)), gold], 1e-12))
n = len(gold)
if arguments.examples:
    draws = [random.integers(0, n, n) for _ in range(arguments.examples)]
    resampled = np.stack([by_library(gold[rows], guess[rows]) for rows in draws])
else:
    matrix = confusion_matrix(gold, guess).astype(float)
    assert np.allclose(by_matrix(matrix), point)
    tables = random.multinomial(n, matrix.ravel() / n, size=arguments.resamples)
    resampled = np.stack([by_matrix(table.reshape(matrix.shape).astype(float)) for table in tables])
low, high = np.quantile(resampled, [0.025, 0.975], axis=0)
for value, start, end in zip(point, low, high):
    print(f"{value:.4f} [{start:.4f}, {end:.4f}]")
print(f"loss {loss.mean():.4f}")
