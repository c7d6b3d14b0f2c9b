"""Tiny checkpoints of every family and head that the runner knows, saved the way users save them, and what transformers says
about them. Weights are random and widened, so that attention is far from uniform; the reference runs in float64.

    python lab/oracles/checkpoints.py

Writes test/fixtures/checkpoints/<name>/ and test/oracles/checkpoints.json. The LoRA cases need peft.
"""

import json
import math
import pathlib
import shutil
import zipfile

import numpy as np
import peft
import safetensors.torch
import torch
import transformers
from transformers import (
    AlbertConfig, AutoModelForSequenceClassification, AutoModelForTokenClassification, BertConfig, CamembertConfig,
    DebertaV2Config, DistilBertConfig, ElectraConfig, ModernBertConfig, MPNetConfig, RobertaConfig, XLMRobertaConfig,
)
from transformers.models.deberta_v2.modeling_deberta_v2 import make_log_bucket_position
from transformers.models.mpnet.modeling_mpnet import MPNetEncoder

root = pathlib.Path(__file__).parents[2]
fixtures = root / "test" / "fixtures" / "checkpoints"
torch.set_num_threads(1)

SMALL = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=40, vocab_size=100,
             max_position_embeddings=56)
ROBERTA = {**SMALL, "max_position_embeddings": 58, "type_vocab_size": 1, "pad_token_id": 1}
TINY = {**ROBERTA, "hidden_size": 24, "num_attention_heads": 3, "num_hidden_layers": 1}
DISTIL = dict(dim=32, n_layers=2, n_heads=4, hidden_dim=40, vocab_size=100, max_position_embeddings=56)
ALBERT = {**SMALL, "embedding_size": 16, "num_hidden_layers": 3}
ELECTRA = {**SMALL, "embedding_size": 16}
MPNET = {**ROBERTA}
MPNET.pop("type_vocab_size")
DEBERTA = {**SMALL, "relative_attention": True, "position_buckets": 8, "max_relative_positions": -1,
           "pos_att_type": ["p2c", "c2p"], "position_biased_input": False, "share_att_key": True,
           "norm_rel_ebd": "layer_norm", "type_vocab_size": 0}
MODERN = {**SMALL, "num_hidden_layers": 4, "intermediate_size": 24, "local_attention": 12, "pad_token_id": 0,
          "cls_token_id": 2, "sep_token_id": 3, "bos_token_id": 2, "eos_token_id": 3}
NAMES = ["negative", "neutral", "positive"]
TAGS = ["O", "B-ORG", "I-ORG"]

