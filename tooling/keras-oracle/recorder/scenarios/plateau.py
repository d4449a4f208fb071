"""Scenarios for ReduceLROnPlateau."""

import math

from .draw import MIN_DELTAS, epochs, fits, mode, monitor_and_metrics, other_names, weighted
from .early_stopping import run, verbose
from .sequences import NAN, logs_of, sequence

RATES = [(0.1, 14), (0.01, 20), (0.001, 30), (1.0, 8), (0.5, 6), (3e-4, 8), (1e-6, 4), (0.125, 8), (2e-5, 2)]
FACTORS = [
    (0.1, 22), (0.5, 26), (0.2, 16), (0.9, 6), (0.3, 8), (0.75, 6), (0.0, 2), (0.01, 2), (0.99, 2),
    (1.0, 1), (1, 0.5), (1.5, 0.5), (2, 0.5),
]  # fmt: skip
PATIENCES = [(None, 5), (0, 12), (1, 25), (2, 28), (3, 16), (4, 6), (5, 4), (20, 2)]
COOLDOWNS = [(0, 15), (1, 30), (2, 25), (3, 15), (5, 8)]


def anything(rng):
    monitor, name, metrics = monitor_and_metrics(rng)
    rate = weighted(rng, RATES)
    watches_the_rate = rng.random() < 0.025
    if watches_the_rate:
        monitor, name, metrics = rng.choice(["lr", "learning_rate"]), "lr", []
    options = {}
    if monitor != "val_loss" or rng.random() < 0.5:
        options["monitor"] = monitor
    sign = mode(rng, options, name)
    delta = _numbers(rng, options, rate)
    others = other_names(rng, monitor)
    runs, done = [], 0
    for index in range(fits(rng)):
        values = sequence(rng, epochs(rng), sign, abs(1e-4 if delta is None else delta))
        if watches_the_rate:
            values = [None] * len(values)
        initial = done if (index > 0 and rng.random() < 0.4) else 0
        fit = {"initial_epoch": initial}
        if index > 0 and rng.random() < 0.25:
            fit["set_learning_rate"] = rng.choice([rate, rate / 2, 0.01])
        fit["epochs"] = logs_of(rng, monitor, values, others)
        runs.append(fit)
        done = initial + len(values)
    dtype = rng.choice(["float32", "float64", "float64"])
    optimizer = {"initial_learning_rate": rate, "dtype": dtype}
    return {"options": options, "metrics": metrics, "optimizer": optimizer, "runs": runs}


def _numbers(rng, options, rate):
    """Puts the options that are numbers into `options`. Returns `min_delta`."""
    if rng.random() < 0.85:
        options["factor"] = weighted(rng, FACTORS)
    patience = weighted(rng, PATIENCES)
    if patience is not None:
        options["patience"] = patience
    if rng.random() < 0.5:
        options["verbose"] = rng.choice([0, 1, 1, 1])
    delta = weighted(rng, MIN_DELTAS)
    if delta is not None:
        options["min_delta"] = delta
    if rng.random() < 0.5:
        options["cooldown"] = weighted(rng, COOLDOWNS)
    if rng.random() < 0.5:
        factor = options.get("factor", 0.1)
        near = [(0, 8), (rate * factor, 15), (rate * factor * factor, 15), (rate * 0.5, 12), (rate, 12), (rate * 2, 6)]
        options["min_lr"] = weighted(rng, near + [(1e-5, 10), (1e-4, 8), (0.001, 10), (1e-7, 4)])
    return delta


def _optimizer(rng, rate):
    return {"initial_learning_rate": rate, "dtype": rng.choice(["float32", "float64"])}


def _scenario(options, optimizer, *runs, **more):
    return {"options": options, "metrics": [], "optimizer": optimizer, "runs": list(runs), **more}


