"""Scenarios for ModelCheckpoint."""

import math

from .draw import epochs, fits, mode, monitor_and_metrics, other_names, weighted
from .early_stopping import run, verbose
from .sequences import INF, NAN, logs_of, sequence

PERIODS = [(1, 12), (2, 40), (3, 28), (4, 10), (10, 5), (0, 2)]
BATCHES = [(1, 15), (2, 25), (3, 20), (4, 10), (5, 10), (7, 10), (50, 5)]
SAVE_ERRORS = ["IsADirectoryError", "OSError"]


def anything(rng):
    monitor, name, metrics = monitor_and_metrics(rng)
    options = {}
    if monitor != "val_loss" or rng.random() < 0.5:
        options["monitor"] = monitor
    sign = mode(rng, options, name)
    if rng.random() < 0.6:
        options["verbose"] = rng.choice([0, 1, 1, 1])
    if rng.random() < 0.72:
        options["save_best_only"] = rng.random() < 0.92
    weights_only = rng.random() < 0.4
    if weights_only or rng.random() < 0.1:
        options["save_weights_only"] = weights_only
    batches = _frequency(rng, options)
    others = other_names(rng, monitor)
    by_batch = isinstance(options.get("save_freq"), int)
    sequences = [sequence(rng, rng.randint(1, 5) if by_batch else epochs(rng), sign, 0) for _ in range(fits(rng))]
    if rng.random() < 0.2:
        options["initial_value_threshold"] = _threshold(rng, sequences)
    filepath = _stem(rng, monitor, by_batch) + _ending(rng, weights_only)
    save_error = rng.choice(SAVE_ERRORS) if rng.random() < 0.035 else None
    runs, done = [], 0
    for index, values in enumerate(sequences):
        initial = done if index > 0 and rng.random() < 0.4 else 0
        planned = logs_of(rng, monitor, values, others)
        for epoch in planned:
            if batches:
                epoch["batches"] = _batches(rng, monitor, batches)
            if save_error and rng.random() < 0.3:
                epoch["save_raises"] = save_error
        runs.append({"initial_epoch": initial, "epochs": planned})
        done = initial + len(values)
    return {"options": {"filepath": filepath, **options}, "metrics": metrics, "runs": runs}


def _frequency(rng, options):
    """Puts `period` and `save_freq` into the options, or none. Returns the number of batches of an epoch."""
    kinds = [("epoch", 40), ("period", 30), ("batches", 17), ("explicit", 6), ("both", 2), ("unused batches", 5)]
    kind = weighted(rng, kinds)
    if kind in ("period", "both"):
        options["period"] = weighted(rng, PERIODS)
    if kind == "explicit":
        options["save_freq"] = weighted(rng, [("epoch", 90), ("batch", 5), (2.5, 5)])
    if kind in ("batches", "both"):
        options["save_freq"] = weighted(rng, BATCHES)
    return rng.randint(1, 6) if kind in ("batches", "both", "unused batches") else 0


def _threshold(rng, sequences):
    values = [value for values in sequences for value in values if value is not None and math.isfinite(value)]
    if not values:
        return 0.5
    return rng.choice([rng.choice(values), round(rng.uniform(min(values), max(values)), 3), 0, 0.5])


def _stem(rng, monitor, by_batch):
    """The file name without its ending."""
    stem = weighted(
        rng,
        [
            ("model", 14),
            ("ckpt/model", 10),
            ("model-{epoch:02d}", 22),
            (f"w.{{epoch:03d}}-{{{monitor}:.2f}}", 16),
            ("{epoch}", 5),
            ("out/e{epoch:02d}/m-{loss:.4f}", 10),
            (f"{{epoch:02d}}-{{{monitor}}}", 6),
            (f"a/b/{{epoch:04d}}_{{{monitor}:+.3e}}", 5),
            ("m{loss:08.3f}-{epoch:>3}", 3),
            ("{{lit}}-{epoch}", 2),
            ("{nope:.2f}-{epoch}", 1.5),
            ("e{epoch:02d}b{batch:04d}" if by_batch else "e{epoch:02d}", 18 if by_batch else 3),
        ],
    )
    # Batches seldom report the monitored metric: without it there are more files.
    return "e{epoch:02d}b{batch:04d}-{loss:.3f}" if by_batch and monitor in stem and rng.random() < 0.75 else stem


def _ending(rng, weights_only):
    if rng.random() < 0.04:
        return rng.choice([".hdf5", "", ".ckpt"])
    return ".weights.h5" if weights_only else rng.choice([".keras", ".keras", ".h5"])


def _batches(rng, monitor, number):
    """The metrics of each batch: a loss, and often the monitored metric. Validation is no part of a batch."""
    reports_monitor = not monitor.startswith("val_") and rng.random() < 0.85
    batches, loss = [], rng.uniform(0.3, 1.5)
    for _ in range(number):
        loss += rng.gauss(-0.02, 0.15)
        metrics = {"loss": NAN if rng.random() < 0.02 else round(loss, 4)}
        if reports_monitor and monitor != "loss":
            metrics[monitor] = round(loss * 0.5, 4)
        batches.append(metrics)
    return batches