# name, configuration class, settings, head, how it is saved
CASES = [
    ("bert-sequence", BertConfig, SMALL, "sequence", {}),
    ("bert-token", BertConfig, SMALL, "token", {}),
    ("bert-regression", BertConfig, {**TINY, "type_vocab_size": 2, "pad_token_id": 0, "num_labels": 1, "hidden_act": "relu"}, "sequence", {}),
    ("bert-multilabel", BertConfig, {**TINY, "type_vocab_size": 2, "pad_token_id": 0, "hidden_act": "silu",
                                     "problem_type": "multi_label_classification"}, "sequence", {"sharded": True}),
    ("bert-gamma", BertConfig, {**TINY, "type_vocab_size": 2, "pad_token_id": 0, "hidden_act": "gelu_fast"}, "sequence", {"gamma": True}),
    ("electra-sequence", ElectraConfig, ELECTRA, "sequence", {}),
    ("electra-token", ElectraConfig, {**ELECTRA, "embedding_size": 32}, "token", {}),
    ("roberta-sequence", RobertaConfig, ROBERTA, "sequence", {}),
    ("roberta-token", RobertaConfig, ROBERTA, "token", {"half": torch.bfloat16}),
    ("xlm-roberta-sequence", XLMRobertaConfig, TINY, "sequence", {"bin": True}),
    ("xlm-roberta-token", XLMRobertaConfig, TINY, "token", {}),
    ("camembert-sequence", CamembertConfig, TINY, "sequence", {}),
    ("camembert-token", CamembertConfig, TINY, "token", {}),
    ("distilbert-sequence", DistilBertConfig, DISTIL, "sequence", {"half": torch.float16}),
    ("distilbert-token", DistilBertConfig, DISTIL, "token", {"bin": True, "sharded": True}),
    ("albert-sequence", AlbertConfig, ALBERT, "sequence", {}),
    ("albert-token", AlbertConfig, {**ALBERT, "num_hidden_groups": 2, "inner_group_num": 2, "num_hidden_layers": 4,
                                    "hidden_size": 24, "num_attention_heads": 3}, "token", {}),
    ("mpnet-sequence", MPNetConfig, MPNET, "sequence", {}),
    ("mpnet-token", MPNetConfig, MPNET, "token", {"bin": True}),
    ("deberta-v2-sequence", DebertaV2Config, DEBERTA, "sequence", {}),
    ("deberta-v2-token", DebertaV2Config, DEBERTA, "token", {}),
    ("deberta-v2-convolution", DebertaV2Config, {**DEBERTA, "conv_kernel_size": 3, "conv_act": "gelu", "pooler_hidden_act": "tanh",
                                                 "num_hidden_layers": 2, "embedding_size": 16, "type_vocab_size": 2,
                                                 "position_biased_input": True}, "sequence", {}),
    ("deberta-v2-unshared", DebertaV2Config, {**DEBERTA, "share_att_key": False, "norm_rel_ebd": "none", "position_buckets": -1,
                                              "max_relative_positions": 9, "num_hidden_layers": 1}, "token", {}),
    ("deberta-v2-c2p", DebertaV2Config, {**DEBERTA, "pos_att_type": ["c2p"], "num_hidden_layers": 1}, "sequence", {}),
    ("modernbert-sequence", ModernBertConfig, MODERN, "sequence", {}),
    ("modernbert-token", ModernBertConfig, {**MODERN, "num_hidden_layers": 3, "global_attn_every_n_layers": 2}, "token", {}),
    ("modernbert-mean", ModernBertConfig, {**MODERN, "num_hidden_layers": 2, "classifier_pooling": "mean", "norm_bias": True,
                                           "attention_bias": True, "mlp_bias": True, "classifier_bias": True,
                                           "hidden_activation": "gelu_pytorch_tanh"}, "sequence", {}),
]


def widen(model, seed):
    """Normal weights with a spread that keeps activations of order one, wider still for queries and keys."""
    random = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=random)
            norm = "norm" in name.lower()
            if parameter.dim() == 1:
                parameter.copy_(1 + 0.3 * noise if norm and name.endswith("weight") else 0.2 * noise)
            elif "embedding" in name or "relative_attention_bias" in name:
                parameter.copy_(noise)
            else:
                sharp = any(part in name for part in ("query", "key", "q_lin", "k_lin", "attn.q", "attn.k", "Wqkv"))
                parameter.copy_(noise * (1.8 if sharp else 1.2) / math.sqrt(math.prod(parameter.shape[1:])))


def batch(vocabulary, pad, positions, seed):
    """Four rows: one as long as the positions allow, a middling one, a very short one, a pair; ids, mask and token types."""
    random = np.random.default_rng(seed)
    rows, types = [], []
    for length in (positions, 13, 3, 17):
        rows.append([2, *random.integers(5, vocabulary, length - 2).tolist(), 3])
        types.append([0] * length)
    types[3] = [0] * 8 + [1] * 9
    width = max(map(len, rows))
    ids = torch.tensor([row + [pad] * (width - len(row)) for row in rows])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in rows])
    return ids, mask, torch.tensor([row + [0] * (width - len(row)) for row in types]), rows, types


