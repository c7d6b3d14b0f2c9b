"""Tokenizers of every kind that Afterfit puts together from a vocabulary, and what the reference says of a text.

`make(kind, folder, sentences, size, charsmap)` writes the files a user would have; `reference(kind, folder)` is the tokenizer that
transformers makes of them. Kinds with a SentencePiece model go through the converters of `convert_slow_tokenizer.py` with
the settings that the slow classes had, because those tokenized the training of folders without `tokenizer.json`.
"""

import json
import pathlib
import types

import sentencepiece
from tokenizers import AddedToken, ByteLevelBPETokenizer, BertWordPieceTokenizer
from transformers import BertTokenizer, MPNetTokenizer, RobertaTokenizer
from transformers.convert_slow_tokenizer import SLOW_TO_FAST_CONVERTERS

BERT_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
ROBERTA_TOKENS = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]

# kind → (class, model_type of config.json, tokenizer_config.json)
KINDS = {
    "bert-uncased": ("BertTokenizer", "bert", {"do_lower_case": True}),
    "bert-cased": ("BertTokenizer", "distilbert", {"do_lower_case": False, "tokenize_chinese_chars": False, "tokenizer_class": "DistilBertTokenizer"}),
    "bert-cased-no-accents": ("BertTokenizer", "electra", {"do_lower_case": False, "strip_accents": True}),
    "mpnet": ("MPNetTokenizer", "mpnet", {"do_lower_case": True, "tokenizer_class": "MPNetTokenizer"}),
    "roberta": ("RobertaTokenizer", "roberta", {"tokenizer_class": "RobertaTokenizer"}),
    "roberta-prefix-space": ("RobertaTokenizer", "roberta", {"add_prefix_space": True}),
    "xlm-roberta": ("XLMRobertaTokenizer", "xlm-roberta", {"tokenizer_class": "XLMRobertaTokenizerFast"}),
    "camembert": ("CamembertTokenizer", "camembert", {}),
    "albert": ("AlbertTokenizer", "albert", {}),
    "albert-cased": ("AlbertTokenizer", "albert", {"do_lower_case": False, "keep_accents": True}),
    "deberta-v2": ("DebertaV2Tokenizer", "deberta-v2", {"do_lower_case": False}),
    "deberta-v2-punctuation": ("DebertaV2Tokenizer", "deberta-v2", {"do_lower_case": True, "split_by_punct": True}),
}

# What is trained once and shared by kinds; and the file's name in a folder of the kind.
SOURCE = {
    "bert-uncased": ("wordpiece-lower", "vocab.txt"), "bert-cased": ("wordpiece", "vocab.txt"),
    "bert-cased-no-accents": ("wordpiece", "vocab.txt"), "mpnet": ("wordpiece-mpnet", "vocab.txt"),
    "roberta": ("bytes", None), "roberta-prefix-space": ("bytes", None),
    "xlm-roberta": ("fairseq", "sentencepiece.bpe.model"), "camembert": ("fairseq", "sentencepiece.bpe.model"),
    "albert": ("albert", "spiece.model"), "albert-cased": ("albert", "spiece.model"),
    "deberta-v2": ("deberta", "spm.model"), "deberta-v2-punctuation": ("deberta", "spm.model"),
}

SPM = {
    "fairseq": dict(unk_id=0, bos_id=1, eos_id=2, pad_id=-1),
    "albert": dict(pad_id=0, unk_id=1, bos_id=-1, eos_id=-1, control_symbols=["[CLS]", "[SEP]"], user_defined_symbols=["[MASK]", "(", ")"]),
    "deberta": dict(pad_id=0, bos_id=1, eos_id=2, unk_id=3, pad_piece="[PAD]", bos_piece="[CLS]", eos_piece="[SEP]", unk_piece="[UNK]", user_defined_symbols=["€"]),
}


