"""Writes TensorBoard logs with the writers that people use, and what TensorBoard itself reads from them.

    pip install tensorboard==2.21 tensorboardX==2.6.5
    python lab/oracles/event_files.py

tensorboardX's SummaryWriter is the one that PyTorch's was taken from; v2 scalars are built with TensorBoard's own
`scalar_pb`, which is what tf.summary.scalar (and so Keras' callback) writes.
Output: test/fixtures/tensorboard/<case>/… and test/oracles/event-files.json.
"""

import itertools
import json
import pathlib
import shutil
import socket
import time

import numpy as np
import tensorboard
import tensorboardX
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto import event_pb2
from tensorboard.plugins.scalar import summary_v2
from tensorboard.summary.writer.event_file_writer import EventFileWriter

HERE = pathlib.Path(__file__).resolve().parents[2] / "test"
FIXTURES = HERE / "fixtures" / "tensorboard"
shutil.rmtree(FIXTURES, ignore_errors=True)

# Files must come out the same every time: the clock counts, and the host has one name.
ticks = itertools.count()
time.time = lambda: 1_700_000_000.0 + 0.5 * next(ticks)
socket.gethostname = lambda: "host"


def writer(case: str, suffix: str = "") -> tensorboardX.SummaryWriter:
    return tensorboardX.SummaryWriter(str(FIXTURES / case), filename_suffix=suffix)


def loss(step: float, floor: float, rise: float = 0.0) -> float:
    return floor + 0.7 * float(np.exp(-step / 40)) + rise * step


# --- the Trainer's callback -----------------------------------------------------------------------

