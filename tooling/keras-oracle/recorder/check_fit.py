"""python -m recorder.check_fit --seed 1 --count 60

Checks that the recordings say what `fit` does: plays scenarios through a real compiled model and its `fit`, whose logs
and weights a callback before the recorded one replaces, and compares with what `play` takes down. Only what is saved
has no content.
"""

import argparse
import sys

import numpy as np

from .capture import captured
from .case import CLASS_NAMES, OPTIONS_NOT_IN, observer, play_keras
from .functions import with_function
from .keras_lines import KERAS_3, TF_KERAS, keras, tf_keras
from .models import Saves
from .play import folder_with, to_json
from .scenarios import scenario

LIBRARIES = {KERAS_3: keras, TF_KERAS: tf_keras}
EPOCHS_A_RUN = 1000


class RealModel(Saves):
    """A compiled model, seen as `observed.py` sees one: its weights are the fit and the epoch that made them."""

    def __init__(self, library, drawn):
        super().__init__()
        dense = library.layers.Dense(3, use_bias=False, activation="sigmoid")
        self.keras = library.Sequential([library.layers.Input((1,)), dense])
        rate = drawn.get("optimizer", {}).get("initial_learning_rate", 0.01)
        metrics = [_metric(*metric) for metric in drawn["metrics"]] if library is keras else []
        self.keras.compile(library.optimizers.SGD(rate), "mse", metrics=metrics, run_eagerly=True)
        self.keras.save, self.keras.save_weights = self.save, self.save_weights

    @property
    def stop_training(self):
        return self.keras.stop_training

    @property
    def rate(self):
        return float(np.array(self.keras.optimizer.learning_rate))

    @rate.setter
    def rate(self, rate):
        self.keras.optimizer.learning_rate = rate

    @property
    def weights(self):
        run, epoch = divmod(int(self.keras.get_weights()[0].flat[0]), EPOCHS_A_RUN)
        return {"run": run, "epoch": epoch}

    @weights.setter
    def weights(self, weights):
        mark = weights["run"] * EPOCHS_A_RUN + weights["epoch"]
        self.keras.set_weights([np.full((1, 3), mark, "float32")])


def _metric(name, class_name):
    if class_name != "Mean":
        return getattr(keras.metrics, class_name)(name=name)
    return keras.metrics.MeanMetricWrapper(lambda y, prediction: keras.ops.mean(y - prediction, axis=-1), name=name)


def play_fit(line, kind, drawn):
    """The outcome in the form that `play` has, but an error without its place."""
    library, outcome = LIBRARIES[line], {"error": None, "runs": []}
    with captured() as init:
        callback = getattr(library.callbacks, CLASS_NAMES[kind])(**with_function(drawn["options"]))
    if init.error:
        return {**outcome, "error": type(init.error).__name__}
    model = RealModel(library, drawn)
    batches = max(len(drawn["runs"][0]["epochs"][0].get("batches", [])), 1)
    x, y = np.zeros((batches, 1), "float32"), np.zeros((batches, 3), "float32")
    for run, plan in enumerate(drawn["runs"]):
        if "set_learning_rate" in plan:
            model.rate = plan["set_learning_rate"]
        taken = observer(kind)(callback, model)
        around = _around(library, model, run, plan, taken)
        first = plan["initial_epoch"]
        with captured() as fit:
            callbacks = [around[0], callback, around[1]]
            epochs = first + len(plan["epochs"])
            model.keras.fit(x, y, 1, initial_epoch=first, epochs=epochs, verbose=0, callbacks=callbacks)
        if fit.error:
            taken.failed()
        outcome["runs"].append({"warnings": len(fit.warnings), "stdout": fit.stdout, **taken.columns})
        if fit.error:
            return to_json({**outcome, "error": type(fit.error).__name__})
        outcome["runs"][-1].update(taken.end())
    return to_json(outcome)


def _around(library, model, run, plan, taken):
    """The callback before the recorded one, and the one after it."""
    planned = {}

    class Before(library.callbacks.Callback):
        _supports_tf_logs = True

        def on_epoch_begin(self, epoch, logs=None):
            planned.clear()
            planned.update(plan["epochs"][epoch - plan["initial_epoch"]])
            model.save_raises = planned.get("save_raises")

        def on_train_batch_end(self, batch, logs=None):
            logs.clear()
            logs.update(planned["batches"][batch] if "batches" in planned else {})

        def on_epoch_end(self, epoch, logs=None):
            model.weights = {"run": run, "epoch": epoch}
            logs.clear()
            logs.update(planned["logs"])

    class After(library.callbacks.Callback):
        _supports_tf_logs = True

        def on_train_batch_end(self, batch, logs=None):
            taken.batch(batch)

        def on_epoch_end(self, epoch, logs=None):
            taken.epoch({name: value for name, value in logs.items() if name not in planned["logs"]})

    return Before(), After()


def main():
    arguments = argparse.ArgumentParser(prog="python -m recorder.check_fit")
    arguments.add_argument("--seed", required=True)
    arguments.add_argument("--count", type=int, default=60, help="scenarios of each callback and line")
    given = arguments.parse_args()
    mismatches = 0
    for kind in CLASS_NAMES:
        for line in LIBRARIES:
            scenarios = [scenario(given.seed, kind, index)[0] for index in range(given.count)]
            known = [drawn for drawn in scenarios if not OPTIONS_NOT_IN[line] & drawn["options"].keys()]
            for drawn in known:
                drawn.get("optimizer", {}).update(dtype="float32")
                played = play_keras(line, kind, drawn)
                with folder_with(drawn.get("files", {})):
                    fitted = play_fit(line, kind, drawn)
                played["error"] = played["error"] and played["error"]["type"]
                if played != fitted:
                    mismatches += 1
                    print(f"{line} {kind} {drawn}\n  played {played}\n  fit    {fitted}")
            print(f"{kind}: {len(known)} scenarios through {line}'s fit")
    print(f"{mismatches} mismatches")
    sys.exit(1 if mismatches else 0)


if __name__ == "__main__":
    main()
