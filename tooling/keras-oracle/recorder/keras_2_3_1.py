"""Keras 2.3.1's `callbacks.py`, unmodified, out of its wheel.

The rest of that Keras does not run on today's Python, and these callbacks do not need it: what they import is a stub,
and two names that NumPy and Python have dropped are put back.
"""

import collections
import collections.abc
import importlib.util
import os
import sys
import types

import numpy as np

SOURCE = os.path.join(sys.prefix, "keras-2.3.1", "keras", "callbacks", "callbacks.py")


class Variable:
    """A number that is stored in `dtype`, as Keras's backend keeps it."""

    def __init__(self, value, dtype):
        self.dtype = getattr(np, dtype)
        self.value = self.dtype(value)


def _get_value(variable):
    return variable.value


def _set_value(variable, value):
    variable.value = variable.dtype(value)


def _stub(name, **members):
    module = types.ModuleType(name)
    module.__path__ = []
    module.__dict__.update(members)
    sys.modules[name] = module
    return module


def _load():
    np.Inf = np.inf
    collections.Iterable = collections.abc.Iterable
    package = "keras_2_3_1_stub"
    root = _stub(package)
    root.backend = _stub(f"{package}.backend", get_value=_get_value, set_value=_set_value)
    _stub(f"{package}.callbacks")
    _stub(f"{package}.utils")
    _stub(f"{package}.utils.generic_utils", Progbar=type("Progbar", (), {}))
    _stub(f"{package}.engine")
    _stub(f"{package}.engine.training_utils", standardize_input_data=None)
    spec = importlib.util.spec_from_file_location(f"{package}.callbacks.callbacks", SOURCE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


callbacks = _load()
