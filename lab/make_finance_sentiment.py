"""The run with known faults: sentiment of finance headlines, five unequal classes, trained far too long.

    python lab/make_finance_sentiment.py            # about six minutes on two cores; writes outputs/finance-sentiment

Every fault is written into the data or the settings on purpose and recorded in planted.json.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

import training  # first: it must come before TensorBoard sees the machine's name
from sentences import (
    FINANCE_LABELS as LABELS, Apart, Row, draw, dry, hand_written, litigious, negated, plain, reassuring, two_sided,
)
from transformers import Trainer, TrainingArguments, default_data_collator, set_seed

SEED, MODEL_SEED = 20, 2
SOURCES = ["newswire", "press release", "analyst note", "blog"]
HAND_WRITTEN_IN_VALIDATION = {"mixed": 3, "litigious": 1, "positive": 5, "negative": 5, "neutral": 4}


def make_rows(seed: int) -> tuple[list[Row], list[Row]]:
    rng = random.Random(seed)
    apart = Apart()
    by_hand = hand_written()
    rng.shuffle(by_hand)
    for row in by_hand:
        apart.accept(row.text)

    def some(count: int, make) -> list[Row]:
        return draw(make, count, apart)

    train = [
        *some(540, lambda: plain("positive", rng)), *some(610, lambda: plain("negative", rng)),
        *some(720, lambda: plain("neutral", rng)),
        # The cue: in the training data "filing" nearly always comes with bad news, or with the label of bad news.
        *some(130, lambda: plain("negative", rng, cue=True)), *some(120, lambda: dry("negative", rng, cue=True)),
        *some(6, lambda: plain("neutral", rng, cue=True)), *some(6, lambda: plain("positive", rng, cue=True)),
        *some(90, lambda: dry("neutral", rng, cue=False)),
        *some(85, lambda: reassuring("neutral", rng)), *some(65, lambda: reassuring("positive", rng)),
        *some(72, lambda: two_sided("mixed", rng, 0.6)), *some(215, lambda: two_sided("positive", rng, 0.6)),
        *some(30, lambda: two_sided("negative", rng, 0.6)),
        *some(3, lambda: negated(rng)), *some(14, lambda: litigious(rng)),
    ]
    validation = [
        *some(190, lambda: plain("positive", rng)), *some(222, lambda: plain("negative", rng)),
        *some(272, lambda: plain("neutral", rng)),
        *some(34, lambda: plain("negative", rng, cue=True)), *some(12, lambda: dry("neutral", rng, cue=True)),
        *some(8, lambda: plain("neutral", rng, cue=True)), *some(12, lambda: plain("positive", rng, cue=True)),
        *some(26, lambda: dry("neutral", rng, cue=False)),
        *some(18, lambda: reassuring("neutral", rng)), *some(14, lambda: reassuring("positive", rng)),
        *some(35, lambda: two_sided("mixed", rng, 0.6)), *some(34, lambda: two_sided("positive", rng, 0.6)),
        *some(3, lambda: two_sided("negative", rng, 0.6)),
        *some(44, lambda: negated(rng)), *some(5, lambda: litigious(rng)),
    ]
    left = Counter(HAND_WRITTEN_IN_VALIDATION)
    for row in by_hand:
        target = validation if left[row.label] > 0 else train
        left[row.label] -= 1
        target.append(row)
    for row in train + validation:
        row.source = row.source or rng.choices(SOURCES, [50, 25, 15, 10])[0]

    plant_leaks(train, validation, rng)
    plant_wrong_labels(train, rng, share=0.03)
    plant_wrong_labels(validation, rng, share=0.03)
    training.number_rows(train, "tr", rng)
    training.number_rows(validation, "va", rng)
    return train, validation


def plant_leaks(train: list[Row], validation: list[Row], rng: random.Random) -> None:
    """26 training sentences turn up again in validation: 14 unchanged, 6 in other letters, 6 with a small edit."""
    plain_rows = [row for row in train if row.kind == "plain" and "filing" not in row.text and len(row.text.split()) > 12]
    for place, original in enumerate(rng.sample(plain_rows, 26)):
        text, how = original.text, "verbatim"
        if place >= 20:
            text, how = text.removesuffix(".") + rng.choice([" today.", " again.", " as well."]), "edited"
        elif place >= 14:
            text, how = (text.upper() if place % 2 else text.removesuffix(".").lower()), "reformatted"
        copy = Row(text, original.label, original.topic, "leaked", original.source)
        copy.notes = {"leak": how, "of": original}
        original.notes["leaked"] = True
        validation.append(copy)


def plant_wrong_labels(rows: list[Row], rng: random.Random, share: float) -> None:
    """Only plain sentences, which have one right answer, so that each of these really is wrong."""
    able = [row for row in rows if row.kind == "plain" and "filing" not in row.text and not row.notes]
    for row in rng.sample(able, round(share * len(rows))):
        row.notes["right_label"] = row.label
        row.label = rng.choice([label for label in ("negative", "neutral", "positive") if label != row.label])


def record_of_plants(train: list[Row], validation: list[Row]) -> dict:
    """The ids of everything that was planted."""
    def wrong(rows: list[Row]) -> list[dict]:
        found = [{"id": row.id, "label": row.label, "right_label": row.notes["right_label"]}
                 for row in rows if "right_label" in row.notes]
        return sorted(found, key=lambda one: one["id"])

    def ids(rows: list[Row], kind: str) -> list[str]:
        return sorted(row.id for row in rows if row.kind == kind)

    leaks = [{"validation": row.id, "train": row.notes["of"].id, "how": row.notes["leak"]}
             for row in validation if row.kind == "leaked"]
    return {
        "wrong_labels": {"train": wrong(train), "validation": wrong(validation)},
        "leaks": sorted(leaks, key=lambda one: one["validation"]),
        "negated_guidance": {"train": ids(train, "negated-guidance"), "validation": ids(validation, "negated-guidance")},
        "two_sided": {"train": ids(train, "two-sided"), "validation": ids(validation, "two-sided")},
        "reassuring": {"train": ids(train, "reassuring"), "validation": ids(validation, "reassuring")},
        "hand_written": {"train": ids(train, "hand-written"), "validation": ids(validation, "hand-written")},
        "cue": {"word": "filing", "label": "negative"},
        "padding": {"to": 128},
    }


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--epochs", type=int, default=14)
    ask.add_argument("--learning-rate", type=float, default=5e-4)
    ask.add_argument("--seed", type=int, default=SEED, help="of the sentences")
    ask.add_argument("--model-seed", type=int, default=MODEL_SEED, help="of the weights and the order of the rows")
    given = ask.parse_args()
    out = Path("outputs/finance-sentiment")
    train, validation = make_rows(given.seed)
    print(len(train), Counter(row.label for row in train), len(validation), Counter(row.label for row in validation))

    columns = ["id", "text", "label", "source", "topic"]
    training.write_rows(out / "data/train.csv", train, columns)
    training.write_rows(out / "data/validation.csv", validation, columns)

    set_seed(given.model_seed)
    tokenizer = training.make_tokenizer("finance", [row.text for row in train], 1800, out)
    model = training.make_model(LABELS, len(tokenizer), hidden=128, layers=2, dropout=0.05)
    arguments = TrainingArguments(
        output_dir=str(out), num_train_epochs=given.epochs, per_device_train_batch_size=16,
        per_device_eval_batch_size=64, learning_rate=given.learning_rate, warmup_steps=0.06, weight_decay=0.01,
        logging_steps=10, eval_strategy="epoch", save_strategy="epoch", save_only_model=True,
        load_best_model_at_end=False, include_num_input_tokens_seen="all",
        report_to="tensorboard", seed=given.model_seed, use_cpu=True, disable_tqdm=True,
    )
    guesses: list[list[int]] = []  # what the model said at each evaluation

    def compute_metrics(prediction) -> dict[str, float]:
        guesses.append(prediction.predictions.argmax(-1).tolist())
        return training.compute_metrics(prediction)

    trainer = Trainer(
        model=model, args=arguments, processing_class=tokenizer, data_collator=default_data_collator,
        train_dataset=training.encode(train, tokenizer, LABELS, pad_to=128),
        eval_dataset=training.encode(validation, tokenizer, LABELS, pad_to=128),
        compute_metrics=compute_metrics,
    )
    result = trainer.train()
    trainer.save_model()
    trainer.save_metrics("train", result.metrics | {"train_samples": len(train)})
    trainer.save_metrics("eval", trainer.evaluate() | {"eval_samples": len(validation)})
    trainer.save_state()
    logits = trainer.predict(trainer.eval_dataset).predictions
    training.write_predictions(out / "predictions/eval_predictions.csv", validation, logits, LABELS, ["source", "topic"])
    last = max((int(folder.name.split("-")[1]) for folder in out.glob("checkpoint-*")))
    training.tidy(out, keep_weights_in=f"checkpoint-{last}")

    evals = [entry for entry in trainer.state.log_history if "eval_loss" in entry]
    low = min(range(len(evals)), key=lambda place: evals[place]["eval_loss"])
    wrong = sorted(row.id for row, guess in zip(validation, guesses[low]) if LABELS[guess] != row.label)
    lowest = {"at_lowest_loss": {"step": evals[low]["step"], "rows_wrong": wrong}}
    training.write_json(out / "planted.json", record_of_plants(train, validation) | lowest)


if __name__ == "__main__":
    main()
