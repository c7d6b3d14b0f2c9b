"""The run with entities: companies, people, amounts, instruments and dates in finance news.

    python lab/make_finance_ner.py            # about two minutes on two cores; writes outputs/finance-ner

What is hard, and what is wrong in the reference, is put in on purpose and recorded in planted.json. The `.spacy` pair needs spaCy
(lab/finance_ner_spacy.py), which is run apart so that both need not live in one environment.
"""

from __future__ import annotations

import random
from pathlib import Path

import training  # first: it must come before TensorBoard sees the machine's name
import numpy as np
from entity_sentences import BOTH, LABELS, LONG, UNSEEN_STEMS, Sentence, Style, documents, fill
from transformers import BertConfig, BertForTokenClassification, BertTokenizerFast, DataCollatorForTokenClassification
from transformers import Trainer, TrainingArguments, set_seed
from tokenizers import BertWordPieceTokenizer

SEED, MODEL_SEED = 11, 4
MAX_LENGTH = 64
TRAIN = Style(unseen=0.0, legal_inside=0.5, rare_instruments=0.06, both=0.10)
VALIDATION = Style(unseen=0.25, legal_inside=0.5, rare_instruments=0.45, both=0.14)


def tokenizer_of(texts: list[str], folder: Path) -> BertTokenizerFast:
    """Case is kept: it tells names from words. The vocabulary lies in lab/vocabulary, see training.make_tokenizer."""
    kept = Path(__file__).resolve().parent / "vocabulary" / "finance-ner.txt"
    folder.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        learner = BertWordPieceTokenizer(lowercase=False, strip_accents=False)
        learner.train_from_iterator(texts, vocab_size=1100, min_frequency=3, show_progress=False)
        learner.save_model(str(folder))
        kept.write_bytes((folder / "vocab.txt").read_bytes())
    (folder / "vocab.txt").write_bytes(kept.read_bytes())
    return BertTokenizerFast(vocab=str(folder / "vocab.txt"), do_lower_case=False, strip_accents=False, model_max_length=MAX_LENGTH)


def mentions(tags: list[str]) -> list[tuple[int, int, str]]:
    """Spans of IOB2 tags; an I- that continues nothing begins one, as conlleval reads it."""
    found, start = [], None
    for place, tag in enumerate([*tags, "O"]):
        prefix, _, kind = tag.partition("-")
        if start is not None and (prefix != "I" or kind != found[-1][2]):
            found[-1] = (start, place, found[-1][2])
            start = None
        if prefix in ("B", "I") and start is None:
            start = place
            found.append((place, place + 1, kind))
    return found


def plant_errors(sentences: list[Sentence], seen: set[str], rng: random.Random) -> dict:
    """18 mentions of well-known companies lose their tags and 8 become people, in the reference of validation only."""
    able = [
        (row, span) for row, sentence in enumerate(sentences) for span in mentions(sentence.tags)
        if span[2] == "COMPANY" and sentence.kind == "plain" and sentence.words[span[0]] in seen
    ]
    chosen = rng.sample(able, 26)
    planted = {"missing": [], "wrong_type": []}
    for place, (row, (start, end, _)) in enumerate(chosen):
        sentence = sentences[row]
        entry = {"sentence": row, "words": " ".join(sentence.words[start:end]), "start": start, "end": end}
        if place < 18:
            sentence.tags[start:end] = ["O"] * (end - start)
            planted["missing"].append(entry)
        else:
            sentence.tags[start:end] = ["B-PERSON", *["I-PERSON"] * (end - start - 1)]
            planted["wrong_type"].append(entry)
    return planted


