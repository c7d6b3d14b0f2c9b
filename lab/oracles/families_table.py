"""The table of docs/model-runner/families.md from figures that the tests wrote.

    AFTERFIT_FIGURES=figures.jsonl npx vitest run test/model-runner && python lab/oracles/families_table.py figures.jsonl
"""

import json
import pathlib
import re
import sys

root = pathlib.Path(__file__).parents[2]
figures = {}
for line in open(sys.argv[1], encoding="utf-8"):
    figure = json.loads(line)
    figures.setdefault(figure["name"], {}).update(figure)
checkpoints = root / "test" / "fixtures" / "checkpoints"
versions = json.load(open(root / "test" / "oracles" / "checkpoints.json", encoding="utf-8"))["versions"]


def stored(name, figure):
    folder = checkpoints / name
    files = [path.name for path in folder.iterdir()]
    if "adapter" in files:
        return "safetensors, PEFT adapter"
    kind = "pytorch_model.bin" if any(file.endswith(".bin") for file in files) else "safetensors"
    return f"{kind}{', shards' if any('index' in file for file in files) else ''}, {figure['stored'][0]}"


rows = ["| checkpoint | family | head | weights | logits | gradient |", "| --- | --- | --- | --- | --- | --- |"]
for name, figure in sorted(figures.items(), key=lambda item: (item[1].get("family", ""), item[0])):
    if "logits" not in figure:
        continue
    gradient = f"{figure['gradients']:.0e}" if "gradients" in figure else "–"
    rows.append(f"| {name} | {figure['family']} | {figure['head']} | {stored(name, figure)} | {figure['logits']:.0e} | {gradient} |")
page = root / "docs" / "model-runner" / "families.md"
text = page.read_text(encoding="utf-8")
made = f"transformers {versions['transformers']}, torch {versions['torch']}, PEFT {versions['peft']}."
block = "\n".join(["<!-- figures -->", f"Reference: {made}", "", *rows, "<!-- /figures -->"])
page.write_text(re.sub(r"<!-- figures -->.*<!-- /figures -->", lambda _: block, text, flags=re.S), encoding="utf-8")
