"""Writes the reference and the predictions of outputs/finance-ner as two DocBin files, with spaCy itself.

    python -m venv spacy-venv && spacy-venv/bin/pip install spacy==3.8.18
    spacy-venv/bin/python lab/finance_ner_spacy.py            # writes outputs/finance-ner/spacy/{gold,predicted}.spacy
"""

from __future__ import annotations

from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin

RUN = Path("outputs/finance-ner")


def read_documents(path: Path) -> list[list[list[tuple[str, str]]]]:
    documents: list[list[list[tuple[str, str]]]] = []
    sentence: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("-DOCSTART-"):
            documents.append([])
        elif line.strip():
            word, tag = line.split(" ")
            sentence.append((word, tag))
        elif sentence:
            documents[-1].append(sentence)
            sentence = []
    return documents


def as_doc(vocab, sentences: list[list[str]], tags: list[list[str]]) -> Doc:
    words = [word for sentence in sentences for word in sentence]
    starts = [place == 0 for sentence in sentences for place in range(len(sentence))]
    flat, before = [], "O"
    for sentence in tags:
        before = "O"
        for tag in sentence:
            # spaCy refuses an I- that continues nothing; it begins a mention, as conlleval reads it.
            if tag[0] == "I" and before[1:] != tag[1:]:
                tag = "B" + tag[1:]
            flat.append(tag)
            before = tag
    return Doc(vocab, words=words, spaces=[True] * len(words), sent_starts=starts, ents=flat)


def main() -> None:
    vocab = spacy.blank("en").vocab
    lines = [line.split() for line in (RUN / "predictions.txt").read_text(encoding="utf-8").splitlines()]
    gold, predicted, row = DocBin(attrs=["ENT_IOB", "ENT_TYPE", "SENT_START"]), DocBin(attrs=["ENT_IOB", "ENT_TYPE", "SENT_START"]), 0
    for document in read_documents(RUN / "data/validation.conll"):
        words = [[word for word, _ in sentence] for sentence in document]
        said = [lines[row + place] + ["O"] * (len(sentence) - len(lines[row + place])) for place, sentence in enumerate(document)]
        gold.add(as_doc(vocab, words, [[tag for _, tag in sentence] for sentence in document]))
        predicted.add(as_doc(vocab, words, said))
        row += len(document)
    assert row == len(lines), (row, len(lines))
    (RUN / "spacy").mkdir(exist_ok=True)
    gold.to_disk(RUN / "spacy/gold.spacy")
    predicted.to_disk(RUN / "spacy/predicted.spacy")


if __name__ == "__main__":
    main()
