"""Writes the pickles, zips and torch archives that test/formats reads, each by Python's own writers.

    python lab/oracles/formats.py            # needs numpy; writes test/fixtures/{pickle,zip,torch}

The malicious pickles name os.system and friends; they are written here and never loaded.
"""

import collections
import datetime
import enum
import io
import json
import os
import pathlib
import pickle
import struct
import sys
import types
import zipfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2] / "test" / "fixtures"


def write(path: str, content: bytes) -> None:
    target = ROOT / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


# --- plain data in every protocol ---------------------------------------------------------------

shared = ["twice", 1]
PLAIN = {
    "none": None,
    "yes": True,
    "no": False,
    "small": 7,
    "negative": -3,
    "word": 70_000,
    "long": 2**40,
    "beyond": 2**70,
    "below": -(2**70),
    "float": 0.1,
    "infinite": float("inf"),
    "text": "naïve 😀\nline",
    "bytes": b"\x00\xff",
    "list": [1, 2, [3, "four"]],
    "tuple": (1, (2, 3), ()),
    "dict": {"__proto__": "plain key", 5: "five"},
    "shared": [shared, shared],
    "set": {1, 2, 3},
    "ordered": collections.OrderedDict([("b", 1), ("a", 2)]),
    "default": collections.defaultdict(list, {"k": [1]}),
    "counter": collections.Counter("aab"),
    "when": datetime.datetime(2024, 2, 29, 13, 5, 7, 89),
    "took": datetime.timedelta(days=1, seconds=2, microseconds=500_000),
}
for protocol in range(6):
    write(f"pickle/plain-{protocol}.pkl", pickle.dumps(PLAIN, protocol=protocol))

loop = []
loop.append(loop)
write("pickle/loop.pkl", pickle.dumps(loop, protocol=4))

# --- NumPy --------------------------------------------------------------------------------------

NUMPY = {
    "f8": np.float64(0.25),
    "f4": np.float32(0.5),
    "f2": np.float16(-1.5),
    "i8": np.int64(-9),
    "bool": np.bool_(True),
    "row": np.array([1.5, 2.5], dtype=np.float32),
    "big-endian": np.array([1, 2, 3], dtype=">i4"),
    "matrix": np.arange(6, dtype=np.int64).reshape(2, 3),
    "fortran": np.asfortranarray(np.arange(6, dtype=np.float64).reshape(2, 3)),
    "strings": np.array(["a", "bcd"]),
    "objects": np.array([None, {"x": 1}], dtype=object),
}
for protocol in (2, 4, 5):
    write(f"pickle/numpy-{protocol}.pkl", pickle.dumps(NUMPY, protocol=protocol))

# --- classes that are not known -----------------------------------------------------------------


def module(name: str) -> types.ModuleType:
    made = types.ModuleType(name)
    sys.modules[name] = made
    if "." in name:
        module(name.rsplit(".", 1)[0]) if name.rsplit(".", 1)[0] not in sys.modules else None
    return made


training_args = module("transformers.training_args")
trainer_utils = module("transformers.trainer_utils")
accelerate_state = module("accelerate.state")
torch_module = module("torch")


class IntervalStrategy(str, enum.Enum):
    NO = "no"
    STEPS = "steps"
    EPOCH = "epoch"


class NamedStrategy(enum.Enum):
    """Pickles as getattr(class, name), as enums of some Python versions do."""

    STEPS = "steps"

    def __reduce_ex__(self, protocol):
        return getattr, (self.__class__, self.name)


class PartialState:
    pass


class Device:
    def __init__(self, *args):
        self.args = args

    def __reduce__(self):
        return Device, self.args


class TrainingArguments:
    pass


for cls, home, name in (
    (IntervalStrategy, trainer_utils, "IntervalStrategy"),
    (NamedStrategy, trainer_utils, "HubStrategy"),
    (PartialState, accelerate_state, "PartialState"),
    (TrainingArguments, training_args, "TrainingArguments"),
    (Device, torch_module, "device"),
):
    cls.__module__ = home.__name__
    cls.__qualname__ = cls.__name__ = name
    setattr(home, name, cls)

arguments = TrainingArguments()
state = PartialState()
state.__dict__.update(num_processes=2, device=Device("cuda", 0))
arguments.__dict__.update(
    output_dir=pathlib.PurePosixPath("/tmp/out"),
    learning_rate=2e-5,
    num_train_epochs=3,
    eval_strategy=IntervalStrategy.EPOCH,
    hub_strategy=NamedStrategy.STEPS,
    device=Device("cuda", 0),
    report_to=["tensorboard", "wandb"],
    fp16=False,
    max_steps=-1,
    eval_steps=None,
    lr_scheduler_kwargs={"num_cycles": 2},
    distributed_state=state,
    debug=[],
)