def at_min_lr(rng):
    """The rate ends at `min_lr`, or one rounding beside it."""
    rate = rng.choice([0.1, 0.01, 0.001, 0.003, 3e-4])
    factor = rng.choice([0.1, 0.5, 0.2, 0.3])
    once, twice = rate * factor, rate * factor * factor
    beside = [math.nextafter(once, 0), math.nextafter(once, 1), rate * (1 - 1e-9)]
    min_lr = rng.choice([rate, once, twice, *beside])
    options = verbose(rng, {"factor": factor, "patience": rng.choice([0, 1, 2]), "min_lr": min_lr})
    if rng.random() < 0.5:
        options["cooldown"] = rng.choice([1, 2])
    optimizer = _optimizer(rng, rate)
    more = {}
    if rng.random() < 0.5:
        # Stored in single precision, such a rate lies just above `min_lr`.
        optimizer["dtype"] = "float32"
        more["prefer"] = "keras-2.3.1"
    return _scenario(options, optimizer, run([0.5] * rng.randint(6, 12)), **more)


def cooldown(rng):
    rate = rng.choice([0.1, 0.125, 0.01])
    options = {"factor": 0.5, "patience": rng.choice([0, 1, 2, 3]), "cooldown": rng.choice([1, 2, 3, 4])}
    options = verbose(rng, options)
    values = [0.5] * rng.randint(8, 14)
    for _ in range(rng.randint(1, 3)):
        epoch = rng.randrange(2, len(values))
        values[epoch] = rng.choice([None, 0.3, NAN, 0.4, 0.6])
    runs = [run(values)]
    if rng.random() < 0.5:
        runs.append(run([0.5] * rng.randint(3, 8), rng.choice([0, len(values)])))
    return _scenario(options, _optimizer(rng, rate), *runs)


def cooldown_cut_by_the_end(rng):
    patience, length = rng.choice([1, 2]), rng.choice([2, 3, 5])
    options = verbose(rng, {"factor": 0.1, "patience": patience, "cooldown": length})
    first = patience + 1 + rng.randint(0, length - 1)
    second = run([0.7] * (patience + 3), rng.choice([0, first]))
    return _scenario(options, _optimizer(rng, 0.01), run([0.5] * first), second)


def min_delta_and_rounding(rng):
    """Steps at which `value - delta > best` and `value > best + delta` are not the same."""
    sign = 1 if rng.random() < 0.5 else -1
    delta = rng.choice([0.1, 0.3, 0.01, 1e-4, 0.7])
    values, value = [], round(rng.uniform(0.2, 3), 2)
    for _ in range(rng.randint(4, 8)):
        values.append(value)
        best, value = _split_by_rounding(rng, value, sign, delta)
        if best is not None:
            values.append(best)
    options = {"factor": 0.5, "patience": rng.choice([1, 2]), "mode": "max" if sign > 0 else "min"}
    options = verbose(rng, {**options, "min_delta": delta})
    optimizer = _optimizer(rng, 0.125)
    prefer = rng.choice(["tf_keras-2.21.0", "keras-2.3.1", "keras-3.15.1"])
    return _scenario(options, optimizer, run(values), prefer=prefer)


def _split_by_rounding(rng, last, sign, delta):
    """A best value, and the next one that either is an improvement on it or not, as one calculates."""
    for _ in range(400):
        digits = rng.choice([1, 2, 3, 4])
        best = round(rng.uniform(0.2, 3), digits)
        value = round(best + sign * delta, 4)
        shifted_value = sign * (value - sign * delta) > sign * best
        shifted_best = sign * value > sign * (best + sign * delta)
        if shifted_value != shifted_best and (best - last) * sign > delta:
            return best, value
    return None, round(last + sign * delta * rng.choice([0.5, 1, 3]), 4)


def long_decay(rng):
    options = verbose(rng, {"factor": rng.choice([0.1, 0.5, 0.9, 0.3]), "patience": rng.choice([0, 1])})
    optimizer = _optimizer(rng, rng.choice([0.1, 0.001, 1.0, 3e-4]))
    return _scenario(options, optimizer, run([0.5] * 14))


DIRECTED = [at_min_lr, cooldown, cooldown_cut_by_the_end, min_delta_and_rounding, long_decay]
