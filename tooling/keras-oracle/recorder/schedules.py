"""The values of Keras's schedules, step by step: as Keras computes them, and in double precision."""

import inspect

import numpy as np

from .keras_lines import KERAS_3, keras
from .play import to_json
from .scenarios.schedules import schedules


def record_schedules(seed, count):
    """The header of the file, and its cases."""
    cases = [{"id": f"s-{seed}-{index:04d}", **_case(drawn)} for index, drawn in enumerate(schedules(seed, count))]
    return {"oracles": [KERAS_3], "seed": seed}, cases


def _case(drawn):
    make = getattr(keras.optimizers.schedules, drawn["name"])
    return to_json({**drawn, "float32": _rates(make, drawn), "float64": _rates(make, drawn, _double)})


def _rates(make, drawn, number=lambda option: option):
    defaults = {name: one.default for name, one in inspect.signature(make).parameters.items()}
    numbers = {name: default for name, default in defaults.items() if isinstance(default, float)}
    schedule = make(**{name: number(option) for name, option in {**numbers, **drawn["options"]}.items()})
    return [float(schedule(step)) for step in drawn["steps"]]


def _double(option):
    """Keras's schedules compute in the type that their numbers have."""
    if isinstance(option, bool):
        return option
    return [np.float64(one) for one in option] if isinstance(option, list) else np.float64(option)
