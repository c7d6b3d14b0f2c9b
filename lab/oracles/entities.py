"""Records how the tools read and score tags: conlleval, seqeval, SeqScore, spaCy.

Writes test/oracles/entities.json:  CONLLEVAL=conlleval.pl python lab/oracles/entities.py
CONLLEVAL names the Perl script of the CoNLL shared tasks (version of 2004-01-26).

A case is a file: sentences of the reference and of the prediction, each tag one character of an alphabet, sentences joined by a
space. For each tool: [reference, predicted, correct] and, where it prints them, F1; or the name of the exception that it raises.
"""

import json
import os
import pathlib
import random
import re
import subprocess
import warnings
from importlib.metadata import version

import spacy
from seqeval.metrics import f1_score
from seqeval.metrics.sequence_labeling import get_entities
from seqeval.metrics.v1 import precision_recall_fscore_support as strict_scores
from seqeval.scheme import BILOU, IOB1, IOB2, IOBES, IOE1, IOE2, Entities
from seqscore.scoring import score_label_sequences
from spacy.scorer import get_ner_prf
from spacy.tokens import Doc
from spacy.training import Example

warnings.filterwarnings("ignore")
chance = random.Random(20260)
vocabulary = spacy.blank("en").vocab

# seqeval has no IO and no BMES; a file of I alone is what its users read as IOB2.
strict_schemes = {"IO": IOB2, "IOB1": IOB1, "IOB2": IOB2, "IOE1": IOE1, "IOE2": IOE2, "IOBES": IOBES, "BILOU": BILOU}
seqscore_names = {"IO": "IO", "IOB1": "IOB", "IOB2": "BIO", "IOBES": "BIOES", "BILOU": "BILOU", "BMES": "BMES", "BMEOW": "BMEOW"}


def conlleval(reference, predicted):
    lines = []
    for a, b in zip(reference, predicted):
        lines += [f"w {x} {y}" for x, y in zip(a, b)] + [""]
    run = subprocess.run(["perl", os.environ["CONLLEVAL"]], input="\n".join(lines) + "\n", capture_output=True, text=True)
    if run.returncode != 0:
        return "exit 1"
    words = run.stdout.split()
    return [int(words[4]), int(words[7]), int(words[10].rstrip("."))]


def attempt(function):
    try:
        return function()
    except Exception as error:  # spaCy numbers its errors; of the others the class is recorded
        numbered = re.search(r"\[(E\d+)\]", str(error))
        return numbered[1] if numbered else type(error).__name__


def seqeval_default(reference, predicted):
    a, b = set(get_entities(reference)), set(get_entities(predicted))
    f1 = [float(f1_score(reference, predicted, average=average)) for average in ("micro", "macro", "weighted")]
    return [len(a), len(b), len(a & b), *[None if f != f else round(f, 9) for f in f1]]


def seqeval_strict(reference, predicted, scheme):
    if scheme not in strict_schemes:
        return None
    kind = strict_schemes[scheme]
    sides = [{(e.sent_id, e.start, e.end, e.tag) for s in Entities(side, kind).entities for e in s} for side in (reference, predicted)]
    _, _, f1, _ = strict_scores(reference, predicted, average="micro", scheme=kind)
    return [len(sides[0]), len(sides[1]), len(sides[0] & sides[1]), round(float(f1), 9)]


def seqscore(reference, predicted, scheme, repair):
    if scheme not in seqscore_names:
        return None
    score, _ = score_label_sequences(predicted, reference, seqscore_names[scheme], repair=repair)
    return [score.total_ref, score.total_pos, score.true_pos, round(score.f1, 9)]


def spacy_scores(reference, predicted):
    examples = []
    for a, b in zip(reference, predicted):
        words = [f"w{i}" for i in range(len(a))]
        examples.append(Example(Doc(vocabulary, words=words, ents=b), Doc(vocabulary, words=words, ents=a)))
    scores = get_ner_prf(examples)
    return [None if scores[key] is None else round(scores[key], 9) for key in ("ents_p", "ents_r", "ents_f")]


def answers(reference, predicted, scheme):
    return {
        "conlleval": conlleval(reference, predicted),
        "seqeval-default": attempt(lambda: seqeval_default(reference, predicted)),
        "seqeval-strict": attempt(lambda: seqeval_strict(reference, predicted, scheme)),
        "seqscore-begin": attempt(lambda: seqscore(reference, predicted, scheme, "conlleval")),
        "seqscore-discard": attempt(lambda: seqscore(reference, predicted, scheme, "discard")),
        "spacy": attempt(lambda: spacy_scores(reference, predicted)),
    }


