"""Writes small .spacy files with spaCy, and what spaCy reads back from them.

Writes test/fixtures/doc-bin/*.spacy and test/oracles/doc-bin.json:  python lab/oracles/doc_bin.py
"""

import json
import pathlib
import zlib

import spacy
import srsly
from spacy.strings import hash_string
from spacy.tokens import Doc, DocBin, Span, SpanGroup

root = pathlib.Path(__file__).parents[2]
folder = root / "test/fixtures/doc-bin"
folder.mkdir(parents=True, exist_ok=True)
nlp = spacy.blank("en")


def doc(words, ents=(), spaces=None, **more):
    made = Doc(nlp.vocab, words=words, spaces=spaces, **more)
    made.set_ents([Span(made, start, end, label) for label, start, end in ents])
    return made


def entities():
    yield doc("Anna Holm works for Norda Bank in Oslo .".split(), [("PERSON", 0, 2), ("ORG", 4, 6), ("GPE", 7, 8)],
              spaces=[True] * 7 + [False, False])
    yield doc("No names here".split())
    # Two of one type side by side, and types that are no symbols of spaCy's.
    yield doc("Aker Equinor rose 5 % PERSON root num".split(), [("ORG", 0, 1), ("ORG", 1, 2), ("AMOUNT-OF-X", 3, 5)])


def missing():
    # Nothing annotated at all.
    yield Doc(nlp.vocab, words="Nobody looked at this".split())
    # Annotated in part.
    partly = Doc(nlp.vocab, words="Anna met Bert and somebody else".split())
    partly.set_ents([Span(partly, 0, 1, "PERSON")], missing=[Span(partly, 4, 6)], default="outside")
    yield partly
    # Blocked: the entity recogniser may not find anything there.
    blocked = Doc(nlp.vocab, words="Not a name Oslo".split())
    blocked.set_ents([Span(blocked, 3, 4, "GPE")], blocked=[Span(blocked, 0, 2)], default="outside")
    yield blocked


def empty():
    yield doc([])
    yield doc("One word".split(), [("X", 1, 2)])
    yield doc([])


def scripts():
    yield doc(["東京", "都", "に", "住む", "山田", "太郎", "。"], [("LOC", 0, 2), ("PERSON", 4, 6)], spaces=[False] * 7)
    yield doc(["😀", "👩‍👩‍👧", "Ωmega", "𝔘nicode", "Café", "Cafe\u0301"], [("PRODUCT", 1, 2), ("ORG", 3, 4)])
    yield doc(["מיכל", "כהן", "גרה", "בתל", "אביב"], [("PERSON", 0, 2), ("LOC", 3, 5)])
    yield doc(["\ufeff", "\n\n", "نص", "\t"], [("X", 2, 3)], spaces=[False, False, True, False])


def sentences():
    yield doc("Anna left . Bert stayed . Who ?".split(), [("PERSON", 0, 1), ("PERSON", 3, 4)],
              sent_starts=[True, False, False, True, False, False, True, False])
    # A name that goes over the end of a sentence.
    yield doc("The firm Yahoo ! Japan grew .".split(), [("ORG", 2, 5)],
              sent_starts=[True, False, False, False, True, False, False])
    yield doc("No marks here .".split(), [])


def spans():
    first = Doc(nlp.vocab, words="University of Oslo Hospital in Norway".split())
    first.spans["sc"] = [Span(first, 0, 4, "ORG"), Span(first, 0, 3, "ORG"), Span(first, 2, 3, "GPE"),
                         Span(first, 5, 6, "GPE")]
    yield first
    second = Doc(nlp.vocab, words="Nothing here".split())
    second.spans["sc"] = []
    yield second
    third = Doc(nlp.vocab, words="Two groups with one span".split())
    third.spans["sc"] = [Span(third, 0, 2, "A-1")]
    third.spans["other"] = SpanGroup(third, name="other", spans=[Span(third, 3, 5, "B_2")])
    yield third


def unknown_spaces():
    yield doc("spaces are not known".split(), [("X", 1, 2)], spaces=None)


def parsed():
    # Two sentences by their heads only; the second has a crossing arc.
    yield Doc(nlp.vocab, words="Anna left . A hearing is scheduled on it today".split(),
              heads=[1, 1, 1, 4, 6, 6, 6, 4, 7, 6], deps=["dep"] * 10,
              ents=["B-PERSON"] + ["O"] * 9)


def read(path):
    documents = []
    for one in DocBin().from_disk(path).get_docs(spacy.blank("en").vocab):
        documents.append({
            "text": one.text,
            "tokens": [token.text for token in one],
            "iob": [token.ent_iob for token in one],
            "entities": [[e.label_, e.start, e.end, e.text] for e in one.ents],
            "sentences": [[s.start, s.end] for s in one.sents] if one.has_annotation("SENT_START") else None,
            "annotated": one.has_annotation("ENT_IOB"),
            "spans": {key: [[s.label_, s.start, s.end] for s in group] for key, group in one.spans.items()},
        })
    return documents


ALL = None
written = {}
cases = {
    "entities": (entities, ALL, {}),
    "missing": (missing, ALL, {}),
    "empty": (empty, ALL, {}),
    "scripts": (scripts, ["ENT_IOB", "ENT_TYPE"], {}),
    "sentences": (sentences, ALL, {}),
    "spans": (spans, ALL, {}),
    "unknown-spaces": (unknown_spaces, ALL, {}),
    "parsed": (parsed, ["HEAD", "DEP", "ENT_IOB", "ENT_TYPE"], {}),
    "words-only": (sentences, ["LEMMA"], {}),
    "no-documents": (lambda: iter(()), ALL, {}),
    "user-data": (entities, ALL, {"store_user_data": True}),
}
for name, (make, attrs, options) in cases.items():
    bin = DocBin(**({} if attrs is None else {"attrs": attrs}), **options)
    for one in make():
        if options:
            one.user_data["note"] = {"deep": [1, {"er": None}]}
            one.cats = {"POSITIVE": 0.5}
        bin.add(one)
    path = folder / f"{name}.spacy"
    bin.to_disk(path)
    written[name] = read(path)


def rewrite(source, name, change):
    message = srsly.msgpack_loads(zlib.decompress((folder / f"{source}.spacy").read_bytes()))
    change(message)
    (folder / f"{name}.spacy").write_bytes(zlib.compress(srsly.msgpack_dumps(message)))
    written[name] = read(folder / f"{name}.spacy")


def as_version_2(message):
    # spaCy 2.2: neither version nor span groups nor flags.
    for key in ("version", "span_groups", "flags"):
        message.pop(key)


def as_version_3_0(message):
    # Groups as a list, before keys were kept.
    message["span_groups"] = [
        srsly.msgpack_dumps(list(srsly.msgpack_loads(packed))) if packed != srsly.msgpack_dumps([]) else b""
        for packed in message["span_groups"]
    ]


rewrite("entities", "version-2", as_version_2)
rewrite("spans", "span-list", as_version_3_0)

hashes = {text: str(hash_string(text)) for text in
          ["coffee", "a", "abcdefg", "abcdefgh", "abcdefghi", "Zürich", "日本語のテキスト", "😀", "x" * 100]}
out = root / "test/oracles/doc-bin.json"
out.write_text(json.dumps({"spacy": spacy.__version__, "hashes": hashes, "files": written}, indent=1, ensure_ascii=True) + "\n")
