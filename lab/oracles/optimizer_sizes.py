"""Bytes of `optimizer.pt` beside the bytes of the weights, for small BERT classifiers of which all or a part was trained.

    python lab/oracles/optimizer_sizes.py > test/oracles/optimizer-sizes.json
"""

from __future__ import annotations

import io
import json

import safetensors
import torch
import transformers
from safetensors.torch import save
from transformers import BertConfig, BertForSequenceClassification
from transformers.optimization import Adafactor

MODELS = [(64, 2, 2000, 2), (128, 2, 30522, 2)]
PARTS = {
    "all": lambda name, layers: True,
    "head": lambda name, layers: name.startswith("classifier"),
    "head and pooler": lambda name, layers: name.startswith("classifier") or "pooler" in name,
    "last layer": lambda name, layers: name.startswith("classifier") or f"layer.{layers - 1}." in name,
}
OPTIMIZERS = {
    "adamw_torch": lambda p: torch.optim.AdamW(p),
    "adamw_torch_fused": lambda p: torch.optim.AdamW(p, fused=True),
    "sgd": lambda p: torch.optim.SGD(p, lr=0.1),
    "sgd with momentum": lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9),
    "adafactor": lambda p: Adafactor(p, lr=1e-3, relative_step=False, scale_parameter=False),
}


def measure(shape: tuple[int, int, int, int], part: str, optimizer: str, half: bool) -> dict:
    hidden, layers, vocabulary, heads = shape
    torch.manual_seed(0)
    model = BertForSequenceClassification(BertConfig(
        vocab_size=vocabulary, hidden_size=hidden, num_hidden_layers=layers, num_attention_heads=heads,
        intermediate_size=4 * hidden, num_labels=4))
    if half:
        model = model.to(torch.bfloat16)
    for name, weight in model.named_parameters():
        weight.requires_grad = PARTS[part](name, layers)
    trained = [weight for weight in model.parameters() if weight.requires_grad]
    made = OPTIMIZERS[optimizer](trained)
    model(input_ids=torch.randint(5, vocabulary, (4, 8)), labels=torch.tensor([0, 1, 2, 3])).loss.backward()
    made.step()
    file = io.BytesIO()
    torch.save(made.state_dict(), file)
    weights = save({name: value.contiguous() for name, value in model.state_dict().items()})
    return {
        "hiddenSize": hidden, "labels": 4, "part": part, "optimizer": optimizer, "half": half,
        "optimizerBytes": file.getbuffer().nbytes, "weightBytes": len(weights),
        "all": sum(w.numel() for w in model.parameters()), "trained": sum(w.numel() for w in trained),
    }


def main() -> None:
    torch.set_num_threads(1)
    rows = [measure(shape, part, optimizer, False) for shape in MODELS for part in PARTS for optimizer in OPTIMIZERS]
    rows += [measure(shape, part, "adamw_torch", True) for shape in MODELS for part in PARTS]
    print(json.dumps({
        "tool": {"torch": torch.__version__, "transformers": transformers.__version__,
                 "safetensors": safetensors.__version__},
        "rows": rows,
    }, indent=1))


if __name__ == "__main__":
    main()