def encode(spans, length, scheme):
    tags = ["O"] * length
    order = sorted(spans)
    for place, (start, end, kind) in enumerate(order):
        after = any(e == start and k == kind for _, e, k in order[:place])
        before = any(s == end and k == kind for s, _, k in order[place + 1:])
        letters = ["I"] * (end - start)
        if scheme == "IOB2" or (scheme == "IOB1" and after):
            letters[0] = "B"
        elif scheme == "IOE2" or (scheme == "IOE1" and before):
            letters[-1] = "E"
        elif scheme in ("IOBES", "BILOU", "BMES", "BMEOW"):
            inside, last, single = {"IOBES": "IES", "BILOU": "ILU", "BMES": "MES", "BMEOW": "MEW"}[scheme]
            letters = ["B", *[inside] * (end - start - 2), last] if end - start > 1 else [single]
        for i, letter in enumerate(letters):
            tags[start + i] = f"{letter}-{kind}"
    return tags


types = ["PER", "LOC", "ARGM-TMP"]


def random_spans(length):
    spans, at = [], 0
    while at < length:
        at += chance.choice([0, 0, 1, 2, 3])
        size = chance.choice([1, 1, 2, 2, 3, 4])
        if at + size <= length:
            spans.append((at, at + size, chance.choice(types[: chance.choice([1, 2, 3])])))
        at += size
    return spans


def disturb(spans, length):
    taken, out = set(), []
    for start, end, kind in spans:
        what = chance.random()
        if what < 0.12:
            continue
        if what < 0.24:
            kind = chance.choice(types)
        elif what < 0.36:
            start, end = max(0, start - chance.choice([0, 1])), min(length, end + chance.choice([-1, 0, 1]))
        if end > start and not taken & set(range(start, end)):
            taken |= set(range(start, end))
            out.append((start, end, kind))
    return out


def corrupt(tags, rate, letters, odd):
    out = []
    for tag in tags:
        if chance.random() < rate:
            tag = chance.choice(["O", *[f"{letter}-{kind}" for letter in letters for kind in types[:2]]])
            if odd and chance.random() < 0.5:
                tag = chance.choice(odd)
        out.append(tag)
    return out


named = []


def name(label, scheme, reference, predicted):
    named.append({"name": label, "scheme": scheme, "reference": reference, "predicted": predicted} | answers(reference, predicted, scheme))


