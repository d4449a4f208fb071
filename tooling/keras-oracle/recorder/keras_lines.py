"""The callback classes of Keras's three lines, side by side in one process; nothing of them is written anew here."""

import contextlib
import os
import sys

os.environ.setdefault("KERAS_HOME", os.path.join(sys.prefix, "keras-home"))
os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"


@contextlib.contextmanager
def _silent_stderr():
    """TensorFlow's C++ writes to the file descriptor, whatever `sys.stderr` is."""
    stderr, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)
        os.close(nowhere)


with _silent_stderr():
    import keras
    import tensorflow as tf
    import tf_keras
    from keras.src.trainers.compile_utils import MetricsList

    from .keras_2_3_1 import callbacks as keras_2_3_1

__all__ = ["CALLBACKS", "KERAS_2", "KERAS_3", "TF_KERAS", "compiled_metrics", "directions", "keras", "tf", "tf_keras"]

KERAS_3, TF_KERAS, KERAS_2 = f"keras-{keras.__version__}", f"tf_keras-{tf_keras.__version__}", "keras-2.3.1"

CALLBACKS = {
    KERAS_3: keras.callbacks,
    TF_KERAS: tf_keras.callbacks,
    KERAS_2: keras_2_3_1,
}

_metrics = {}


def metric(name, class_name):
    """A metric object of Keras 3; `Mean` stands for a user's own, which does not know which way is better."""
    key = (name, class_name)
    if key not in _metrics:
        _metrics[key] = getattr(keras.metrics, class_name)(name=name)
    return _metrics[key]


def compiled_metrics(metrics):
    """What `model.metrics` of Keras 3 holds after `compile`."""
    return [MetricsList([metric(name, class_name) for name, class_name in metrics])]


def directions(metrics):
    """`"up"`, `"down"` or `None` for the name of each compiled metric of Keras 3."""
    return {name: getattr(metric(name, class_name), "_direction", None) for name, class_name in metrics}
