"""Reads every scalar of a log folder with TensorBoard's own EventAccumulator, and judges nothing."""

import sys

from tensorboard.backend.event_processing.event_accumulator import SCALARS, EventAccumulator

log = EventAccumulator(sys.argv[1], size_guidance={SCALARS: 0})
log.Reload()
print(sum(len(log.Scalars(tag)) for tag in log.Tags()["scalars"]), "scalars")