def short(values):
    """Seven digits are enough for a comparison at 1e-4."""
    return [float(f"{value:.7g}") for value in values]


def reference(model, head, vocabulary, pad, positions, takes_types, seed):
    model = model.double().eval()
    ids, mask, types, rows, row_types = batch(vocabulary, pad, positions, seed)
    extra = {"token_type_ids": types} if takes_types else {}
    kept = {}

    def keep(_, __, output):
        output.retain_grad()
        kept["embedded"] = output

    hook = model.get_input_embeddings().register_forward_hook(keep)
    for parameter in model.parameters():
        parameter.requires_grad_(True)
    logits = model(input_ids=ids, attention_mask=mask, **extra).logits
    # Which logit of which row is differentiated: the last label of row 1 (of its fourth token), and the first of the pair.
    seeds = [(1, 3, logits.shape[-1] - 1), (3, 10, 0)]
    total = sum(logits[r, label] if head == "sequence" else logits[r, position, label] for r, position, label in seeds)
    total.backward()
    hook.remove()
    gradient = kept["embedded"].grad
    logits = logits.detach()
    flat = [logits[r] if head == "sequence" else logits[r, :len(row)].reshape(-1) for r, row in enumerate(rows)]
    return {
        "rows": rows, "types": row_types if takes_types else None, "pad": pad,
        "logits": [short(row.reshape(-1).tolist()) for row in flat],
        "seeds": [dict(row=r, position=p if head == "token" else None, label=label) for r, p, label in seeds],
        "gradients": [short(gradient[r, :len(rows[r])].reshape(-1).tolist()) for r, _, _ in seeds],
    }


