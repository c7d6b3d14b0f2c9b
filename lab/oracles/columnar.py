"""Writes the Parquet, Arrow and NumPy files that the tests read, each by its own writer, with what is in them as JSON.

    python lab/oracles/columnar.py    # needs pyarrow, pandas, numpy, datasets; writes test/fixtures/{columnar,predictions}

The pickled array is written here and never loaded.
"""

import json
import pathlib
import shutil
import tempfile

import datasets
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq

ROOT = pathlib.Path(__file__).resolve().parents[2] / "test" / "fixtures"
NAMES = ["negative", "neutral", "positive"]


def folder(path: str) -> pathlib.Path:
    target = ROOT / path
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    return target


# --- every kind of column, in every layout -------------------------------------------------------

rng = np.random.default_rng(20260101)
ROWS = 60
table = pa.table(
    {
        "text": pa.array([None if row % 20 == 3 else f"row {row}, naïve 😀" for row in range(ROWS)]),
        "label": pa.array(rng.integers(0, 3, ROWS)),
        "small": pa.array(rng.integers(0, 200, ROWS).astype("u1")),
        "gap": pa.array([None if row % 7 == 0 else row * 0.5 for row in range(ROWS)]),
        "single": pa.array(rng.normal(size=ROWS).astype("f4")),
        "half": pa.array(rng.normal(size=ROWS).astype("f2")),
        "constant": pa.array(np.ones(ROWS, "i4")),
        "huge": pa.array([2**60 + 1 if row == 0 else row for row in range(ROWS)]),
        "flag": pa.array(rng.integers(0, 2, ROWS) > 0),
        "logits": pa.array([None if row == 5 else [float(v) for v in rng.normal(size=3)] for row in range(ROWS)]),
        "fixed": pa.FixedSizeListArray.from_arrays(pa.array(rng.normal(size=2 * ROWS)), 2),
        "empty": pa.array([[]] * ROWS, pa.list_(pa.float32())),
        "scores": pa.array([[{"label": "a", "score": 0.25}, {"label": "b", "score": 0.75}]] * ROWS),
        "by_label": pa.array([{"neg": 0.25, "pos": 0.75}] * ROWS),
        "category": pa.array(pd.Categorical(rng.choice(["x", "y"], ROWS))),
        "words": pa.array([["a", "b"]] * ROWS),
        "bytes": pa.array([b"\x00\xff"] * ROWS),
    }
)


def plain(value):
    if isinstance(value, bytes):
        return None
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return str(value)
    if isinstance(value, np.floating):
        return float(value)
    return value


out = folder("columnar")
(out / "truth.json").write_text(
    json.dumps({name: [plain(v) for v in table[name].to_pylist()] for name in table.column_names}) + "\n"
)
for codec in ["none", "snappy", "gzip", "zstd", "lz4"]:
    pq.write_table(table, out / f"{codec}.parquet", compression=codec, row_group_size=25)
pq.write_table(table, out / "second-version.parquet", data_page_version="2.0", version="2.6", compression="zstd")
pq.write_table(table, out / "no-dictionary.parquet", use_dictionary=False)
few = table.select(["text", "label", "single", "constant"])
pq.write_table(
    few,
    out / "differences.parquet",
    use_dictionary=False,
    column_encoding={
        "text": "DELTA_LENGTH_BYTE_ARRAY",
        "label": "DELTA_BINARY_PACKED",
        "constant": "DELTA_BINARY_PACKED",
        "single": "BYTE_STREAM_SPLIT",
    },
)
pq.write_table(few, out / "brotli.parquet", compression="brotli")
pq.write_table(few, out / "shared-prefixes.parquet", use_dictionary=False, column_encoding={"text": "DELTA_BYTE_ARRAY"})
pq.write_table(few.slice(0, 0), out / "no-rows.parquet")

