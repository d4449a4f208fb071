"""Feeds epochs of one batch to the callbacks of Keras at once, as src/feed-epochs.js does to ours.

python keras_epochs.py FOLDER: answers lines such as "100000 2000 no": after each 2,000 of 100,000 epochs, how many epochs
there were, the microseconds of the hooks of a typical one, and the bytes of the process; with backups if it says "yes".
"""

import contextlib
import gc
import math
import os
import sys
import tempfile
import time
from statistics import median

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras

from answers import serve

FOLDER = sys.argv[1]
ENDLESS = {"monitor": "val_loss", "patience": 10**9}


def callbacks(folder, backups):
    """The same as in src/all-callbacks.js. Keras keeps no number of checkpoints: it writes over one."""
    path = lambda *names: os.path.join(folder, *names)
    made = [
        keras.callbacks.TerminateOnNaN(),
        keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate),
        keras.callbacks.ReduceLROnPlateau(**ENDLESS),
        keras.callbacks.ModelCheckpoint(path("checkpoint.weights.h5"), save_weights_only=True, save_freq=100),
        keras.callbacks.SwapEMAWeights(),
        keras.callbacks.EarlyStopping(**ENDLESS, restore_best_weights=True),
        keras.callbacks.CSVLogger(path("log.csv")),
        keras.callbacks.TensorBoard(path("logs"), write_graph=False),
        keras.callbacks.ProgbarLogger(),
    ]
    return made + [keras.callbacks.BackupAndRestore(path("backup"))] if backups else made


def memory():
    gc.collect()
    with open("/proc/self/statm") as status:
        return int(status.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def follow(epochs, every, backups):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(optimizer=keras.optimizers.SGD(use_ema=True), loss="mean_squared_error")
    model.optimizer.build(model.trainable_variables)
    made = callbacks(tempfile.mkdtemp(dir=FOLDER), backups)
    fed = keras.callbacks.CallbackList(made, model=model, epochs=epochs, steps=1, verbose=2)
    points, recent = [], []
    fed.on_train_begin()
    for epoch in range(epochs):
        loss, val_loss = 1 + math.sin(epoch), 2 + math.sin(epoch)
        begin = time.perf_counter()
        fed.on_epoch_begin(epoch)
        fed.on_train_batch_begin(0)
        fed.on_train_batch_end(0, {"loss": loss})
        fed.on_epoch_end(epoch, {"loss": loss, "val_loss": val_loss})
        recent.append(1e6 * (time.perf_counter() - begin))
        if (epoch + 1) % every == 0:
            points.append([epoch + 1, median(recent), memory()])
            recent = []
    fed.on_train_end()
    return points


def answer(epochs, every, backups):
    # Its progress is not an answer.
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        return follow(int(epochs), int(every), backups == "yes")


serve(answer)