def save(model, folder, how):
    shutil.rmtree(folder, ignore_errors=True)
    if "half" in how:
        model = model.to(how["half"])
    shard = {"max_shard_size": "24KB"} if how.get("sharded") else {}
    model.save_pretrained(folder, **shard)
    if how.get("gamma"):
        state = safetensors.torch.load_file(folder / "model.safetensors")
        state = {k.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta"): v for k, v in state.items()}
        safetensors.torch.save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    if how.get("bin"):
        # transformers 5 no longer writes these; torch.save of the state dict is what version 4 did.
        for path in folder.glob("model*.safetensors"):
            state = safetensors.torch.load_file(path)
            torch.save(state, folder / path.name.replace("model", "pytorch_model").replace(".safetensors", ".bin"))
            path.unlink()
        index = folder / "model.safetensors.index.json"
        if index.exists():
            text = index.read_text().replace("model-", "pytorch_model-").replace(".safetensors", ".bin")
            (folder / "pytorch_model.bin.index.json").write_text(text)
            index.unlink()
    return model


def makes(configuration, settings, head):
    labels = NAMES if head == "sequence" else TAGS
    names = {} if "num_labels" in settings else {"id2label": dict(enumerate(labels)), "label2id": {l: i for i, l in enumerate(labels)}}
    config = configuration(**settings, **names)
    auto = AutoModelForSequenceClassification if head == "sequence" else AutoModelForTokenClassification
    # ModernBERT's eager attention casts the lowest float64 to float32, and padding becomes NaN.
    return auto.from_config(config, attn_implementation="sdpa" if configuration is ModernBertConfig else "eager"), config


def torch_files():
    """State dicts for test/formats/torch-weights.test.ts: plain, with a transposed view, of before torch 1.6, compressed."""
    folder = root / "test" / "fixtures" / "torch"
    base = torch.arange(12, dtype=torch.float32).reshape(3, 4)
    torch.save({"whole": base, "view": base[1:], "half": torch.ones(5, dtype=torch.float16),
                "brain": torch.ones(3, dtype=torch.bfloat16), "counter": torch.tensor(7),
                "parameter": torch.nn.Parameter(torch.ones(2)), "flags": torch.tensor([True, False]), "note": "not a tensor"},
               folder / "tensors.bin")
    torch.save({"turned": base.t()}, folder / "turned.bin")
    torch.save({"w": base}, folder / "tensors-legacy.bin", _use_new_zipfile_serialization=False)
    plain = zipfile.ZipFile(folder / "tensors.bin")
    with zipfile.ZipFile(folder / "compressed.bin", "w", zipfile.ZIP_DEFLATED) as packed:
        for entry in plain.infolist():
            packed.writestr(entry.filename, plain.read(entry))


def main():
    torch.manual_seed(0)
    torch_files()
    out = {"versions": {"transformers": transformers.__version__, "torch": torch.__version__, "peft": peft.__version__}, "checkpoints": {}}
    fixtures.mkdir(parents=True, exist_ok=True)
    for number, (name, configuration, settings, head, how) in enumerate(CASES):
        model, config = makes(configuration, settings, head)
        widen(model, number)
        model = save(model, fixtures / name, how)
        offset = config.pad_token_id + 1 if config.model_type in ("roberta", "xlm-roberta", "camembert", "mpnet") else 0
        out["checkpoints"][name] = {
            "head": head,
            **reference(model, head, config.vocab_size, config.pad_token_id, config.max_position_embeddings - offset,
                        getattr(config, "type_vocab_size", 0) > 1, number),
        }
        print(name, sum(f.stat().st_size for f in (fixtures / name).iterdir()))
    for name, settings, lora in [
        ("bert-lora", {**TINY, "type_vocab_size": 2, "pad_token_id": 0}, dict(r=4, lora_alpha=16, target_modules=["query", "value"])),
        ("roberta-lora", TINY, dict(r=4, lora_alpha=6, use_rslora=True, bias="lora_only", target_modules=["query", "dense"],
                                    rank_pattern={"intermediate.dense": 2}, alpha_pattern={"attention.output.dense": 3})),
    ]:
        configuration = BertConfig if name.startswith("bert") else RobertaConfig
        folder = fixtures / name
        shutil.rmtree(folder, ignore_errors=True)
        model, config = makes(configuration, settings, "sequence")
        widen(model, 77)
        # What lies on disk of the base model is a language model without the classifier.
        base = transformers.AutoModelForPreTraining.from_config(config)
        base.load_state_dict({k: v for k, v in model.state_dict().items() if not k.startswith("classifier")}, strict=False)
        base.save_pretrained(folder / "base")
        adapted = peft.get_peft_model(model, peft.LoraConfig(task_type="SEQ_CLS", **lora))
        random = torch.Generator().manual_seed(78)
        with torch.no_grad():
            for key, parameter in adapted.named_parameters():
                if "lora_" in key:
                    parameter.copy_(0.6 * torch.randn(parameter.shape, generator=random))
                elif parameter.requires_grad:
                    parameter.add_(0.3 * torch.randn(parameter.shape, generator=random))
        adapted.save_pretrained(folder / "adapter")
        (folder / "adapter" / "README.md").unlink()
        offset = config.pad_token_id + 1 if config.model_type == "roberta" else 0
        out["checkpoints"][name] = {
            "head": "sequence",
            **reference(adapted.merge_and_unload(), "sequence", config.vocab_size, config.pad_token_id,
                        config.max_position_embeddings - offset, config.type_vocab_size > 1, 77),
        }
        print(name)
    distances = torch.arange(-700, 701)
    out["buckets"] = {
        "mpnet": MPNetEncoder.relative_position_bucket(distances).tolist(),
        "debertaV2": [
            {"buckets": buckets, "positions": positions, "values": make_log_bucket_position(distances, buckets, positions).long().tolist()}
            for buckets, positions in [(256, 512), (8, 56), (64, 300)]
        ],
    }
    with open(root / "test" / "oracles" / "checkpoints.json", "w", encoding="utf-8") as file:
        json.dump(out, file, separators=(",", ":"), allow_nan=False)
        file.write("\n")


main()