wider = table.append_column("view", table["text"].cast(pa.string_view())).append_column(
    "large", table["text"].cast(pa.large_string())
)
for codec in [None, "lz4", "zstd"]:
    options = pa.ipc.IpcWriteOptions(compression=codec)
    for kind, writer in [("file", pa.ipc.new_file), ("stream", pa.ipc.new_stream)]:
        with pa.OSFile(str(out / f"{kind}-{codec or 'none'}.arrow"), "wb") as sink:
            with writer(sink, wider.schema, options=options) as batches:
                batches.write_table(wider, max_chunksize=25)
feather.write_feather(few, out / "second.feather")
feather.write_feather(few, out / "first.feather", version=1)

# --- arrays --------------------------------------------------------------------------------------

matrix = rng.normal(size=(4, 3))
arrays = {
    "double": matrix,
    "single": matrix.astype("f4"),
    "half": matrix.astype("f2"),
    "fortran": np.asfortranarray(matrix),
    "big-endian": matrix.astype(">f4"),
    "long": np.array([[1, -2], [3, 2**40]]),
    "byte": np.array([0, 255], "u1"),
    "truth": np.array([True, False]),
    "text": np.array(["é", "long text", ""]),
    "scalar-column": np.array([[1.5], [2.5]]),
    "nothing": np.zeros((0, 3)),
}
for name, array in arrays.items():
    np.save(out / f"{name}.npy", array)
(out / "arrays.json").write_text(
    json.dumps({name: {"shape": array.shape, "values": array.ravel().tolist()} for name, array in arrays.items()}) + "\n"
)
np.save(out / "objects.npy", np.array([{"a": 1}, None], dtype=object), allow_pickle=True)
np.save(out / "records.npy", np.array([(1, 2.0)], dtype=[("a", "i4"), ("b", "f8")]))
np.savez(out / "stored.npz", predictions=matrix, label_ids=np.array([0, 1, 2, 0]))
np.savez_compressed(out / "deflated.npz", predictions=matrix, label_ids=np.array([0, 1, 2, 0]))

# --- what people leave behind --------------------------------------------------------------------

count = 24
label = rng.integers(0, 3, count)
logits = rng.normal(size=(count, 3))
logits[np.arange(count), label] += 2.5
answers = logits.argmax(1)
right = int((answers == label).sum())
loss = float(np.mean(np.log(np.exp(logits).sum(1)) - logits[np.arange(count), label]))
texts = [f"Sentence {row} about the weather." for row in range(count)]
features = datasets.Features(
    {
        "text": datasets.Value("string"),
        "label": datasets.ClassLabel(names=NAMES),
        "logits": datasets.List(datasets.Value("float64")),
    }
)
predicted = datasets.Dataset.from_dict(
    {"text": texts, "label": label.tolist(), "logits": logits.tolist()}, features=features
)