s = lambda text: [line.split() for line in text.split("|")]
for label, scheme, a, b in [
    ("N1", "IOB2", "B-PER I-PER O", "I-PER I-PER O"),
    ("N2", "IOB2", "B-ORG I-ORG O B-LOC", "I-ORG I-ORG O B-LOC"),
    ("N3", "IOB2", "B-PER I-PER O", "B-PER I-LOC O"),
    ("N4", "IOB2", "B-PER O O", "B-PER O I-LOC"),
    ("N5", "IOB2", "O I-PER I-PER", "O I-PER I-PER"),
    ("N6", "IOB2", "O O", "O O"),
    ("N7", "IOB2", "O O", "B-PER O"),
    ("N8", "IOB2", "B-PER O", "O O"),
    ("N9", "IOB2", "B-PER I-PER O", "B-LOC I-LOC O"),
    ("N10", "IOB2", "B-PER I-PER O", "B-PER O O"),
    ("N11", "IOB2", "B-PER I-PER O|B-PER I-PER O", "B-PER O O|B-PER O O"),
    ("N12", "IOB2", "B-PER I-PER I-PER I-PER", "B-PER I-PER B-PER I-PER"),
    ("N13", "IOB2", "B-PER I-PER B-PER I-PER", "B-PER I-PER I-PER I-PER"),
    ("N14", "IOB2", "B-A O B-A I-A", "B-A I-A I-A I-A"),
    ("N15", "IOBES", "B-PER E-PER S-PER", "B-PER I-PER S-PER"),
    ("N16", "IOBES", "B-M E-M B-M E-M", "B-M I-M I-M E-M"),
    ("N17", "BILOU", "B-PER I-PER L-PER O U-ORG", "B-PER I-PER I-PER O U-ORG"),
    ("N18", "IOB2", "I-PER 0 I-PER", "B-PER I-PER O"),
    ("N19", "IO", "PER PER O", "PER PER O"),
    ("N20", "IOB2", "B-ARGM-LOC I-ARGM-LOC O", "B-ARGM-LOC I-ARGM-LOC O"),
    ("N21", "IOB2", "O B-PERS B-PERS I-PERS I-PERS", "O B-PERS I-PERS I-PERS I-PERS"),
    ("N22", "IOB2", "O B-PERS I-PERS I-PERS", "O B-PERS I-PERS I-PERS"),
    ("N23", "IOB1", "I-PER B-PER O", "I-PER I-PER O"),
    ("N24 read as IOB1", "IOB1", "I-PER I-PER O", "I-PER I-PER O"),
    ("N24 read as IOB2", "IOB2", "I-PER I-PER O", "I-PER I-PER O"),
    ("N25", "IOB2", "B-PER O", "B-PER B-LOC"),
    ("N26", "IOB2", "B-PER B-LOC", "B-PER O"),
    ("N27", "IOB2", "O B-PER|I-PER O", "O B-PER|I-PER O"),
    ("bare letters", "IOB2", "B I O B", "B I O I"),
    ("bare letters of IOBES", "IOBES", "B E O S S", "B I O S O"),
    ("underscore", "IOB2", "B_PER I_PER O", "B_PER I_PER O"),
    ("letter last", "IOB2", "PER-B PER-I O", "PER-B O O"),
    ("not annotated", "IOB2", "- B-PER O", "B-PER B-PER O"),
    ("empty type", "IOB2", "B- I- O", "B- O O"),
    ("type on O", "IOB2", "O-PER B-PER O", "B-PER B-PER O"),
]:
    name(label, scheme, s(a), s(b))
name("spaCy's unset tags", "IOB2", [["", "B-PER", "I-PER", "O"], ["", ""]], [["B-PER", "B-PER", "I-PER", "B-LOC"], ["B-PER", "O"]])

alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
names, files = [], []


def pack(side):
    out = []
    for sentence in side:
        for tag in sentence:
            if tag not in names:
                names.append(tag)
        out.append("".join(alphabet[names.index(tag)] for tag in sentence))
    return " ".join(out)


schemes = ["IO", "IOB1", "IOB2", "IOE1", "IOE2", "IOBES", "BILOU", "BMES", "BMEOW"]
own = {"IO": "I", "IOB1": "BI", "IOB2": "BI", "IOE1": "IE", "IOE2": "IE", "IOBES": "BIES", "BILOU": "BILU", "BMES": "BMES", "BMEOW": "BMEW"}
odd = ["0", "PER", "B", "I", "O-PER", "B_PER", "PER-B", "-"]
for scheme in schemes:
    for number in range(44):
        rates = [(0, 0), (0, 0), (0, 0.06), (0, 0.25), (0.06, 0.06), (0.3, 0.3), (0.02, 0.5), (0, 0.1)][number % 8]
        letters = own[scheme] if number % 5 else "BIESLUMW"
        strange = odd if number % 11 == 10 else []
        reference, predicted = [], []
        for _ in range(chance.choice([1, 2, 3, 5])):
            length = chance.choice([1, 2, 4, 6, 9, 12])
            spans = random_spans(length)
            reference.append(corrupt(encode(spans, length, scheme), rates[0], letters, strange))
            predicted.append(corrupt(encode(disturb(spans, length), length, scheme), rates[1], letters, strange))
        found = answers(reference, predicted, scheme)
        files.append([scheme, pack(reference), pack(predicted), *found.values()])

versions = {package: version(package) for package in ("seqeval", "seqscore", "spacy")} | {"conlleval": "2004-01-26"}
path = pathlib.Path(__file__).parents[2] / "test" / "oracles" / "entities.json"
head = json.dumps({"versions": versions, "tools": list(answers([["O"]], [["O"]], "IOB2")), "alphabet": alphabet, "names": names})
rows = [json.dumps(row, separators=(",", ":")) for row in files]
path.write_text(head[:-1] + ',\n"named": [\n' + ",\n".join(json.dumps(c) for c in named) + '],\n"files": [\n' + ",\n".join(rows) + "]}\n")
print(len(files), path.stat().st_size)
