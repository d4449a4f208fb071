"""What Keras's SwapEMAWeights does in a real `fit`, with an optimizer whose steps are scripted.

The optimizer is Keras's own base class, average included; only what a step makes of a weight is taken from the scenario.
"""

import numpy as np

from .keras_lines import KERAS_3, keras
from .play import to_json
from .reference.ema import REASONS, play_reference
from .scenarios.ema import scenario

X = np.float32([[1, 0], [0, 1], [1, 1]])
Y = np.zeros((3, 1), "float32")

# Keras swaps by adding and subtracting in single precision, with weights up to 2.
TOLERANCE = 2e-5


def record_ema(seed, count):
    """The header of the file, and its cases."""
    cases = [{"id": f"ema-{seed}-{index:04d}", **_case(scenario(seed, index))} for index in range(count)]
    return {"oracles": [KERAS_3], "seed": seed, "tolerance": TOLERANCE, "reasons": REASONS}, cases


def _case(drawn):
    observed, ours = _fit(drawn), play_reference(frozenset(), drawn)
    if not _same(observed, play_reference(frozenset(REASONS), drawn)):
        raise AssertionError(f"the known quirks of {KERAS_3} do not explain its recording of {drawn}")
    same = _same(observed, ours)
    case = {**drawn, "verdict": "same" if same else "differs", "reasons": [] if same else list(REASONS)}
    return to_json(_plain({**case, "keras": observed, **({} if same else {"ours": ours})}))


class Scripted(keras.optimizers.Optimizer):
    """Each step leaves the next weights of the script."""

    def __init__(self, **options):
        super().__init__(learning_rate=1.0, use_ema=True, **options)
        self.script = iter(())

    def apply(self, grads, trainable_variables=None):
        self.next = next(self.script)
        super().apply(grads, trainable_variables)

    def update_step(self, gradient, variable, learning_rate):
        values = self.next[:2] if len(variable.shape) == 2 else self.next[2:]
        variable.assign(np.float32(values).reshape(variable.shape))


def _fit(drawn):
    options = dict(drawn["options"])
    swap = {"swap_on_epoch": options.pop("swap_on_epoch")} if "swap_on_epoch" in options else {}
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    optimizer = Scripted(**options)
    model.compile(optimizer, "mse", run_eagerly=True)
    _set(model, drawn["initial"])
    callback, runs = keras.callbacks.SwapEMAWeights(**swap), []
    for plan in drawn["runs"]:
        optimizer.script = iter([weights for epoch in plan["epochs"] for weights in epoch])
        batches, first = len(plan["epochs"][0]), plan["initial_epoch"]
        observer = _Observer(plan.get("stop_after"))
        model.fit(
            np.zeros((batches, 2), "float32"), np.zeros((batches, 1), "float32"), 1, verbose=0,
            initial_epoch=first, epochs=first + len(plan["epochs"]),
            validation_data=(X, Y), callbacks=[callback, observer],
        )  # fmt: skip
        runs.append({**observer.columns, "final": _flat(model.trainable_variables)})
    return runs


class _Observer(keras.callbacks.Callback):
    """Stands after the callback, and takes down what there is to see."""

    def __init__(self, stop_after):
        super().__init__()
        self.stop_after = stop_after
        self.columns = {name: [] for name in ("begin", "average", "trained", "end", "loss")}

    def _take(self, **values):
        for name, value in values.items():
            self.columns[name].append(value)

    def on_epoch_begin(self, epoch, logs=None):
        self._take(begin=_flat(self.model.trainable_variables))

    def on_train_batch_end(self, batch, logs=None):
        average = self.model.optimizer._model_variables_moving_average
        self._take(average=_flat(average), trained=_flat(self.model.trainable_variables))

    def on_epoch_end(self, epoch, logs=None):
        self._take(end=_flat(self.model.trainable_variables), loss=logs["val_loss"])
        if epoch == self.stop_after:
            self.model.stop_training = True


def _flat(variables):
    return np.concatenate([keras.ops.convert_to_numpy(variable).ravel() for variable in variables])


def _set(model, weights):
    model.set_weights([np.float32(weights[:2]).reshape(2, 1), np.float32(weights[2:])])


def _same(a, b):
    return all(np.allclose(x[name], y[name], rtol=TOLERANCE, atol=TOLERANCE) for x, y in zip(a, b) for name in x)


def _plain(value):
    """NumPy's arrays as lists, with the digits that single precision has."""
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(member) for member in value]
    if isinstance(value, np.ndarray):
        return [_plain(member) for member in value]
    return float(str(value)) if isinstance(value, np.floating) else value