def case(name: str, expected: dict) -> pathlib.Path:
    target = folder(f"predictions/{name}")
    (target / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")
    return target


def one_set(path: str, split: str | None, **more) -> dict:
    return {"id": path, "split": split, "rows": count, "labels": NAMES, "right": right, "hasScores": True, **more}


target = case(
    "parquet-with-features",
    {
        "sets": [one_set("test_predictions.parquet", "test", hasText=True, meanLoss=loss, scored=count)],
        "said": ["predicted ← highest of list logits", "ids were read as names by the features in"],
    },
)
predicted.to_parquet(target / "test_predictions.parquet")

target = case(
    "parquet-in-shards",
    {
        "sets": [one_set("data/predictions-00000-of-00002.parquet", None, hasText=True, meanLoss=loss)],
        "said": ["24 rows"],
    },
)
(target / "data").mkdir()
for index, (start, stop) in enumerate([(0, 10), (10, count)]):
    predicted.select(range(start, stop)).to_parquet(target / "data" / f"predictions-0000{index}-of-00002.parquet")

target = case(
    "saved-dataset",
    {
        "sets": [one_set("scored/test/data-00000-of-00002.arrow", "test", hasText=True, meanLoss=loss)],
        "said": ["scores ← list logits", "ids were read as names by the features in"],
    },
)
with tempfile.TemporaryDirectory() as scratch:
    both = datasets.DatasetDict(
        {"train": predicted.remove_columns("logits"), "test": predicted}
    )
    both.save_to_disk(scratch, num_shards={"train": 1, "test": 2})
    shutil.copytree(scratch, target / "scored")

csv = pd.DataFrame({"text": texts, "label": label})
target = case(
    "logits-beside-a-table",
    {
        "sets": [{**one_set("logits.npy", "test", hasText=True), "labels": ["0", "1", "2"]}],
        "said": [
            "`logits.npy` and test.csv were joined by order: both hold 24 rows, and nothing says which belong together",
            "reference ← label, predicted ← highest of logits.npy (24 × 3), text ← text, scores ← logits.npy (24 × 3)",
        ],
    },
)
np.save(target / "logits.npy", np.asfortranarray(logits.astype("f2")))
csv.to_csv(target / "test.csv", index=False)

target = case(
    "logits-beside-predictions",
    {
        "sets": [one_set("eval_predictions.csv", "validation", hasText=True, meanLoss=loss)],
        "said": ["`eval_logits.npy` and eval_predictions.csv were joined by order", "scores ← eval_logits.npy (24 × 3)"],
    },
)
np.save(target / "eval_logits.npy", logits)
named = csv.assign(label=[NAMES[i] for i in label], prediction=[NAMES[i] for i in answers])
named.to_csv(target / "eval_predictions.csv", index=False)

target = case(
    "arrays-with-labels",
    {
        "sets": [{**one_set("eval_results.npz", "validation", meanLoss=loss), "labels": ["0", "1", "2"], "hasText": False}],
        "said": ["reference ← eval_results.npz/label_ids", "scores ← eval_results.npz/predictions (24 × 3)"],
    },
)
np.savez_compressed(target / "eval_results.npz", predictions=logits, label_ids=label)

target = case(
    "arrays-in-two-files",
    {
        "sets": [
            {**one_set("predictions.npy", "test"), "labels": ["0", "1", "2"], "hasScores": False, "hasText": True}
        ],
        "said": ["test_labels.npy holds the labels of the same rows"],
    },
)
np.save(target / "predictions.npy", answers)
np.save(target / "test_labels.npy", label)
csv.to_csv(target / "test.csv", index=False)

target = case(
    "logits-of-other-rows",
    {"sets": [], "said": [], "problems": ["24 rows, as in test.csv | 23 rows"]},
)
np.save(target / "logits.npy", logits[1:])
csv.to_csv(target / "test.csv", index=False)

target = case(
    "logits-in-another-order",
    {"sets": [], "said": ["no more than if the rows were shuffled", "name both with --reference and --predictions"]},
)
np.save(target / "logits.npy", logits[rng.permutation(count)][::-1])
csv.to_csv(target / "test.csv", index=False)

target = case(
    "logits-of-unknown-labels",
    {"sets": [], "said": ["nothing says which of the 3 scores belongs to which label"]},
)
np.save(target / "logits.npy", logits)
named.drop(columns="prediction").to_csv(target / "test.csv", index=False)

target = case(
    "logits-of-two-tables",
    {"sets": [], "said": ["dev.csv and test.csv have 24 rows each; name the right one with --reference"]},
)
np.save(target / "logits.npy", logits)
csv.to_csv(target / "test.csv", index=False)
csv.to_csv(target / "dev.csv", index=False)

target = case(
    "pickled-predictions",
    {"sets": [], "said": [], "problems": ["numbers or text | a pickled array of objects, which is never opened"]},
)
np.save(target / "predictions.npy", np.array([{"label": 1}, {"label": 0}], dtype=object), allow_pickle=True)

target = case(
    "arrays-named-by-flags",
    {
        "options": {"reference": "gold/test.csv", "predictions": "out.npy"},
        "sets": [{**one_set("out.npy", "test", hasText=True, meanLoss=loss), "labels": ["0", "1", "2"]}],
        "said": ["out.npy and gold/test.csv were joined by order"],
    },
)
np.save(target / "out.npy", logits)
(target / "gold").mkdir()
csv.to_csv(target / "gold" / "test.csv", index=False)

print(f"numpy {np.__version__}, pyarrow {pa.__version__}, datasets {datasets.__version__}, {right} of {count} right")
