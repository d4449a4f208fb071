"""Whether a metric improved: what all callbacks have in common."""

import math
import re
import warnings

import numpy as np

FALLING = re.compile(
    "(loss|error|mse|mae|mape|msle|rmse|perplexity|crossentropy|divergence|hinge|poisson|logcosh|cosineproximity)$"
)
RISING = re.compile("acc|auc|precision|recall|f1|fbeta|fmeasure|cosinesimilarity|r2score|iou|dice")


class RangeError(ValueError):
    """An option cannot be what it is. Keras has `ValueError` for it."""

    def __init__(self, option):
        super().__init__(option)
        self.option = option


class Monitored:
    """`prefix` tells the quirks of one callback from those of the others: `es-`, `rl-` or `mc-`."""

    prefix = ""
    decides = True  # False when the metric is not used, and may then have any name

    def __init__(self, quirks, monitor, mode, min_delta):
        self.quirks = quirks
        self.monitor = monitor
        if mode not in ("auto", "min", "max"):
            if not self._has("mode-may-be-anything"):
                raise RangeError("mode")
            mode = "auto"
        self.sign = {"min": -1, "max": 1}.get(mode) or self._sign_of_name()
        signed = self._has("signed-min_delta") or self._has(f"{self.prefix}signed-min_delta")
        self.min_delta = min_delta if signed else abs(min_delta)

    def set_model(self, model):
        self.model = model

    def set_params(self, params):
        self.params = params

    def _has(self, quirk):
        return quirk in self.quirks

    def _sign_of_name(self):
        """1 when larger is better, -1 when smaller is, 0 when Keras 3 asks the model later."""
        name = self.monitor.removeprefix("val_").replace("_", "").lower()
        falls, rises = FALLING.search(name), RISING.search(name)
        if self.decides and not (falls or rises or self._has("name-may-say-nothing")):
            raise RangeError("monitor")
        if self._has("direction-from-metric-object"):
            return 0
        if self._has("direction-from-acc") or (self._has("direction-from-name-ending") and self.prefix != "es-"):
            is_fmeasure = self.prefix == "mc-" and self.monitor.startswith("fmeasure")
            return 1 if "acc" in self.monitor or is_fmeasure else -1
        if self._has("direction-from-name-ending"):
            return 1 if self.monitor.endswith(("acc", "accuracy", "auc")) else -1
        return 1 if rises and not falls else -1

    def _settle_direction(self):
        if self.sign:
            return
        name = self.monitor.removeprefix("val_")
        direction = "down" if name == "loss" else self.model.directions.get(name)
        if direction is None:
            raise ValueError(f"which way {self.monitor} improves is not known")
        self.sign = 1 if direction == "up" else -1

    @property
    def monitor_op(self):
        return np.greater if self.sign > 0 else np.less

    def on_train_begin(self, logs):
        self.best = None
        self.wait = 0
        self.warned = False

    def on_epoch_begin(self, epoch, logs):
        pass

    def on_train_batch_end(self, batch, logs):
        pass

    def on_train_end(self, logs):
        pass

    def _read(self, logs):
        """The metric of this epoch, or a warning that it is missing."""
        value = logs.get(self.monitor)
        if value is None:
            self._warn()
        return value

    def _warn(self):
        if not self.warned or self._has("warns-every-epoch"):
            self.warned = True
            warnings.warn(f"{self.monitor} is missing", stacklevel=2)

    def _improves(self, value, best):
        """Whether `value` beats `best` by more than `min_delta`. NaN never does."""
        if best is None:
            if self._has("first-value-always-improves"):
                return True
            best = -self.sign * math.inf
        if self.prefix == "rl-" and self._has("rl-delta-on-best"):
            best += self.sign * self.min_delta
        else:
            value -= self.sign * self.min_delta
        if self._has("compares-in-float32"):
            value, best = float32(value), float32(best)
        return bool(self.monitor_op(value, best))


def float32(value):
    with np.errstate(over="ignore"):
        return float(np.float32(value))
