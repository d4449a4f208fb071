"""Plays a scenario to a callback and takes down what it does."""

import contextlib
import math
import pathlib
import tempfile

from .capture import captured
from .functions import with_function


def play(make, model, scenario, observed):
    """Returns `{"error", "runs"}`, ready for JSON. An error, of type and place, ends the recording.

    `observed` is a class of `observed.py`: which properties are taken down.
    """
    outcome = {"error": None, "runs": []}
    with captured() as init:
        callback = make(**with_function(scenario["options"]))
    if init.error:
        outcome["error"] = _error("init", init.error)
        return outcome
    callback.set_model(model)
    with folder_with(scenario.get("files", {})):
        for run, plan in enumerate(scenario["runs"]):
            taken = observed(callback, model)
            fit = {"warnings": 0, "stdout": []}
            outcome["runs"].append(fit)
            outcome["error"] = _fit(callback, model, run, plan, taken, fit)
            fit.update(taken.columns)
            if outcome["error"]:
                break
            fit.update(taken.end())
    return to_json(outcome)


@contextlib.contextmanager
def folder_with(files):
    """The working directory meanwhile, with the texts of files by name. What a callback writes there is forgotten."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, text in files.items():
            pathlib.Path(name).write_bytes(text.encode())
        yield


def _fit(callback, model, run, plan, taken, fit):
    """What `fit` does around the callbacks. Returns the error that a callback raised."""
    model.stop_training = False
    if "set_learning_rate" in plan:
        model.rate = plan["set_learning_rate"]
    callback.set_params({"metrics": list({name: None for epoch in plan["epochs"] for name in epoch["logs"]})})
    with captured() as begin:
        callback.on_train_begin({})
    _take(begin, fit)
    if begin.error:
        return _error(f"run{run}", begin.error)
    for index, epoch_plan in enumerate(plan["epochs"]):
        epoch = plan["initial_epoch"] + index
        model.weights = {"run": run, "epoch": epoch}
        error = _epoch(callback, model, epoch, epoch_plan, taken, fit)
        if error:
            taken.failed()
            return _error(f"run{run}.epoch{epoch}{error[0]}", error[1])
        if model.stop_training:
            break
    with captured() as end:
        callback.on_train_end({})
    _take(end, fit)
    return None


def _epoch(callback, model, epoch, plan, taken, fit):
    """Returns the error that a callback raised, after the batch that it was raised at."""
    model.save_raises = plan.get("save_raises")
    with captured() as begin:
        callback.on_epoch_begin(epoch, {})
    _take(begin, fit)
    if begin.error:
        return "", begin.error
    for batch, metrics in enumerate(plan.get("batches", [])):
        with captured() as during:
            callback.on_train_batch_end(batch, dict(metrics))
        _take(during, fit)
        taken.batch(batch)
        if during.error:
            return f".batch{batch}", during.error
        if model.stop_training:
            break
    logs = dict(plan["logs"])
    with captured() as end:
        callback.on_epoch_end(epoch, logs)
    _take(end, fit)
    if end.error:
        return "", end.error
    taken.epoch({name: value for name, value in logs.items() if name not in plan["logs"]})
    return None


def _take(part, fit):
    fit["warnings"] += len(part.warnings)
    fit["stdout"] += part.stdout


def _error(at, error):
    option = getattr(error, "option", None)
    kind = next(name.__name__ for name in type(error).__mro__ if name.__module__ == "builtins")
    return {"at": at, "type": kind, **({"option": option} if option else {})}


def to_json(value):
    """NaN and the infinities as strings, NumPy's numbers as Python's."""
    if isinstance(value, dict):
        return {name: to_json(member) for name, member in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_json(member) for member in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return value
