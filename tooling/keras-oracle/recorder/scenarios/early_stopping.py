"""Scenarios for EarlyStopping."""

import math

from .draw import MIN_DELTAS, epochs, fits, mode, monitor_and_metrics, other_names, weighted
from .sequences import INF, NAN, logs_of, sequence


def anything(rng):
    monitor, name, metrics = monitor_and_metrics(rng)
    options = {}
    if monitor != "val_loss" or rng.random() < 0.5:
        options["monitor"] = monitor
    sign = mode(rng, options, name)
    delta = weighted(rng, MIN_DELTAS)
    if delta is not None:
        options["min_delta"] = delta
    patience = weighted(rng, [(None, 12), (0, 12), (1, 18), (2, 22), (3, 15), (4, 7), (5, 6), (8, 4), (20, 4)])
    if patience is not None:
        options["patience"] = patience
    if rng.random() < 0.55:
        options["verbose"] = rng.choice([0, 1, 1, 1, 2])
    if rng.random() < 0.55:
        options["restore_best_weights"] = rng.random() < 0.9
    if rng.random() < 0.18:
        options["start_from_epoch"] = rng.choice([0, 1, 2, 3, 5])
    sequences = [sequence(rng, epochs(rng), sign, abs(delta or 0)) for _ in range(fits(rng))]
    if rng.random() < 0.38:
        options["baseline"] = _baseline(rng, sequences, sign)
    others = other_names(rng, monitor)
    runs, done = [], 0
    for index, values in enumerate(sequences):
        initial = 0
        if index > 0 and rng.random() < 0.4:
            initial = done
        elif rng.random() < 0.08:
            initial = rng.choice([1, 2, 5])
        runs.append({"initial_epoch": initial, "epochs": logs_of(rng, monitor, values, others)})
        done = initial + len(values)
    return {"options": options, "metrics": metrics, "runs": runs}


def _baseline(rng, sequences, sign):
    values = [value for values in sequences for value in values if value is not None and math.isfinite(value)]
    kinds = [("middle", 45), ("never", 25), ("easy", 12), ("zero", 8), ("exact", 8), ("infinite", 1), ("nan", 1)]
    kind = weighted(rng, kinds)
    if kind == "zero" or not values:
        return rng.choice([0, 0.0])
    if kind == "exact":
        return rng.choice(values)
    if kind == "middle":
        return round(rng.uniform(min(values), max(values)), 3)
    if kind in ("never", "easy"):
        beyond_the_largest = (sign > 0) == (kind == "never")
        return round(max(values) + 1.0 if beyond_the_largest else min(values) - 1.0, 3)
    return rng.choice([INF, -INF]) if kind == "infinite" else NAN


def run(values, initial=0, monitor="val_loss"):
    """One fit that reports the monitored metric, and a loss that falls."""
    logs = []
    for index, value in enumerate(values):
        loss = {"loss": round(1.0 / (index + 1), 4)}
        logs.append({"logs": loss if value is None else {**loss, monitor: value}})
    return {"initial_epoch": initial, "epochs": logs}


def verbose(rng, options):
    return {**options, "verbose": 1} if rng.random() < 0.6 else options


def _scenario(options, *runs, **more):
    return {"options": options, "metrics": [], "runs": list(runs), **more}


def first_epoch(rng):
    """The very first epoch is no improvement."""
    options = {"patience": rng.choice([0, 1]), "restore_best_weights": rng.random() < 0.7}
    options = verbose(rng, options)
    values = [0.5, 0.4, 0.45, 0.46]
    kind = rng.choice([NAN, "baseline", INF])
    if kind == "baseline":
        options["baseline"] = rng.choice([0.1, 0.5, 0.45, 0.4])
    else:
        values[0] = kind
    return _scenario(options, run(values), run([0.3, 0.2, 0.4, 0.5]), prefer="keras-2.3.1")


def first_epoch_of_a_resumed_fit(rng):
    options = verbose(rng, {"patience": rng.choice([0, 1])})
    bad = rng.choice([NAN, INF])
    before = rng.randint(1, 3)
    falling = [1.0 - 0.1 * index for index in range(before)]
    return _scenario(options, run(falling), run([bad, 0.5, 0.6, 0.7], before), prefer="tf_keras-2.21.0")


def improving_below_the_baseline(rng):
    patience = rng.choice([0, 1, 2, 3])
    values = [round(1.0 - 0.05 * index, 3) for index in range(rng.randint(patience + 2, patience + 6))]
    baseline = rng.choice([0.0, 0.1, values[-1], round(values[-1] + 0.02, 3)])
    options = verbose(rng, {"patience": patience, "baseline": baseline})
    options["restore_best_weights"] = rng.random() < 0.6
    values += [values[-1] + rng.choice([0, 0.01, 0.2])] * rng.randint(1, 4)
    return _scenario(options, run(values))


def weights_of_an_earlier_fit(rng):
    options = {"patience": rng.choice([1, 2]), "baseline": 0.5, "restore_best_weights": True}
    options = verbose(rng, options)
    first = [0.6, 0.4, 0.3] + [0.35] * rng.randint(0, 3)
    second = run([0.9, 0.8, 0.7, 0.6, 0.9], rng.choice([0, len(first)]))
    return _scenario(options, run(first), second, prefer="keras-2.3.1")


def warm_up(rng):
    start = rng.randint(1, 4)
    options = {"patience": rng.choice([0, 1, 2]), "start_from_epoch": start}
    options["restore_best_weights"] = rng.random() < 0.6
    options = verbose(rng, options)
    values = [0.1] * start + [0.9, 0.8, 0.85, 0.86, 0.87]
    if rng.random() < 0.4:
        values[rng.randrange(start)] = None
    return _scenario(options, run(values), run(values[1:], rng.choice([0, start, 10])))


def exactly_min_delta(rng):
    delta = rng.choice([0.125, 0.25, 0.0625, 0.1, 0.01, 0.3])
    sign = 1 if rng.random() < 0.5 else -1
    values, value = [], rng.choice([1.0, 0.5, 0.3, 0.7])
    for _ in range(rng.randint(5, 10)):
        values.append(value)
        value += sign * delta * rng.choice([1, 1, 1, 2, 0.5])
    options = {"min_delta": delta, "patience": rng.choice([1, 2, 3]), "mode": "max" if sign > 0 else "min"}
    options = verbose(rng, options)
    if rng.random() < 0.5:
        options["restore_best_weights"] = True
    return _scenario(options, run(values))


def nan_to_the_end(rng):
    options = {"patience": rng.choice([1, 2, 3]), "restore_best_weights": rng.random() < 0.7}
    options = verbose(rng, options)
    return _scenario(options, run([1.0 - 0.1 * index for index in range(rng.randint(1, 4))] + [NAN] * 5))


def validation_every_few_epochs(rng):
    every, patience = rng.choice([2, 3]), rng.choice([1, 2, 3])
    values, value = [], 1.0
    for index in range(4 * every + patience * every):
        if (index + 1) % every:
            values.append(None)
            continue
        values.append(round(value, 3))
        value += -0.1 if index < 2 * every else 0.05
    options = {"patience": patience, "restore_best_weights": rng.random() < 0.5}
    return _scenario(verbose(rng, options), run(values))


DIRECTED = [
    first_epoch,
    first_epoch_of_a_resumed_fit,
    improving_below_the_baseline,
    weights_of_an_earlier_fit,
    warm_up,
    exactly_min_delta,
    nan_to_the_end,
    validation_every_few_epochs,
]