def write_conll(path: Path, docs: list[list[Sentence]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines: list[str] = []
    for doc in docs:
        lines += ["-DOCSTART- O", ""]
        for sentence in doc:
            lines += [f"{word} {tag}" for word, tag in zip(sentence.words, sentence.tags)] + [""]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def encode(sentences: list[Sentence], tokenizer) -> list[dict]:
    number = {label: place for place, label in enumerate(LABELS)}
    rows = []
    for sentence in sentences:
        batch = tokenizer(sentence.words, is_split_into_words=True, truncation=True, max_length=MAX_LENGTH)
        labels, before = [], None
        for word in batch.word_ids():
            labels.append(-100 if word is None or word == before else number[sentence.tags[word]])
            before = word
        rows.append({"input_ids": batch["input_ids"], "attention_mask": batch["attention_mask"], "labels": labels})
    return rows


def compute_metrics(prediction) -> dict[str, float]:
    guess = prediction.predictions.argmax(-1)
    hit = said = there = right = total = 0
    for line, gold in zip(guess, prediction.label_ids):
        keep = gold != -100
        one = set(mentions([LABELS[i] for i in line[keep]]))
        two = set(mentions([LABELS[i] for i in gold[keep]]))
        hit, said, there = hit + len(one & two), said + len(one), there + len(two)
        right, total = right + int((line[keep] == gold[keep]).sum()), total + int(keep.sum())
    precision, recall = hit / max(said, 1), hit / max(there, 1)
    return {
        "precision": precision, "recall": recall,
        "f1": 2 * hit / max(said + there, 1), "accuracy": right / max(total, 1),
    }


def main() -> None:
    out = Path("outputs/finance-ner")
    rng = random.Random(SEED)
    train, validation = documents(330, rng, TRAIN), documents(150, rng, VALIDATION)
    for place in range(7):
        long = fill(LONG, rng, VALIDATION)
        long.kind = "long"
        validation[17 * place + 3].append(long)
    train_sentences = [sentence for doc in train for sentence in doc]
    plain = [sentence for sentence in train_sentences if len(sentence.words) > 9]
    copies = rng.sample(plain, 16)
    for place, original in enumerate(copies):
        validation[5 * place + 1].append(Sentence(list(original.words), list(original.tags), "copied"))
    sentences = [sentence for doc in validation for sentence in doc]
    seen = {sentence.words[start] for sentence in train_sentences for start, _, kind in mentions(sentence.tags) if kind == "COMPANY"}
    errors = plant_errors(sentences, seen - set(BOTH), rng)
    write_conll(out / "data/train.conll", train)
    write_conll(out / "data/validation.conll", validation)

    set_seed(MODEL_SEED)
    tokenizer = tokenizer_of([sentence.text for sentence in train_sentences], out)
    model = BertForTokenClassification(BertConfig(
        vocab_size=len(tokenizer), hidden_size=96, num_hidden_layers=2, num_attention_heads=4, intermediate_size=192,
        max_position_embeddings=MAX_LENGTH, type_vocab_size=1, hidden_dropout_prob=0.1, attention_probs_dropout_prob=0.1,
        id2label=dict(enumerate(LABELS)), label2id={label: i for i, label in enumerate(LABELS)},
    ))
    arguments = TrainingArguments(
        output_dir=str(out), num_train_epochs=8, per_device_train_batch_size=16, per_device_eval_batch_size=64,
        learning_rate=1e-3, warmup_steps=0.1, weight_decay=0.01, logging_steps=20, eval_strategy="epoch", save_strategy="epoch",
        save_only_model=True, save_total_limit=1, report_to=[], seed=MODEL_SEED, use_cpu=True, disable_tqdm=True,
    )
    trainer = Trainer(
        model=model, args=arguments, processing_class=tokenizer, data_collator=DataCollatorForTokenClassification(tokenizer),
        train_dataset=encode(train_sentences, tokenizer), eval_dataset=encode(sentences, tokenizer), compute_metrics=compute_metrics,
    )
    result = trainer.train()
    trainer.save_model()
    trainer.save_metrics("train", result.metrics | {"train_samples": len(train_sentences)})
    trainer.save_metrics("eval", trainer.evaluate() | {"eval_samples": len(sentences)})
    trainer.save_state()
    predicted = trainer.predict(trainer.eval_dataset)
    lines = [
        " ".join(LABELS[i] for i in line[gold != -100])
        for line, gold in zip(np.argmax(predicted.predictions, -1), predicted.label_ids)
    ]
    # As run_ner.py writes them: one line a sentence, one tag a word, shorter where the input was cut.
    (out / "predictions.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    last = max(int(folder.name.split("-")[1]) for folder in out.glob("checkpoint-*"))
    training.tidy(out, keep_weights_in=f"checkpoint-{last}")
    (out / "vocab.txt").unlink(missing_ok=True)

    cut = [row for row, (line, sentence) in enumerate(zip(lines, sentences)) if len(line.split()) < len(sentence.words)]
    training.write_json(out / "planted.json", {
        "unseen_companies": UNSEEN_STEMS, "company_or_person": BOTH,
        "legal_forms": {"words": ["AG", "plc", "Inc."], "inside_the_mention": "half of the time, in both files"},
        "rare_type": {"type": "INSTRUMENT", "rare_forms": "6 % of its mentions in training, 45 % in validation"},
        "reference_errors": errors,
        "copied_from_training": [row for row, sentence in enumerate(sentences) if sentence.kind == "copied"],
        "cut_at_64": cut,
    })
    print(trainer.state.log_history[-2], len(sentences), "sentences", len(cut), "cut")


if __name__ == "__main__":
    main()
