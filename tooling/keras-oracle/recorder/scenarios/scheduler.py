"""Scenarios for LearningRateScheduler. The option `schedule` stands for a function: see `functions.py`."""

from .draw import epochs, fits, weighted
from .early_stopping import run, verbose
from .schedules import CLASSES

RATES = [0.1, 0.01, 0.001, 1.0, 0.5, 3e-4, 1e-6, 0.125]


def anything(rng):
    options = verbose(rng, {"schedule": _function(rng)})
    runs, done = [], 0
    for index in range(fits(rng)):
        fit = run([round(rng.uniform(0.1, 3), 3)] * epochs(rng), done if index > 0 and rng.random() < 0.4 else 0)
        if index > 0 and rng.random() < 0.25:
            fit["set_learning_rate"] = rng.choice(RATES)
        runs.append(fit)
        done = fit["initial_epoch"] + len(fit["epochs"])
    return _scenario(rng, options, runs)


def _function(rng):
    drawn = weighted(rng, [("keep", 1), ("multiply", 3), ("divide", 2), ("table", 3)])
    if drawn == "multiply":
        return {"function": drawn, "factor": rng.choice([0.9, 0.5, 0.1, 1.1, 0.0]), "after": rng.choice([0, 1, 3])}
    if drawn == "divide":
        return {"function": drawn, "rate": rng.choice(RATES)}
    if drawn == "table":
        return {"function": drawn, "rates": [rng.choice(RATES) for _ in range(rng.randint(1, 6))]}
    return {"function": drawn}


def _scenario(rng, options, runs):
    optimizer = {"initial_learning_rate": rng.choice(RATES), "dtype": rng.choice(["float32", "float64", "float64"])}
    return {"options": options, "metrics": [], "optimizer": optimizer, "runs": runs}


def schedule_of_keras(rng):
    """One of Keras's schedules, epoch by epoch. Nothing is printed: the numbers differ by rounding."""
    name = rng.choice(list(CLASSES))
    options = {"schedule": {"function": "schedule", "name": name, "options": CLASSES[name](rng, 8)}}
    return _scenario(rng, options, [run([0.5] * rng.randint(8, 14))])


def no_rate(rng):
    """A schedule that gives what cannot be a learning rate, in one of its epochs."""
    rates = [rng.choice(RATES) for _ in range(rng.randint(2, 5))]
    rates[rng.randrange(len(rates))] = rng.choice(["NaN", "Infinity", "-Infinity", -0.1, "0.1", None, True, [0.1]])
    options = verbose(rng, {"schedule": {"function": "table", "rates": rates}})
    return _scenario(rng, options, [run([0.5] * len(rates))])


def whole_number(rng):
    """A whole number is no float in Python."""
    options = verbose(rng, {"schedule": {"function": "table", "rates": [rng.choice(RATES), rng.choice([1, 0]), 0.1]}})
    return _scenario(rng, options, [run([0.5] * 3)])


def no_logs(rng):
    scenario = anything(rng)
    for fit in scenario["runs"]:
        for epoch in fit["epochs"]:
            if rng.random() < 0.5:
                epoch["logs"] = {}
    return scenario


DIRECTED = [schedule_of_keras, schedule_of_keras, schedule_of_keras, no_rate, whole_number, no_logs]
