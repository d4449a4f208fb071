"""Records what Keras's TensorBoard callback writes, as keras-summaries.json for the tests of packages/tensorboard.

Needs `pip install keras==3.15.1 tensorflow==2.21.0 tensorboard==2.21.0`.
"""

import json
import os
import pathlib
import re
import tempfile

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras  # noqa: E402
import numpy as np  # noqa: E402
from keras import layers  # noqa: E402
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader  # noqa: E402
from tensorboard.util.tensor_util import make_ndarray  # noqa: E402

FIXTURE = "packages/tensorboard/test/callback/fixtures/keras-summaries.json"
SAMPLES, BATCH_SIZE, EPOCHS = 6, 2, 3


def model():
    return keras.Sequential(
        [
            layers.Input((6, 6, 1)),
            layers.Conv2D(4, 3, name="edges"),
            layers.Conv2D(3, 2, name="corners"),
            layers.Flatten(name="flat"),
            layers.Dense(5, name="hidden"),
            layers.Dense(2, name="out"),
        ],
        name="net",
    )


def summaries(directory):
    """By tag: the plugin, the steps, and of images how many there are, with their sizes."""
    found = {}
    for path in sorted(directory.iterdir()):
        for event in EventFileLoader(str(path)).Load():
            for value in event.summary.value:
                summary = found.setdefault(value.tag, {"plugin": value.metadata.plugin_data.plugin_name, "steps": []})
                summary["steps"].append(event.step)
                if summary["plugin"] == "images":
                    width, height, *images = make_ndarray(value.tensor).tolist()
                    summary["images"] = [int(width), int(height), len(images)]
    return dict(sorted(found.items()))


keras.utils.set_random_seed(1)
options = {"histogram_freq": 2, "write_graph": True, "write_images": True}
options |= {"write_steps_per_second": True, "update_freq": "batch"}
x, y = np.random.rand(SAMPLES, 6, 6, 1), np.random.rand(SAMPLES, 2)
net = model()
net.compile("sgd", "mse", metrics=["mae"])
with tempfile.TemporaryDirectory() as logs:
    callback = keras.callbacks.TensorBoard(logs, **options)
    fit = {"batch_size": BATCH_SIZE, "epochs": EPOCHS, "validation_data": (x, y)}
    net.fit(x, y, verbose=0, shuffle=False, callbacks=[callback], **fit)
    runs = {run: summaries(pathlib.Path(logs, run)) for run in ("train", "validation")}
fixture = {
    "keras": keras.__version__,
    "fit": {"samples": SAMPLES, "batchSize": BATCH_SIZE, "epochs": EPOCHS},
    "options": options,
    "runs": runs,
}
one_line = lambda steps: re.sub(r"\s+", " ", steps[0]).replace("[ ", "[").replace(" ]", "]")
text = re.sub(r"\[[\d,\s]+\]", one_line, json.dumps(fixture, indent=2))
pathlib.Path(__file__).parents[3].joinpath(FIXTURE).write_text(text + "\n")
