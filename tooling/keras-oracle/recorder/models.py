"""What the callbacks call on a model, and nothing else. `rate` reads and sets the learning rate as stored."""

import builtins
import pathlib
import types

import numpy as np

from .keras_2_3_1 import Variable
from .keras_lines import KERAS_2, KERAS_3, TF_KERAS, compiled_metrics, directions, keras, tf


class Saves:
    """A model whose files have no content. `save_raises` is the name of the error that saving raises, if it does."""

    def __init__(self):
        self.save_raises = None
        self._saved = []

    def save(self, path, overwrite, options=None):
        self._save("full", path)

    def save_weights(self, path, overwrite, options=None):
        self._save("weights", path)

    def _save(self, kind, path):
        if self.save_raises:
            raise getattr(builtins, self.save_raises)(f"{path} cannot be saved")
        pathlib.Path(path).touch()
        self._saved.append({"kind": kind, "path": path})

    def take_saved(self):
        """What was saved since it was asked for last."""
        saved, self._saved = self._saved, []
        return saved


class Model(Saves):
    """Its weights are the fit and the epoch that made them."""

    distribute_strategy = None

    def __init__(self):
        super().__init__()
        self.stop_training = False
        self.weights = None

    def get_weights(self):
        return self.weights

    def set_weights(self, weights):
        if weights is None:
            raise TypeError("'NoneType' object is not subscriptable")
        self.weights = weights


class Keras3Model(Model):
    def __init__(self, metrics, rate, dtype):
        super().__init__()
        self.metrics = compiled_metrics(metrics)
        single = dtype == "float32"
        self.optimizer = keras.optimizers.SGD(rate) if single else types.SimpleNamespace(learning_rate=np.float64(rate))

    @property
    def rate(self):
        return float(keras.ops.convert_to_numpy(self.optimizer.learning_rate))

    @rate.setter
    def rate(self, rate):
        self.optimizer.learning_rate = rate


class TfKerasModel(Model):
    def __init__(self, metrics, rate, dtype):
        super().__init__()
        self.optimizer = types.SimpleNamespace(lr=tf.Variable(rate, dtype=dtype))

    @property
    def rate(self):
        return float(self.optimizer.lr.numpy())

    @rate.setter
    def rate(self, rate):
        self.optimizer.lr.assign(rate)


class Keras2Model(Model):
    def __init__(self, metrics, rate, dtype):
        super().__init__()
        self.optimizer = types.SimpleNamespace(lr=Variable(rate, dtype))

    @property
    def rate(self):
        return float(self.optimizer.lr.value)

    @rate.setter
    def rate(self, rate):
        self.optimizer.lr.value = self.optimizer.lr.dtype(rate)


class ReferenceModel(Model):
    """Knows the direction of its metrics by name, for the quirk of Keras 3 that asks for it."""

    def __init__(self, metrics, rate, dtype):
        super().__init__()
        self.directions = directions(metrics)
        self.dtype = getattr(np, dtype)
        self.rate = rate

    @property
    def rate(self):
        return float(self._rate)

    @rate.setter
    def rate(self, rate):
        self._rate = self.dtype(rate)


MODELS = {KERAS_3: Keras3Model, TF_KERAS: TfKerasModel, KERAS_2: Keras2Model}
NO_OPTIMIZER = {"initial_learning_rate": 0.01, "dtype": "float64"}


def model_for(make, scenario):
    optimizer = scenario.get("optimizer", NO_OPTIMIZER)
    return make(scenario["metrics"], optimizer["initial_learning_rate"], optimizer["dtype"])