def train(source, folder, sentences, size, rules):
    """Writes the vocabulary `source` to `folder`; `rules` is a TSV of character rules, or None for nmt_nfkc."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    text = folder / "sentences.txt"
    text.write_text("\n".join(sentences), encoding="utf-8")
    if source.startswith("wordpiece"):
        tokens = ["<s>", "<pad>", "</s>", "[UNK]", "<mask>"] if source.endswith("mpnet") else BERT_TOKENS
        tokenizer = BertWordPieceTokenizer(lowercase=not source == "wordpiece")
        tokenizer.train([str(text)], vocab_size=size, special_tokens=tokens, show_progress=False)
        vocab = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
        (folder / "vocab.txt").write_text("".join(token + "\n" for token, _ in vocab), encoding="utf-8")
    elif source == "bytes":
        tokenizer = ByteLevelBPETokenizer()
        tokenizer.train([str(text)], vocab_size=size, special_tokens=ROBERTA_TOKENS, show_progress=False)
        tokenizer.save_model(str(folder))
    else:
        extra = dict(normalization_rule_tsv=str(rules)) if rules else dict(normalization_rule_name="nmt_nfkc")
        sentencepiece.SentencePieceTrainer.train(
            input=str(text), model_prefix=str(folder / "m"), vocab_size=size, model_type="unigram", character_coverage=0.995,
            minloglevel=2, hard_vocab_limit=False, num_threads=1, **SPM[source], **extra)
        (folder / "m.vocab").unlink()
    text.unlink()


def files(kind, sources):
    """name → bytes of the files that a user's folder of this kind holds."""
    source, name = SOURCE[kind]
    folder = pathlib.Path(sources) / source
    found = {p.name: p.read_bytes() for p in folder.iterdir()}
    if name and "m.model" in found:
        found = {name: found["m.model"]}
    _, model_type, config = KINDS[kind]
    found["tokenizer_config.json"] = json.dumps(config).encode()
    found["config.json"] = json.dumps({"model_type": model_type, "type_vocab_size": 2}).encode()
    return found


def reference(kind, sources):
    """The `tokenizers.Tokenizer` that transformers makes of the files."""
    cls, _, config = KINDS[kind]
    source, name = SOURCE[kind]
    folder = pathlib.Path(sources) / source
    settings = {k: v for k, v in config.items() if k != "tokenizer_class"}
    if name == "vocab.txt":
        vocab = {line: i for i, line in enumerate((folder / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1])}
        return {"BertTokenizer": BertTokenizer, "MPNetTokenizer": MPNetTokenizer}[cls](vocab=vocab, **settings)._tokenizer
    if name is None:
        vocab = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
        merges = [tuple(line.split(" ")) for line in (folder / "merges.txt").read_text(encoding="utf-8").split("\n")[1:-1]]
        tokenizer = RobertaTokenizer(vocab=vocab, merges=merges, **settings)._tokenizer
        tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])  # as RobertaTokenizer before 5
        return tokenizer
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(folder / "m.model"))
    special = {"fairseq": ["<s>", "</s>", "<unk>", "<pad>", "<mask>"], "albert": ["[CLS]", "[SEP]", "<unk>", "<pad>", "[MASK]"],
               "deberta": ["[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]"]}[source]
    ids = {"XLMRobertaTokenizer": {"<s>": 0, "</s>": 2}, "CamembertTokenizer": {"<s>": 5, "</s>": 6}}.get(cls) or {t: pieces.piece_to_id(t) for t in special}
    slow = types.SimpleNamespace(
        vocab_file=str(folder / "m.model"), do_lower_case=config.get("do_lower_case", cls == "AlbertTokenizer"),
        keep_accents=config.get("keep_accents", False), split_by_punct=config.get("split_by_punct", False),
        convert_tokens_to_ids=lambda token: ids[token])
    tokenizer = SLOW_TO_FAST_CONVERTERS[cls](slow).converted()
    tokenizer.add_special_tokens([
        AddedToken(token, lstrip=token in ("<mask>", "[MASK]") and cls != "DebertaV2Tokenizer", normalized=False, special=True) for token in special
    ] + ([AddedToken(t, normalized=False, special=True) for t in ("<s>NOTUSED", "</s>NOTUSED", "<unk>NOTUSED")] if cls == "CamembertTokenizer" else []))
    return tokenizer
