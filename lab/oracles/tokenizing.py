"""Records what Hugging Face's tokenizers say of hostile texts, for every kind of vocabulary, on tiny vocabularies of our own.

Writes test/fixtures/tokenizers/<source>/ and test/oracles/tokenizers.json:  python lab/oracles/tokenizing.py
Needs transformers, tokenizers, sentencepiece, protobuf.
"""

import json
import pathlib
import random
import shutil
import sys

root = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(root / "lab"), str(root / "lab" / "tokenizing")]

import sentencepiece
import tokenizers
import transformers

from hostile import HOSTILE, PAIRS, WORDS
from kinds import KINDS, SOURCE, reference, train
import sentences

rng = random.Random(5)
lines = [f"{sentences.company(rng)} raised its guidance for {rng.choice(sentences.REGIONS)} by {rng.randint(1, 99)}, {rng.randint(1, 9)}% on {rng.choice(sentences.DAYS)}." for _ in range(400)]
lines += ["naïve café déjà-vu Straße ÀÉÎÕÜ", "Hello, world! don't I'll we've", "price €1,234.56 (−12%)", "日本語 中文 한국어 مرحبا שלום हिन्दी ไทย", "😀 family flags ok"] * 6

fixtures = root / "test" / "fixtures" / "tokenizers"
shutil.rmtree(fixtures, ignore_errors=True)
fixtures.mkdir(parents=True)
rules = fixtures / "rules.tsv"
pairs = [("\u00a0", " "), ("\u3000", " "), ("\t", " "), ("\n", " "), ("\r", ""), ("ﬁ", "fi"), ("½", "1/2"), ("…", "..."), ("™", "TM"), ("e\u0301", "é"), ("\u200b", ""), ("１", "1"), ("ｆ", "f"), ("ẞ", "SS")]
rules.write_text("".join(" ".join(f"{ord(c):X}" for c in a) + "\t" + " ".join(f"{ord(c):X}" for c in b) + "\n" for a, b in pairs))
for source in sorted({name for name, _ in SOURCE.values()}):
    train(source, fixtures / source, lines, 420 if source == "bytes" else 260, rules)
rules.unlink()

out = {"tool": f"transformers {transformers.__version__}, tokenizers {tokenizers.__version__}, sentencepiece {sentencepiece.__version__}", "script": "lab/oracles/tokenizing.py",
       "hostile": HOSTILE, "pairs": PAIRS, "words": WORDS, "limit": 12, "kinds": []}
flat = lambda offsets: [n for pair in offsets for n in pair]
for kind, (_, model_type, config) in KINDS.items():
    source, name = SOURCE[kind]
    tokenizer = reference(kind, fixtures)
    tokenizer.no_truncation()
    whole = [tokenizer.encode(text) for text in HOSTILE]
    two = [tokenizer.encode(*pair) for pair in PAIRS]
    words = [tokenizer.encode(one, is_pretokenized=True) for one in WORDS]
    tokenizer.enable_truncation(out["limit"])
    out["kinds"].append({
        "kind": kind, "source": source, "file": name, "config": config, "modelType": model_type,
        "texts": [{"ids": e.ids, "offsets": flat(e.offsets)} for e in whole],
        "pairs": [{"ids": e.ids, "types": e.type_ids} for e in two],
        "words": [{"ids": e.ids, "words": [-1 if w is None else w for w in e.word_ids]} for e in words],
        "cut": [tokenizer.encode(text).ids for text in HOSTILE], "cutPairs": [tokenizer.encode(*pair).ids for pair in PAIRS],
    })
(root / "test" / "oracles" / "tokenizers.json").write_text(json.dumps(out, ensure_ascii=True, separators=(",", ":")) + "\n")

# ---- mentions out of tokens, by the pipeline's own code on made-up logits
import types

import numpy as np
from transformers import PreTrainedTokenizerFast
from transformers.pipelines.token_classification import AggregationStrategy, TokenClassificationPipeline

numbers = np.random.default_rng(11)
labels = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "MISC"]
texts = ["Arvelo Group raised its guidance for Germany by 12%", "naïve café, déjà-vu in the Nordics 😀 on Monday", "", "x", "the Gulf's 3,000 Motors"]
spans = []
for kind in ("bert-uncased", "roberta", "xlm-roberta"):
    tokenizer = reference(kind, fixtures)
    tokenizer.no_truncation()
    pipeline = TokenClassificationPipeline.__new__(TokenClassificationPipeline)
    pipeline.tokenizer = PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="[UNK]" if kind == "bert-uncased" else "<unk>")
    pipeline.model = types.SimpleNamespace(config=types.SimpleNamespace(id2label=dict(enumerate(labels))))
    for text in texts:
        encoding = tokenizer.encode(text)
        logits = np.round(numbers.normal(size=(len(encoding.ids), len(labels))) * 2, 3)
        scores = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        answers = {}
        for strategy in AggregationStrategy:
            before = pipeline.gather_pre_entities(text, np.array(encoding.ids), scores, encoding.offsets, np.array(encoding.special_tokens_mask), strategy)
            found = pipeline.aggregate(before, strategy)
            answers[strategy.value] = [[e.get("entity_group", e.get("entity")), e["start"], e["end"], round(float(e["score"]), 6)]
                                       for e in found if e.get("entity_group", e.get("entity")) != "O"]
        spans.append({"kind": kind, "text": text, "logits": logits.ravel().tolist(), "answers": answers})
out["spanLabels"] = labels
out["spans"] = spans
(root / "test" / "oracles" / "tokenizers.json").write_text(json.dumps(out, ensure_ascii=True, separators=(",", ":")) + "\n")
