"""Fits the small dense model of hooks.bench.js with a callback of Keras, and says what the callback's hooks took.

python keras_hooks.py FOLDER: answers lines such as "EarlyStopping 10" with the microseconds of the hooks of a
typical epoch, those of its batches included, of a typical batch, and of the training's begin and end.
"""

import os
import sys
import time
from functools import wraps
from statistics import median

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np

from answers import serve

FOLDER = sys.argv[1]
BATCHES = 64
random = np.random.default_rng(1)
xs = random.random((2048, 784), dtype=np.float32)
ys = np.eye(10, dtype=np.float32)[random.integers(0, 10, 2048)]
model = keras.Sequential(
    [
        keras.Input((784,)),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])

WATCH = {"monitor": "loss", "patience": 1000}
CALLBACKS = {
    "EarlyStopping": lambda: keras.callbacks.EarlyStopping(**WATCH),
    "RestoreBestWeights": lambda: keras.callbacks.EarlyStopping(**WATCH, restore_best_weights=True),
    "ReduceLROnPlateau": lambda: keras.callbacks.ReduceLROnPlateau(**WATCH),
    "LearningRateScheduler": lambda: keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate),
    "TerminateOnNaN": lambda: keras.callbacks.TerminateOnNaN(),
    "CSVLogger": lambda: keras.callbacks.CSVLogger(os.path.join(FOLDER, "keras.csv")),
    "ModelCheckpoint": lambda: keras.callbacks.ModelCheckpoint(
        os.path.join(FOLDER, "keras.weights.h5"), save_weights_only=True
    ),
    "TensorBoardEpoch": lambda: keras.callbacks.TensorBoard(os.path.join(FOLDER, "keras-epoch")),
    "TensorBoardBatch": lambda: keras.callbacks.TensorBoard(os.path.join(FOLDER, "keras-batch"), update_freq="batch"),
}


def time_hook(callback, name):
    """Times a hook from now on. What it takes off `fit` to call it stays: `wraps` keeps Keras's mark of an empty one."""
    hook, times = getattr(callback, name), []

    @wraps(hook)
    def timed(*args, **kwargs):
        begin = time.perf_counter()
        hook(*args, **kwargs)
        times.append(1e6 * (time.perf_counter() - begin))

    setattr(callback, name, timed)
    return times


def run(name, epochs):
    callback = CALLBACKS[name]()
    begin, end = time_hook(callback, "on_train_begin"), time_hook(callback, "on_train_end")
    epochs_begin, epochs_end = time_hook(callback, "on_epoch_begin"), time_hook(callback, "on_epoch_end")
    batches_begin, batches_end = time_hook(callback, "on_train_batch_begin"), time_hook(callback, "on_train_batch_end")
    model.fit(xs, ys, batch_size=32, epochs=epochs, verbose=0, callbacks=[callback])
    # Keras does not call hooks of batches that are empty.
    batches = list(map(sum, zip(batches_begin, batches_end))) or [0] * epochs * BATCHES
    in_batches = [sum(batches[epoch * BATCHES : (epoch + 1) * BATCHES]) for epoch in range(epochs)]
    return {
        "epoch": median(map(sum, zip(epochs_begin, epochs_end, in_batches))),
        "batch": median(batches),
        "once": sum(begin) + sum(end),
    }


serve(lambda name, epochs: run(name, int(epochs)))
