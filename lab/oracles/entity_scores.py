"""Records what seqeval and nervaluate answer about random files in valid IOB2, and bootstrap quantiles by numpy.

Writes test/oracles/entity-scores.json:  python lab/oracles/entity_scores.py
Mentions are stored as sentence, start, end (exclusive), type, flat; offsets count tokens.
"""

import importlib.metadata
import itertools
import json
import pathlib
import random
import warnings

import numpy as np
from nervaluate import Evaluator
from seqeval.metrics import classification_report
from seqeval.metrics.sequence_labeling import get_entities

warnings.filterwarnings("ignore")
chance = random.Random(29)
TYPES = ["LOC", "MISC", "ORG", "PER", "TIME"]
SCHEMES = {"strict": "strict", "boundary": "exact", "partial": "partial", "type": "ent_type"}


def tags_of(length, spans):
    tags = ["O"] * length
    for start, end, kind in spans:
        tags[start:end] = [f"B-{kind}"] + [f"I-{kind}"] * (end - start - 1)
    return tags


def random_spans(length, types, density):
    spans, at = [], 0
    while at < length:
        if chance.random() < density:
            end = min(length, at + chance.choice([1, 1, 2, 2, 3, 5]))
            spans.append((at, end, chance.choice(types)))
            at = end + (chance.random() < .6)
        else:
            at += 1
    return spans


def changed(spans, length, types, noise):
    tags = [None] * length
    for start, end, kind in spans:
        u = chance.random()
        if u < noise * .3:
            continue
        if u < noise * .6:
            kind = chance.choice(types)
        elif u < noise * .8:
            end = min(length, end + 1)
        elif u < noise and end - start > 1:
            start += 1
        if all(tags[k] is None for k in range(start, end)):
            tags[start:end] = [(start, kind)] * (end - start)
    for at in range(length):
        if tags[at] is None and chance.random() < noise * .1:
            tags[at] = (at, chance.choice(types))
    found = []
    for at, tag in enumerate(tags):
        if tag is not None and (at == 0 or tags[at - 1] != tag):
            end = at
            while end < length and tags[end] == tag:
                end += 1
            found.append((at, end, tag[1]))
    return found


def as_dicts(sentences):
    # nervaluate takes both ends as inclusive.
    return [[{"label": kind, "start": start, "end": end - 1} for start, end, kind in spans] for spans in sentences]


def nervaluate(gold, pred, types):
    answer = Evaluator(as_dicts(gold), as_dicts(pred), tags=types, loader="dict").evaluate()

    def counts(result):
        own = {ours: result[theirs] for ours, theirs in SCHEMES.items() if theirs in result}
        return {name: [r.correct, r.incorrect, r.partial, r.missed, r.spurious, round(r.precision, 12), round(r.recall, 12), round(r.f1, 12)] for name, r in own.items()}

    return {"overall": counts(answer["overall"]), "types": {t: counts(r) for t, r in sorted(answer["entities"].items())}}


def orders(gold, pred):
    yield gold, pred
    yield [s[::-1] for s in gold], pred
    yield gold, [s[::-1] for s in pred]
    yield [s[::-1] for s in gold], [s[::-1] for s in pred]
    for _ in range(4):
        yield [chance.sample(s, len(s)) for s in gold], [chance.sample(s, len(s)) for s in pred]


def any_order(gold, pred, types):
    """Every answer that some order of the mentions leads to; one answer: the order does not matter."""
    found = []
    for g, p in orders(gold, pred):
        answer = nervaluate(g, p, types)
        if answer not in found:
            found.append(answer)
    return found


def flat(sentences, types):
    return list(itertools.chain.from_iterable([s, start, end, types.index(kind)] for s, spans in enumerate(sentences) for start, end, kind in sorted(spans)))


def seqeval(gold, pred, lengths):
    y, z = ([tags_of(n, spans) for n, spans in zip(lengths, side)] for side in (gold, pred))
    # The tags say what the spans say.
    for tags, spans in zip(y + z, gold + pred):
        assert [(k, s, e + 1) for k, s, e in get_entities(tags)] == [(k, s, e) for s, e, k in spans]
    report = classification_report(y, z, output_dict=True, zero_division=0) if any(gold) or any(pred) else {}
    return {k: [round(float(v[x]), 12) for x in ("precision", "recall", "f1-score", "support")] for k, v in report.items()}


files = []
for number in range(240):
    types = TYPES[: chance.randint(1, 5)]
    lengths = [chance.randint(1, 12) for _ in range(chance.randint(1, 12))]
    density, noise = chance.choice([.02, .1, .3, .6]), chance.choice([0, .1, .4, .9])
    gold = [random_spans(n, types, density) for n in lengths]
    pred = [changed(s, n, types, noise) for s, n in zip(gold, lengths)]
    files.append({
        "types": types, "sentences": len(lengths), "reference": flat(gold, types), "predicted": flat(pred, types),
        "seqeval": seqeval(gold, pred, lengths), "nervaluate": any_order(gold, pred, types),
    })

