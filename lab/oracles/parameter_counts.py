"""Parameters of real classes of transformers, built without weights from configurations of every family.

    python lab/oracles/parameter_counts.py > test/oracles/parameter-counts.json
"""

from __future__ import annotations

import json

import torch
import transformers
from transformers import AutoConfig, AutoModel, AutoModelForMaskedLM, AutoModelForQuestionAnswering
from transformers import AutoModelForSequenceClassification, AutoModelForTokenClassification

BASE = dict(hidden_size=768, num_hidden_layers=12, num_attention_heads=12, intermediate_size=3072)
LARGE = dict(hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096)
V3 = dict(relative_attention=True, position_buckets=256, norm_rel_ebd="layer_norm", share_att_key=True,
          pos_att_type=["p2c", "c2p"], position_biased_input=False, max_relative_positions=-1, type_vocab_size=0)
MODELS = {
    "bert-base-uncased": ("bert", dict(vocab_size=30522, **BASE)),
    "bert-large-uncased": ("bert", dict(vocab_size=30522, **LARGE)),
    "bert-base-multilingual-cased": ("bert", dict(vocab_size=119547, **BASE)),
    "bert-mini": ("bert", dict(vocab_size=30522, hidden_size=256, num_hidden_layers=4, num_attention_heads=4,
                               intermediate_size=1024)),
    "roberta-base": ("roberta", dict(vocab_size=50265, max_position_embeddings=514, type_vocab_size=1, **BASE)),
    "roberta-large": ("roberta", dict(vocab_size=50265, max_position_embeddings=514, type_vocab_size=1, **LARGE)),
    "xlm-roberta-base": ("xlm-roberta", dict(vocab_size=250002, max_position_embeddings=514, type_vocab_size=1, **BASE)),
    "camembert-base": ("camembert", dict(vocab_size=32005, max_position_embeddings=514, type_vocab_size=1, **BASE)),
    "distilbert-base-uncased": ("distilbert", dict(vocab_size=30522)),
    "distilbert, three layers": ("distilbert", dict(vocab_size=1000, n_layers=3, dim=64, n_heads=4, hidden_dim=128)),
    "electra-small": ("electra", dict(vocab_size=30522)),
    "electra-base": ("electra", dict(vocab_size=30522, embedding_size=768, **BASE)),
    "albert-base-v2": ("albert", dict(vocab_size=30000, embedding_size=128, **BASE)),
    "albert, two groups of two": ("albert", dict(vocab_size=500, embedding_size=16, hidden_size=64, num_hidden_layers=4,
                                                 num_attention_heads=4, intermediate_size=128, num_hidden_groups=2,
                                                 inner_group_num=2)),
    "mpnet-base": ("mpnet", dict(vocab_size=30527, max_position_embeddings=514, **BASE)),
    "deberta-base": ("deberta", dict(vocab_size=50265, relative_attention=True, pos_att_type=["c2p", "p2c"],
                                     position_biased_input=False, type_vocab_size=0, **BASE)),
    "deberta, absolute": ("deberta", dict(vocab_size=500, hidden_size=64, num_hidden_layers=2, num_attention_heads=4,
                                          intermediate_size=128, type_vocab_size=2)),
    "deberta-v3-small": ("deberta-v2", dict(vocab_size=128100, **{**BASE, "num_hidden_layers": 6}, **V3)),
    "deberta-v3-base": ("deberta-v2", dict(vocab_size=128100, **BASE, **V3)),
    "deberta-v2-xlarge": ("deberta-v2", dict(vocab_size=128100, hidden_size=1536, num_hidden_layers=24,
                                             num_attention_heads=24, intermediate_size=6144, conv_kernel_size=3,
                                             conv_act="gelu", **V3)),
    "deberta-v2, keys not shared, narrow words": ("deberta-v2", dict(
        vocab_size=500, hidden_size=64, embedding_size=32, num_hidden_layers=2, num_attention_heads=4,
        intermediate_size=128, relative_attention=True, pos_att_type=["c2p"], type_vocab_size=2)),
    "modernbert-base": ("modernbert", dict(vocab_size=50368)),
    "modernbert, with biases": ("modernbert", dict(
        vocab_size=500, hidden_size=64, num_hidden_layers=4, num_attention_heads=4, intermediate_size=96, norm_bias=True,
        attention_bias=True, mlp_bias=True, classifier_bias=True, pad_token_id=0, bos_token_id=1, eos_token_id=2,
        cls_token_id=1, sep_token_id=2)),
}
HEADS = {"Model": AutoModel, "ForSequenceClassification": AutoModelForSequenceClassification,
         "ForTokenClassification": AutoModelForTokenClassification,
         "ForQuestionAnswering": AutoModelForQuestionAnswering, "ForMaskedLM": AutoModelForMaskedLM}
MASKED = {"bert-base-uncased", "roberta-base", "distilbert-base-uncased", "mpnet-base", "xlm-roberta-base"}


def tables(model: torch.nn.Module) -> int:
    found = {id(m.weight): m.weight.numel() for m in model.modules() if isinstance(m, torch.nn.Embedding)}
    return sum(found.values())


def main() -> None:
    out = []
    for name, (kind, settings) in MODELS.items():
        for head, auto in HEADS.items():
            if head == "ForMaskedLM" and name not in MASKED:
                continue
            config = AutoConfig.for_model(kind, **settings)
            config.num_labels = 2 if head == "ForQuestionAnswering" else 5
            with torch.device("meta"):
                try:
                    model = auto.from_config(config, attn_implementation="eager")
                except ValueError:
                    continue
            saved = {key: value for key, value in config.to_diff_dict().items()
                     if isinstance(value, (int, float, str, bool)) or key == "pos_att_type"}
            if isinstance(saved.get("pos_att_type"), list):
                saved["pos_att_type"] = "|".join(saved["pos_att_type"])
            out.append({"name": name, "type": kind, "architecture": type(model).__name__, "labels": config.num_labels,
                        "configuration": saved, "parameters": sum(p.numel() for p in model.parameters()),
                        "tables": tables(model)})
    print(json.dumps({"transformers": transformers.__version__, "torch": torch.__version__, "models": out}, indent=1))


if __name__ == "__main__":
    main()
