"""The run with nothing wrong: which team should answer a support message? Three equal classes.

    python lab/make_healthy_run.py            # about three minutes on two cores; writes outputs/healthy-run

A part of the messages raise two matters, and nobody could know which team took them. That is honest noise, so the
score stays below 100 % and the losses level off above zero.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from pathlib import Path

import training  # first: it must come before TensorBoard sees the machine's name
from sentences import SUPPORT_LABELS as LABELS, Apart, Row, draw, support_message
from transformers import DataCollatorWithPadding, Trainer, TrainingArguments, set_seed

SEED, MODEL_SEED = 14, 8


def make_rows(seed: int, per_class: tuple[int, int], two_topics: float, first_wins: float) -> list[list[Row]]:
    rng = random.Random(seed)
    apart = Apart(words=0.7, chars=0.85)
    splits = []
    for count in per_class:
        rows: list[Row] = []
        for label in LABELS:
            rows += draw(lambda: support_message(label, rng, two_topics, first_wins), count, apart)
        splits.append(rows)
    training.number_rows(splits[0], "tr", rng)
    training.number_rows(splits[1], "va", rng)
    return splits


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--epochs", type=float, default=4)
    ask.add_argument("--learning-rate", type=float, default=5e-4)
    ask.add_argument("--seed", type=int, default=SEED, help="of the sentences")
    ask.add_argument("--model-seed", type=int, default=MODEL_SEED, help="of the weights and the order of the rows")
    ask.add_argument("--two-topics", type=float, default=0.25)
    ask.add_argument("--first-wins", type=float, default=0.68)
    ask.add_argument("--train-per-class", type=int, default=3400)
    given = ask.parse_args()
    out = Path("outputs/healthy-run")
    train, validation = make_rows(given.seed, (given.train_per_class, 600), given.two_topics, given.first_wins)
    print(len(train), Counter(row.label for row in train), len(validation), Counter(row.label for row in validation))
    training.write_rows(out / "data/train.csv", train, ["id", "text", "label"])
    training.write_rows(out / "data/validation.csv", validation, ["id", "text", "label"])

    training.torch.set_num_threads(1)
    set_seed(given.model_seed)
    tokenizer = training.make_tokenizer("support", [row.text for row in train], 800, out)
    model = training.make_model(LABELS, len(tokenizer), hidden=64, layers=2)
    per_epoch = -(-len(train) // 32)
    every = int(per_epoch * given.epochs) // 12
    arguments = TrainingArguments(
        output_dir=str(out), max_steps=every * 12, per_device_train_batch_size=32,
        per_device_eval_batch_size=64, learning_rate=given.learning_rate, lr_scheduler_type="linear", warmup_steps=0.1,
        weight_decay=0.01, logging_steps=20, eval_strategy="steps", eval_steps=every, save_strategy="steps",
        save_steps=every, save_total_limit=3, save_only_model=True, load_best_model_at_end=True, metric_for_best_model="accuracy",
        greater_is_better=True, include_num_input_tokens_seen="all",
        report_to="tensorboard", seed=given.model_seed, use_cpu=True, disable_tqdm=True,
    )
    trainer = Trainer(
        model=model, args=arguments, processing_class=tokenizer, data_collator=DataCollatorWithPadding(tokenizer),
        train_dataset=training.encode(train, tokenizer, LABELS, pad_to=None),
        eval_dataset=training.encode(validation, tokenizer, LABELS, pad_to=None),
        compute_metrics=training.compute_metrics,
    )
    result = trainer.train()
    trainer.save_model()
    trainer.save_metrics("train", result.metrics | {"train_samples": len(train)})
    trainer.save_metrics("eval", trainer.evaluate() | {"eval_samples": len(validation)})
    trainer.save_state()
    logits = trainer.predict(trainer.eval_dataset).predictions
    training.write_predictions(out / "predictions/eval_predictions.csv", validation, logits, LABELS, [])

    # The model as it is on the training data, in evaluation mode: one number that says how much it has memorised.
    on_train = trainer.evaluate(trainer.train_dataset, metric_key_prefix="train_eval")
    print(on_train)
    best = Path(trainer.state.best_model_checkpoint).name
    training.tidy(out, keep_weights_in=None)
    training.write_json(out / "on_training_data.json", {
        "checkpoint": best, "accuracy": on_train["train_eval_accuracy"], "loss": on_train["train_eval_loss"],
    })


if __name__ == "__main__":
    main()