def torch_zip(value, protocol=2, compression=zipfile.ZIP_STORED, root="training_args") -> bytes:
    """As torch.save since 1.6 (caffe2/serialize/inline_container.cc): <root>/data.pkl, <root>/version."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr(f"{root}/data.pkl", pickle.dumps(value, protocol=protocol))
        archive.writestr(f"{root}/version", "3\n")
    return buffer.getvalue()


def torch_legacy(value) -> bytes:
    """As torch.save before 1.6 (torch/serialization.py, _legacy_save)."""
    parts = [0x1950A86A20F9469CFC6C, 1001, {"protocol_version": 1001, "little_endian": True}, value, []]
    return b"".join(pickle.dumps(part, protocol=2) for part in parts)


write("torch/arguments.bin", torch_zip(arguments))
write("torch/arguments-legacy.bin", torch_legacy(arguments))
write("torch/no-pickle.bin", (lambda b: b)(torch_zip({}, root="x").replace(b"data.pkl", b"data.txt")))
write(
    "torch/lfs-pointer.bin",
    b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 3387\n",
)


# --- pickles that would run something -----------------------------------------------------------


class Evil:
    def __reduce__(self):
        return os.system, ("touch /tmp/afterfit-pickle-was-run",)


class EvilEval:
    def __reduce__(self):
        return eval, ("__import__('os').system('touch /tmp/afterfit-pickle-was-run')",)


for protocol in (0, 2, 4):
    write(f"pickle/os-system-{protocol}.pkl", pickle.dumps({"loss": [1.0], "x": Evil()}, protocol=protocol))
write("pickle/eval.pkl", pickle.dumps([EvilEval(), Evil()], protocol=4))
write("torch/os-system.bin", torch_zip(Evil()))

# A list of a thousand ones that is copied into ever new sets: three bytes ask for a thousand values.
bomb = b"\x80\x04(" + b"K\x01" * 1000 + b"l" + b"q\x00" + b"0]" + (b"cbuiltins\nset\nh\x00\x85Ra" * 4000) + b"."
write("pickle/copies.pkl", bomb)

# --- zips ---------------------------------------------------------------------------------------

TEXT = ("the same line again and again\n" * 200).encode()


class Stream(io.RawIOBase):
    """Cannot seek, so that zipfile leaves sizes to data descriptors."""

    def __init__(self):
        self.content = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.content += bytes(data)
        return len(data)


def zipped(compression, stream=False, zip64=False) -> bytes:
    target = Stream() if stream else io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in (("folder/text.txt", TEXT), ("empty", b"")):
            info = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            info.compress_type = compression
            with archive.open(info, "w", force_zip64=zip64) as entry:
                entry.write(content)
    return bytes(target.content) if stream else target.getvalue()


write("zip/stored.zip", zipped(zipfile.ZIP_STORED))
write("zip/deflated.zip", zipped(zipfile.ZIP_DEFLATED))
write("zip/descriptors.zip", zipped(zipfile.ZIP_DEFLATED, stream=True))
write("zip/zip64.zip", zipped(zipfile.ZIP_DEFLATED, zip64=True))

# --- Keras histories, as people save them ---------------------------------------------------------

HISTORY = {
    "loss": [0.693, 0.41, 0.22, 0.11],
    "accuracy": [0.52, 0.81, 0.92, 0.97],
    "val_loss": [0.60, 0.45, 0.50, 0.62],
    "val_accuracy": [0.66, 0.79, 0.80, 0.79],
    "learning_rate": [3e-5, 3e-5, 3e-5, 1e-5],
}
keras_callbacks = module("keras.src.callbacks.history")


class History:
    pass


History.__module__ = "keras.src.callbacks.history"
History.__qualname__ = "History"
keras_callbacks.History = History
callback = History()
callback.__dict__.update(
    history={k: [np.float32(v) for v in values] for k, values in HISTORY.items()},
    params={"verbose": 1, "epochs": 6, "steps": 105},
    epoch=[0, 1, 2, 3],
)
write("keras/history.pkl", pickle.dumps(callback, protocol=4))
write("keras/trainHistoryDict", pickle.dumps(HISTORY, protocol=3))
write("keras/history.json", json.dumps(HISTORY).encode())
npy = io.BytesIO()
np.save(npy, HISTORY, allow_pickle=True)
write("keras/history.npy", npy.getvalue())
