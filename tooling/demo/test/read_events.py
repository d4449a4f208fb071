"""Prints what TensorBoard itself finds below a log directory: the scalars, {run: {tag: [[step, value], ...]}} as JSON."""

import json
import os
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.util import tensor_util


def read(run):
    events = EventAccumulator(run, size_guidance={"tensors": 0})
    events.Reload()
    return {
        tag: [[event.step, tensor_util.make_ndarray(event.tensor_proto).item()] for event in events.Tensors(tag)]
        for tag in events.PluginTagToContent("scalars")
    }


log_dir = sys.argv[1]
print(json.dumps({run: read(os.path.join(log_dir, run)) for run in sorted(os.listdir(log_dir))}))
