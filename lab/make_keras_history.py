"""A Keras training history with a clear gap between `loss` and `val_loss`.

    python lab/make_keras_history.py            # about two minutes; writes outputs/keras-history

A small encoder in the manner of BERT, trained for fourteen epochs on 1,200 finance headlines in three classes.
"""

from __future__ import annotations

import os
import pickle
import random
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402

import training  # noqa: E402
from sentences import Apart, Row, draw, normalise, plain, reassuring, two_sided  # noqa: E402

SEED = 5
LABELS = ["negative", "neutral", "positive"]
LENGTH = 32


def make_rows(seed: int) -> tuple[list[Row], list[Row]]:
    rng = random.Random(seed)
    apart = Apart()
    splits = []
    for size in (1200, 600):
        rows: list[Row] = []
        for label in LABELS:
            rows += draw(lambda: plain(label, rng), size // 4, apart)
        rows += draw(lambda: reassuring(rng.choice(["neutral", "positive"]), rng), size // 8, apart)
        rows += draw(lambda: two_sided(rng.choice(["positive", "negative"]), rng, 0.5), size // 8, apart)
        rng.shuffle(rows)
        splits.append(rows)
    return splits[0], splits[1]


def encode(rows: list[Row], words: dict[str, int]) -> tuple[np.ndarray, np.ndarray]:
    ids = np.zeros((len(rows), LENGTH), dtype="int32")
    for line, row in enumerate(rows):
        known = [words.get(word, 1) for word in normalise(row.text).split()][:LENGTH]
        ids[line, : len(known)] = known
    return ids, np.array([LABELS.index(row.label) for row in rows])


class Positions(layers.Layer):
    """Adds a learned vector for each place in the sentence."""

    def build(self, shape):
        self.table = self.add_weight(shape=(shape[1], shape[2]), initializer="random_normal", name="positions")

    def call(self, inputs):
        return inputs + self.table


def make_model(vocabulary: int) -> keras.Model:
    width = 64
    ids = keras.Input((LENGTH,), dtype="int32")
    x = Positions()(layers.Embedding(vocabulary, width)(ids))
    for _ in range(2):
        y = layers.MultiHeadAttention(4, width // 4)(x, x)
        x = layers.LayerNormalization()(x + y)
        y = layers.Dense(width)(layers.Dense(2 * width, activation="gelu")(x))
        x = layers.LayerNormalization()(x + layers.Dropout(0.1)(y))
    x = layers.Dropout(0.1)(layers.GlobalAveragePooling1D()(x))
    model = keras.Model(ids, layers.Dense(len(LABELS))(x))
    model.compile(
        optimizer=keras.optimizers.AdamW(8e-4, weight_decay=0.01),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"],
    )
    return model


def main() -> None:
    keras.utils.set_random_seed(SEED)
    out = Path("outputs/keras-history")
    out.mkdir(parents=True, exist_ok=True)
    train, validation = make_rows(SEED)
    seen = sorted({word for row in train for word in normalise(row.text).split()})
    words = {word: place for place, word in enumerate(seen, start=2)}
    x, y = encode(train, words)
    model = make_model(len(words) + 2)
    history = model.fit(
        x, y, validation_data=encode(validation, words), batch_size=16, epochs=14, verbose=2,
        callbacks=[keras.callbacks.CSVLogger(str(out / "training_log.csv"))],
    )
    record = {name: [float(value) for value in values] for name, values in history.history.items()}
    training.write_json(out / "history.json", record)
    with (out / "history.pkl").open("wb") as file:
        pickle.dump(record, file)


if __name__ == "__main__":
    main()
