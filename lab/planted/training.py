"""One run: its texts, its training as an ordinary script does it, and what the large test set says meanwhile."""

from __future__ import annotations

import os
import random
import socket
from pathlib import Path
from typing import Any

socket.gethostname = lambda: "lab"  # it would stand in the names of the event files
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import torch  # noqa: E402
from transformers import (AutoModelForSequenceClassification, AutoTokenizer, DataCollatorWithPadding,  # noqa: E402
                          TrainerCallback, TrainingArguments, set_seed)
from transformers.utils import logging as hf_logging  # noqa: E402

import faults  # noqa: E402
import keep  # noqa: E402
import measure  # noqa: E402
from recipe import HEALTHY, Recipe  # noqa: E402
from texts import Splits, Text, sample  # noqa: E402

hf_logging.set_verbosity_error()
hf_logging.disable_progress_bar()
LARGE = 4000
LARGE_MEANWHILE = {"tiny": LARGE, "minilm": 500}  # texts scored at each evaluation; the final model is scored on all
OUT = "outputs"
MODEL_SETTINGS = ("hidden_dropout_prob", "attention_probs_dropout_prob", "unfreeze")


def data_seed(recipe: Recipe, seed: int) -> int:
    """Seeds of a control that share their texts are of one parity, so that even and odd ones stay apart."""
    return 500 + (seed // 10) * 2 + seed % 2 if recipe.same_data else 100 + seed


def draw(recipe: Recipe, seed: int, pools: dict[str, list[tuple[str, int]]]) -> tuple[Splits, dict[str, Any]]:
    rng = random.Random(data_seed(recipe, seed))
    used: set[int] = set()
    shares = [*[(1 - recipe.rare_sport) / 3] * 3, recipe.rare_sport] if recipe.rare_sport else None
    large, validation, train = (
        sample(pools["news"], rng, count, prefix, shares, used)
        for count, prefix in ((LARGE, "lt"), (recipe.eval_size, "va"), (recipe.train_size, "tr")))
    test = sample(pools["letters"], rng, LARGE, "te", None, set()) if recipe.other_domain else []
    splits = Splits(train, validation, large, test)
    if recipe.rare_sport:
        for text in [*train, *validation, *large]:
            text.label = int(text.label == 3)
    planted = recipe.plant(splits, rng) if recipe.plant else {}
    return splits, planted


def encode(texts: list[Text], tokenizer, max_length: int, renamed: dict[int, int] | None = None) -> list[dict]:
    if not texts:
        return []
    ids = tokenizer([text.text for text in texts], truncation=True, max_length=max_length)["input_ids"]
    return [{"input_ids": one, "attention_mask": [1] * len(one), "labels": (renamed or {}).get(text.label, text.label)}
            for one, text in zip(ids, texts)]


class Watch(TrainerCallback):
    """At every evaluation of the user: what the large test set says, and the logits of the validation set."""

    def __init__(self, tokenizer, validation: list[dict], large: list[dict], with_logits: bool, meanwhile: int):
        self.validation = measure.Batches(validation, tokenizer.pad_token_id)
        self.large = measure.Batches(large, tokenizer.pad_token_id)
        self.meanwhile = self.large if meanwhile >= len(large) else measure.Batches(large[:meanwhile], tokenizer.pad_token_id)
        self.with_logits = with_logits
        self.rows: list[dict[str, Any]] = []
        self.logits: dict[int, Any] = {}

    def on_evaluate(self, args, state, control, model=None, **_):
        if self.rows and self.rows[-1]["step"] == state.global_step:
            return
        self.rows.append({"step": state.global_step, **measure.brief(self.meanwhile.logits(model), self.meanwhile.labels)})
        if self.with_logits:
            self.logits[state.global_step] = self.validation.logits(model)


def arguments(recipe: Recipe, seed: int, variant: str, changed: dict[str, str]) -> dict[str, Any]:
    """The settings of TrainingArguments. `changed` is advice that was followed: names and values as text."""
    settings = {**HEALTHY, **recipe.settings, **(recipe.dense if variant == "dense" else recipe.short)}
    for name, value in changed.items():
        settings[name] = parse(value)
    steps_an_epoch = -(-recipe.train_size // (settings["per_device_train_batch_size"] * settings.get("gradient_accumulation_steps", 1)))
    total = settings.get("max_steps", -1)
    total = total if total > 0 else int(steps_an_epoch * settings["num_train_epochs"])
    if variant == "dense":
        how = {"logging_steps": 5, "logging_first_step": True, "save_total_limit": 2}
        if recipe.dense_evaluation == "epoch":
            how |= {"eval_strategy": "epoch", "save_strategy": "epoch"}
        else:
            every = evaluate_every(total)
            how |= {"eval_strategy": "steps", "eval_steps": every, "save_strategy": "steps", "save_steps": every}
    else:
        how = {"eval_strategy": "epoch", "save_strategy": "epoch", "save_total_limit": 3}
    how = {**how, **settings}
    if variant == "short":
        how.pop("eval_steps", None), how.pop("save_steps", None)
    return {"output_dir": OUT, "seed": seed, "use_cpu": True, "disable_tqdm": True, **how}


def parse(value: str) -> Any:
    if value in ("True", "False"):
        return value == "True"
    try:
        return float(value) if any(sign in value for sign in ".e") else int(value)
    except ValueError:
        return value


def evaluate_every(total: int) -> int:
    """About twelve evaluations, the last at the end where the number of steps allows it."""
    fitting = [every for every in range(1, total + 1) if total % every == 0 and 8 <= total // every <= 20]
    return min(fitting, key=lambda every: abs(total // every - 12)) if fitting else max(1, total // 12)


NOT_TOLD = ("output_dir", "use_cpu", "disable_tqdm", "early_stopping_patience")


def is_as_recorded(truth: dict[str, Any], recipe: Recipe, changed: dict[str, str]) -> bool:
    """Whether a run that exists was made with the settings that its recipe has now."""
    settings = arguments(recipe, truth["seed"], truth["variant"], {k: v for k, v in changed.items() if k not in MODEL_SETTINGS})
    return truth["settings"] == {name: value for name, value in settings.items() if name not in NOT_TOLD}


def run(recipe: Recipe, seed: int, variant: str, name: str, pools, changed: dict[str, str] | None = None,
        encoder: str = "tiny") -> dict[str, Any]:
    """Train in the working directory; the user's folder is ./outputs. Returns the truth about the run."""
    changed = dict(changed or {})
    splits, planted = draw(recipe, seed, pools)
    set_seed(seed)
    tokenizer = AutoTokenizer.from_pretrained(name, model_max_length=recipe.max_length)
    labels = recipe.labels()
    config = dict(recipe.model)
    for key in ("hidden_dropout_prob", "attention_probs_dropout_prob"):
        if key in changed:
            config[key] = float(changed.pop(key))
    model = AutoModelForSequenceClassification.from_pretrained(
        name, id2label=dict(enumerate(labels)), label2id={label: i for i, label in enumerate(labels)}, **config)
    if recipe.freeze and changed.pop("unfreeze", "") != "True":
        for weight in model.base_model.parameters():
            weight.requires_grad = False
    settings = arguments(recipe, seed, variant, changed)
    kind, callbacks = faults.build(recipe.parts, settings)
    renamed = recipe.evaluation_labels(seed) if recipe.evaluation_labels else None
    encoded = {which: encode(texts, tokenizer, recipe.max_length, renamed if which == "validation" else None)
               for which, texts in vars(splits).items()}
    watch = Watch(tokenizer, encoded["validation"], encoded["large"], variant == "dense", LARGE_MEANWHILE[encoder])
    stop = [one for one in callbacks if isinstance(one, faults.EndedBefore)]

    def trainer(with_callbacks):
        return kind(
            model=model, args=TrainingArguments(**settings), processing_class=tokenizer,
            data_collator=DataCollatorWithPadding(tokenizer), train_dataset=encoded["train"],
            eval_dataset=encoded["validation"], compute_metrics=measure.compute_metrics, callbacks=[*with_callbacks, watch])

    one = trainer(callbacks)
    resumed_from = None
    if recipe.resume:
        resumed_from = resume_point(one, variant)
        one = trainer([callback for callback in callbacks if callback not in stop])
        result = one.train(resume_from_checkpoint=f"{OUT}/{resumed_from}")
    else:
        result = one.train()
    keep.finish_as_run_glue(one, result, len(splits.train), len(splits.validation))
    final = watch.validation.logits(model)
    keep.write_predictions(Path(OUT) / "eval_predictions.csv", splits.validation, final, labels, renamed, recipe.eval_texts)
    if recipe.train_texts:
        keep.write_texts(Path(OUT) / "train.csv", splits.train, labels)
    other = None
    if splits.test:
        batches = measure.Batches(encoded["test"], tokenizer.pad_token_id)
        logits = batches.logits(model)
        other = measure.brief(logits, batches.labels)
        keep.write_predictions(Path(OUT) / "test_predictions.csv", splits.test[:400], logits[:400], labels, None, recipe.eval_texts)
    keep.strip(Path(OUT), watch.logits)
    if resumed_from:
        planted |= {"endedBefore": 100, "resumedFrom": resumed_from}
    if renamed:
        planted["evaluationLabels"] = renamed
    for part, how in recipe.parts:
        planted[part] = how or True
    return {
        "seed": seed, "variant": variant, "settings": {k: v for k, v in settings.items() if k not in NOT_TOLD},
        "changed": changed, "planted": planted, "steps": one.state.global_step, "maxSteps": one.state.max_steps,
        "large": measure.full(watch.large.logits(model), watch.large.labels, labels), "evaluations": watch.rows,
        "evaluatedOn": LARGE_MEANWHILE[encoder], "bestStep": measure.best_step(watch.rows), "otherDomain": other,
    }


def resume_point(one, variant: str) -> str:
    """Train until the process is ended; returns the checkpoint to resume from."""
    try:
        one.train()
    except faults.Stopped:
        for callback in one.callback_handler.callbacks:
            if getattr(callback, "tb_writer", None):
                callback.tb_writer.close()
        return "checkpoint-80" if variant == "dense" else "checkpoint-63"
    raise RuntimeError("the run was not ended")