nested = []
for number in range(60):
    types = TYPES[: chance.randint(1, 3)]
    sides = [[], []]
    for _ in range(chance.randint(1, 4)):
        for side in sides:
            spans = set()
            for _ in range(chance.randint(0, 5)):
                start = chance.randint(0, 12)
                spans.add((start, start + chance.randint(1, 6), chance.choice(types)))
            side.append(sorted(spans))
    nested.append({
        "types": types, "sentences": len(sides[0]), "reference": flat(sides[0], types), "predicted": flat(sides[1], types),
        "nervaluate": any_order(*sides, types),
    })

NAMED = {
    "N9 equal span, other type": ([[(0, 2, "PER")]], [[(0, 2, "LOC")]]),
    "N10 too short": ([[(0, 2, "PER")]], [[(0, 1, "PER")]]),
    "N11 too short, twice": ([[(0, 2, "PER")]] * 2, [[(0, 1, "PER")]] * 2),
    "N12 split": ([[(0, 4, "PER")]], [[(0, 2, "PER"), (2, 4, "PER")]]),
    "N13 merged": ([[(0, 2, "PER"), (2, 4, "PER")]], [[(0, 4, "PER")]]),
    "N14 one over two": ([[(0, 1, "A"), (2, 4, "A")]], [[(0, 4, "A")]]),
    "N28 one over two types": ([[(0, 13, "A"), (14, 18, "B")]], [[(0, 18, "A")]]),
    "N28 one over two types, the other right": ([[(0, 13, "A"), (14, 18, "B")]], [[(0, 18, "B")]]),
    "N29 two types over one": ([[(0, 2, "x")]], [[(0, 3, "y"), (0, 3, "x")]]),
    "N29b boundary beside a right one": ([[(1, 3, "PER"), (3, 11, "PER")]], [[(1, 3, "PER"), (3, 6, "PER"), (6, 11, "PER")]]),
}
cases = []
for name, (gold, pred) in NAMED.items():
    types = sorted({k for side in (gold, pred) for spans in side for _, _, k in spans})
    cases.append({"name": name, "types": types, "sentences": len(gold), "reference": flat(gold, types), "predicted": flat(pred, types), "nervaluate": any_order(gold, pred, types)})
# Half-open ends handed to a tool that takes them as inclusive: touching becomes overlapping.
touching = Evaluator([[{"label": "A", "start": 0, "end": 5}]], [[{"label": "A", "start": 5, "end": 9}]], tags=["A"], loader="dict").evaluate()
inclusive = {ours: [getattr(touching["overall"][theirs], x) for x in ("correct", "incorrect", "partial", "missed", "spurious")] for ours, theirs in SCHEMES.items()}

# Quantiles of 200,000 resamples of sentences.
numpy_chance = np.random.default_rng(31)
m = 150
gold = numpy_chance.poisson([.8, .5, .3], size=(m, 3))
hits = numpy_chance.binomial(gold, [.9, .75, .6])
pred = hits + numpy_chance.poisson([.08, .1, .12], size=(m, 3))
values = []
for _ in range(200):
    weights = numpy_chance.multinomial(m, np.full(m, 1 / m), size=1000)
    c, r, p = weights @ hits, weights @ gold, weights @ pred
    f = 2 * c / (r + p)
    cs, rs, ps = c.sum(1), r.sum(1), p.sum(1)
    values.append(np.column_stack([c / p, c / r, f, cs / ps, cs / rs, 2 * cs / (rs + ps), f.mean(1), (f * r).sum(1) / rs]))
values = np.concatenate(values)
columns = [f"{ratio} {t}" for ratio in ("precision", "recall", "f1") for t in "012"] + ["precision_micro", "recall_micro", "f1_micro", "f1_macro", "f1_weighted"]
bootstrap = {
    "correct": hits.ravel().tolist(), "reference": gold.ravel().tolist(), "predicted": pred.ravel().tolist(),
    "resamples": len(values), "quantiles": {name: np.quantile(values[:, k], [.025, .975]).round(6).tolist() for k, name in enumerate(columns)},
}

versions = {name: importlib.metadata.version(name) for name in ("seqeval", "nervaluate", "numpy")}
path = pathlib.Path(__file__).parents[2] / "test" / "oracles" / "entity-scores.json"
path.write_text(json.dumps({"versions": versions, "files": files, "nested": nested, "cases": cases, "touching": inclusive, "bootstrap": bootstrap}, separators=(",", ":")) + "\n")
stable = lambda xs: sum(len(x["nervaluate"]) == 1 for x in xs)
print(path.stat().st_size, stable(files), len(files), stable(nested), len(nested))
