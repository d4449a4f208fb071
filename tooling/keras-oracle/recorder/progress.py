"""What Keras's ProgbarLogger prints at the end of epochs, and how its Progbar spells numbers and times."""

import contextlib
import io
import math
import random
import re
from unittest import mock

from .keras_lines import CALLBACKS, KERAS_3, keras
from .play import to_json

progbar = keras.src.utils.progbar

NAMES = ["loss", "acc", "val_loss", "val_acc", "learning_rate"]

# The ends of ranges, and where a fourth decimal is exactly a half.
METRICS = [
    0.0, -0.0, 1.0, -1.0, 1e-3, 1.0001e-3, 9.999e-4, -1e-3, 1e-10, 9.99995e-5, 1e100, 0.99995, 123456.789,
    math.nan, math.inf, -math.inf, *(count / 32 for count in range(-9, 64, 2)),
]  # fmt: skip
SECONDS_LEFT = [0, 0.9, 1, 59.99, 60, 60.01, 61, 119.5, 600, 3599.9, 3600, 3600.5, 3661, 36000, 86399.5, 360000]


def record_progress(seed, count):
    """The header of the file, and its cases: metrics, times that are left, and whole fits."""
    rng = random.Random(f"{seed}-progress")
    metrics = METRICS + [_metric(rng) for _ in range(count)]
    seconds = SECONDS_LEFT + [10 ** rng.uniform(-1, 5.5) for _ in range(count)]
    cases = [
        *({"metric": value, "text": _metric_text(value)} for value in metrics),
        *({"secondsLeft": left, "text": _left_text(left)} for left in seconds),
        *(_fit(rng) for _ in range(count)),
    ]
    header = {"oracles": [KERAS_3], "seed": seed}
    return header, [to_json({"id": f"p-{index:04d}", **case}) for index, case in enumerate(cases)]


def _metric(rng):
    return rng.choice([-1, 1, 1, 1]) * 10 ** rng.uniform(-8, 4)


def _metric_text(value):
    bar = progbar.Progbar(1)
    return _printed(lambda: bar.update(1, [("loss", value)])).split(" - loss: ")[1].strip()


def _left_text(seconds):
    """Half of two steps is done, and took as long as is left."""
    bar = progbar.Progbar(2, interval=0)
    with mock.patch.object(progbar.time, "time", lambda: seconds):
        bar._start = 0
        return re.search(r"━ (\S+) ", _printed(lambda: bar.update(1))).group(1)


def _fit(rng):
    epochs, initial = rng.choice([1, 1, 2, 3, 12]), 0
    if epochs > 2 and rng.random() < 0.3:
        initial = rng.randint(1, epochs - 1)
    steps = rng.choice([1, 2, 5, 9, 10, 11, 100])
    known = rng.random() < 0.7
    names = NAMES[: rng.randint(1, len(NAMES))]
    clock = [0.0]
    callback = CALLBACKS[KERAS_3].ProgbarLogger()
    callback.set_params({"verbose": 1, "epochs": epochs, "steps": steps if known else None})
    recorded = []
    with mock.patch.object(progbar.time, "time", lambda: clock[0]):
        callback.on_train_begin()
        for epoch in range(initial, min(epochs, initial + 3)):
            seconds_per_step = 10 ** rng.uniform(-4, 1.5)
            logs = {name: _metric(rng) for name in names}

            def run(epoch=epoch, seconds_per_step=seconds_per_step, logs=logs):
                callback.on_epoch_begin(epoch)
                for step in range(steps):
                    clock[0] += seconds_per_step
                    callback.on_train_batch_end(step, {"loss": logs["loss"]})
                callback.on_epoch_end(epoch, logs)

            *title, drawn = _printed(run).removesuffix("\n").split("\n")
            line = " ".join([*title, drawn.split("\r")[-1].strip()])
            recorded.append({"secondsPerStep": seconds_per_step, "logs": logs, "keras": line})
    return {"epochs": epochs, "initialEpoch": initial, "steps": steps, "stepsKnown": known, "run": recorded}


def _printed(action):
    """Without colors. What is shown last has no end of line, so `captured` would drop it."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        action()
    return re.sub(r"\x1b\[\d+m", "", printed.getvalue())
