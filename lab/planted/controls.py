"""Runs with nothing wrong, or with something wrong on purpose. What may be said about each is in truth/expected.json."""

from __future__ import annotations

from recipe import Recipe

CONTROLS: dict[str, Recipe] = {
    "N1-healthy": Recipe(eval_texts=True, same_data=True),
    "N2-small-evaluation": Recipe(eval_size=100, eval_texts=True, same_data=True),
    "N3-small-data": Recipe(
        settings={"num_train_epochs": 20, "learning_rate": 2e-4, "per_device_train_batch_size": 16}, train_size=200,
        dense_evaluation="epoch", same_data=True),
    "N4-label-smoothing": Recipe(settings={"label_smoothing_factor": 0.1}, same_data=True),
    "N5-group-by-length": Recipe(settings={"train_sampling_strategy": "group_by_length"}, same_data=True),
    "N6-weighted-imbalance": Recipe(
        rare_sport=0.05, eval_size=1000, parts=(("weighted", {"weights": [0.53, 10.0]}),), same_data=True),
    "N8-head-only": Recipe(
        settings={"learning_rate": 1e-3, "num_train_epochs": 10}, freeze=True, dense_evaluation="epoch", same_data=True),
}