ARGS = {
    "output_dir": "out",
    "learning_rate": 3e-5,
    "num_train_epochs": 3.0,
    "max_steps": -1,
    "per_device_train_batch_size": 16,
    "eval_strategy": "epoch",
    "load_best_model_at_end": True,
    "lr_scheduler_type": "linear",
    "hub_token": "<HUB_TOKEN>",
}
# The class is that of the checkpoint that training began from, as the callback logs it.
CONFIG = {
    "architectures": ["BertForMaskedLM"],
    "model_type": "bert",
    "_name_or_path": "bert-base-uncased",
    "id2label": {"0": "negative", "1": "neutral", "2": "positive"},
}
w = writer("trainer/runs/Nov14_22-13-20_host")
w.add_text("args", json.dumps(ARGS, indent=2))
w.add_text("model_config", json.dumps(CONFIG))
w.add_hparams({"learning_rate": 3e-5, "fp16": False, "optim": "adamw_torch"}, {})
for step in range(10, 151, 10):
    w.add_scalar("train/loss", round(loss(step, 0.3), 4), step)
    w.add_scalar("train/learning_rate", 3e-5 * (1 - step / 150), step)
    w.add_scalar("train/grad_norm", 1.5, step)
    w.add_scalar("train/epoch", step / 50, step)
    if step % 50 == 0:
        w.add_scalar("eval/loss", loss(step, 0.5, 0.0005), step)
        w.add_scalar("eval/accuracy", [0.75, 0.805, 0.795][step // 50 - 1], step)
        w.add_scalar("eval/runtime", 2.0, step)
        w.add_scalar("eval/samples_per_second", 100.0, step)
        w.add_scalar("train/epoch", step / 50, step)
w.add_scalar("train/train_runtime", 61.5, 150)
w.add_scalar("train/train_samples_per_second", 39.0, 150)
w.add_scalar("train/train_loss", 0.512, 150)
w.add_scalar("train/total_flos", 1e14, 150)
w.close()
# trainer.evaluate() after the training measures the best checkpoint, but logs at the last step.
w = writer("trainer/runs/Nov14_22-13-20_host")
w.add_scalar("eval/accuracy", 0.805, 150)
w.add_scalar("eval/loss", loss(100, 0.5, 0.0005), 150)
w.add_scalar("train/epoch", 3.0, 150)
w.close()

# --- Keras' callback ------------------------------------------------------------------------------


def keras(folder: str, values: dict, steps) -> None:
    events = EventFileWriter(str(FIXTURES / "keras" / folder), filename_suffix=".v2")
    for step in steps:
        for tag, series in values.items():
            summary = summary_v2.scalar_pb(tag, series[step])
            events.add_event(event_pb2.Event(summary=summary, wall_time=time.time(), step=step))
    events.close()


keras(
    "logs/train",
    {"epoch_loss": [0.9, 0.5, 0.3, 0.2], "epoch_sparse_categorical_accuracy": [0.5, 0.7, 0.8, 0.9], "epoch_learning_rate": [5e-5] * 4},
    range(4),
)
keras("logs/validation", {"epoch_loss": [0.8, 0.6, 0.6, 0.7], "epoch_sparse_categorical_accuracy": [0.6, 0.7, 0.75, 0.74]}, range(4))

# --- Lightning ------------------------------------------------------------------------------------

w = writer("lightning/lightning_logs/version_0")
w.add_scalar("hp_metric", -1, 0)
for step in range(4, 40, 5):
    w.add_scalar("train_loss_step", loss(step, 0.2), step)
    w.add_scalar("lr-AdamW", 1e-3, step)
for epoch, step in enumerate((9, 19, 29, 39)):
    w.add_scalar("train_loss_epoch", loss(step - 5, 0.2), step)
    w.add_scalar("val_loss", loss(step, 0.3), step)
    w.add_scalar("val_acc", 0.6 + 0.05 * epoch, step)
    w.add_scalar("epoch", epoch, step)
w.close()

# --- a hand-written loop, with histograms and an image between the scalars ---------------------------

w = writer("hand-written")
for epoch in range(1, 5):
    w.add_scalar("Loss/train", loss(10 * epoch, 0.2), epoch)
    w.add_histogram("weights", np.linspace(-1, 1, 50), epoch)
    w.add_scalar("Loss/validation", loss(10 * epoch, 0.4), epoch)
    w.add_image("sample", np.zeros((1, 4, 4), dtype=np.uint8), epoch)
    w.add_scalar("Accuracy/validation", 0.5 + 0.1 * epoch, epoch)
w.add_scalar("Loss/train", float("nan"), 5)
w.close()

# --- interrupted and resumed; started twice; batches counted instead of updates ----------------------

for first, last in ((10, 70), (50, 120)):
    w = writer("resumed")
    for step in range(first, last + 1, 10):
        w.add_scalar("train/loss", loss(step, 0.3) + (0.001 if first == 50 else 0), step)
        w.add_scalar("train/epoch", step / 60, step)
    w.close()

for shift in (0.0, 0.2):
    w = writer("twice")
    for step in range(10, 60, 10):
        w.add_scalar("loss", loss(step, 0.3) + shift, step)
    w.close()

w = writer("batches")
for epoch in range(5):
    for batch in range(6):
        w.add_scalar("loss", 1.0 / (1 + epoch), batch)
    w.add_scalar("val_loss", 1.1 / (1 + epoch), epoch)
w.close()

# --- names that do not depend on the process, and TensorBoard's own reading --------------------------

expected = {}
for number, path in enumerate(sorted(FIXTURES.rglob("*tfevents*"), key=lambda p: (p.parent, p.stat().st_mtime_ns))):
    folder = path.parent
    if folder.name.startswith("17") and folder.name.replace(".", "").isdigit():
        renamed = folder.with_name("1700000005.5")
        if renamed != folder:
            folder.rename(renamed)
            path = renamed / path.name
    target = path.with_name(f"events.out.tfevents.17000000{number:02}.host")
    path.rename(target)
    accumulator = EventAccumulator(str(target), size_guidance={"scalars": 0, "tensors": 0}, purge_orphaned_data=False)
    accumulator.Reload()
    scalars = {}
    for tag in accumulator.Tags()["scalars"]:
        scalars[tag] = [[e.step, round(e.wall_time, 3), e.value] for e in accumulator.Scalars(tag)]
    for tag in accumulator.Tags()["tensors"]:
        rows = accumulator.Tensors(tag)
        if rows[0].tensor_proto.dtype in (1, 2):
            from tensorboard.util import tensor_util

            scalars[tag] = [[e.step, round(e.wall_time, 3), float(tensor_util.make_ndarray(e.tensor_proto))] for e in rows]
    expected[str(target.relative_to(FIXTURES))] = scalars

(HERE / "oracles" / "event-files.json").write_text(
    json.dumps(
        {
            "source": f"tensorboard {tensorboard.__version__} EventAccumulator; written by tensorboardX {tensorboardX.__version__}",
            "files": expected,
        },
        indent=1,
    ).replace("NaN", '"NaN"')
    + "\n"
)
