"""10,000 real, damaged and random texts a kind: the reference's ids and offsets, for compare.mjs.

    python lab/tokenizing/compare.py FOLDER TEXTS.txt [COUNT]      then      node lab/tokenizing/compare.mjs FOLDER

Vocabularies of about 8,000 tokens are trained on TEXTS.txt (one text a line) with SentencePiece's own nmt_nfkc rules. What the
SentencePiece library itself says is written too: it is what tokenized folders that hold nothing but its model.
"""

import json
import pathlib
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent)]

import sentencepiece
from hostile import HOSTILE, strings
from kinds import KINDS, SOURCE, files, reference, train

folder = pathlib.Path(sys.argv[1])
real = [line for line in pathlib.Path(sys.argv[2]).read_text(encoding="utf-8", errors="ignore").splitlines() if 3 < len(line) < 400][:60000]
count = int(sys.argv[3]) if len(sys.argv) > 3 else 10000
for source in sorted({name for name, _ in SOURCE.values()}):
    if not (folder / "sources" / source).exists():
        train(source, folder / "sources" / source, real, 8000, None)
for seed, kind in enumerate(KINDS):
    texts = HOSTILE + [t.encode("utf-8", "ignore").decode() for t in strings(count - len(HOSTILE), seed + 100, real)]
    tokenizer = reference(kind, folder / "sources")
    tokenizer.no_truncation()
    out = folder / kind
    out.mkdir(parents=True, exist_ok=True)
    for name, content in files(kind, folder / "sources").items():
        (out / name).write_bytes(content)
    model = folder / "sources" / SOURCE[kind][0] / "m.model"
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(model)) if model.exists() else None
    with (out / "expected.jsonl").open("w") as lines:
        for text, e in zip(texts, tokenizer.encode_batch(texts)):
            lower = text
            row = {"text": text, "ids": e.ids, "offsets": [n for pair in e.offsets for n in pair]}
            if pieces is not None and kind in ("xlm-roberta", "deberta-v2"):
                own = pieces.encode(lower)
                row["pieces"] = [3 if i == 0 else i + 1 for i in own] if kind == "xlm-roberta" else own
            lines.write(json.dumps(row) + "\n")
    print(kind, len(texts), flush=True)