def _scenario(options, *runs, **more):
    return {"options": options, "metrics": [], "runs": list(runs), **more}


def period_and_best(rng):
    values, value = [], 1.0
    for _ in range(rng.randint(6, 12)):
        value = round(value - rng.choice([0.1, 0.05, -0.03, 0]), 3)
        values.append(value)
    if rng.random() < 0.3:
        values[rng.randrange(len(values))] = None
    filepath = rng.choice(["m-{epoch:02d}.keras", "best.keras", "e{epoch:02d}-{loss:.3f}.h5"])
    options = {"filepath": filepath, "period": rng.choice([2, 3, 4]), "save_best_only": rng.random() < 0.75}
    runs = [run(values)]
    if rng.random() < 0.7:
        better = [None if value is None else round(value - 0.2, 3) for value in values[: rng.randint(1, 6)]]
        runs.append(run(better, rng.choice([0, len(values)])))
    return _scenario(verbose(rng, options), *runs)


def period_below_1(rng):
    options = {"filepath": "m-{epoch}.h5", "period": rng.choice([0, 0, 1, -1])}
    return _scenario(verbose(rng, options), run([0.5, 0.4, 0.6]))


def threshold(rng):
    limit = rng.choice([0.5, 0.3, 0, 0.0, 0.25])
    values = [0.7, limit, 0.5, limit + 0.125, limit - rng.choice([0.125, -0.1]), limit - 0.25, limit - 0.25]
    options = {"filepath": "b{epoch:02d}.weights.h5", "save_weights_only": True, "save_best_only": True}
    options["initial_value_threshold"] = limit
    if rng.random() < 0.3:
        options["mode"] = "max"
    return _scenario(verbose(rng, options), run(values), run(values[:3]))


def batches_over_fits(rng):
    """The number of batches between two files does not divide that of an epoch."""
    filepath = "e{epoch:02d}b{batch:03d}-{loss:.3f}.keras"
    options = {"filepath": filepath, "save_freq": rng.choice([1, 2, 3, 4, 7])}
    options["monitor"] = rng.choice(["loss", "loss", "val_loss"])
    if rng.random() < 0.5:
        options["save_best_only"] = True
    if rng.random() < 0.5:
        options["mode"] = "min"
    number, loss = rng.choice([2, 3, 5]), 1.0
    runs, done = [], 0
    for _ in range(rng.choice([1, 2])):
        planned = []
        for _ in range(rng.randint(1, 4)):
            batches = []
            for _ in range(number):
                loss = round(loss - rng.choice([0.05, 0.02, -0.04]), 4)
                batches.append({"loss": loss})
            planned.append({"logs": {"loss": loss, "val_loss": round(loss + 0.1, 4)}, "batches": batches})
        runs.append({"initial_epoch": rng.choice([0, done]), "epochs": planned})
        done += len(planned)
    return _scenario(verbose(rng, options), *runs)


def save_that_fails(rng):
    filepath = rng.choice(["best.keras", "d/m-{epoch}.keras"])
    options = {"filepath": filepath, "save_best_only": rng.random() < 0.7}
    fit = run([0.9, 0.8, 0.7, 0.6, 0.5])
    fit["epochs"][rng.randint(0, 3)]["save_raises"] = rng.choice(SAVE_ERRORS)
    return _scenario(verbose(rng, options), fit)


def ties(rng):
    name, sign = rng.choice([("accuracy", 1), ("loss", -1)])
    values, value = [], 0.5
    for _ in range(rng.randint(5, 10)):
        values.append(value)
        value += sign * rng.choice([0, 0, 0.125, -0.125, 0.25])
    if rng.random() < 0.25:
        values[rng.randrange(len(values))] = rng.choice([NAN, INF, -INF])
    monitor = f"val_{name}"
    filepath = rng.choice(["best.keras", f"out/{{epoch:03d}}-{{{monitor}:.3f}}.keras"])
    options = {"filepath": filepath, "monitor": monitor, "save_best_only": True}
    drawn = _scenario(verbose(rng, options), run(values, monitor=monitor))
    return {**drawn, "metrics": [["accuracy", "Accuracy"]]}


def validation_every_few_epochs(rng):
    every = rng.choice([2, 3])
    values = [None if (index + 1) % every else round(1 - 0.05 * index, 3) for index in range(3 * every)]
    filepath = rng.choice(["best.keras", "m{epoch:02d}.h5", "m{epoch:02d}-{val_loss:.2f}.h5"])
    options = {"filepath": filepath, "save_best_only": rng.random() < 0.8}
    return _scenario(verbose(rng, options), run(values))


DIRECTED = [
    period_and_best,
    period_below_1,
    threshold,
    batches_over_fits,
    save_that_fails,
    ties,
    validation_every_few_epochs,
]
