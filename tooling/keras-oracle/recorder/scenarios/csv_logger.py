"""Scenarios for CSVLogger."""

import math

from .draw import weighted
from .sequences import float32

SEPARATORS = [(None, 60), (",", 10), (";", 12), ("\t", 10), ("|", 4), (" ", 3), (".", 2), ("ab", 1), ("", 1), ('"', 1)]
NAMES = ["loss", "acc", "auc", "learning_rate", "my metric", "a,b", 'say "hi"', "größe", "two\nlines", "x;y", "Zeta"]
SPECIAL = [math.nan, math.inf, -math.inf, 0.0, -0.0, 1.0, 1e-05, 0.0001, 1e16, 123456789012345680.0, 1e22, 5e-324, -3.5]
TEXTS = ["plain", "", "a,b", 'say "hi"', "two\nlines", "end\r", " spaces ", "ünï", "1;2", "tab\there"]


def anything(rng):
    names = _names(rng)
    options = _options(rng, append=rng.random() < 0.5)
    runs, done = [], 0
    for index in range(weighted(rng, [(1, 50), (2, 40), (3, 10)])):
        initial = rng.choice([0, done, done, max(0, done - rng.randint(1, 3)), done + 2]) if index > 0 else 0
        count = rng.randint(1, 4)
        runs.append({"initial_epoch": initial, "epochs": [_epoch(rng, names) for _ in range(count)]})
        done = initial + count
    return _scenario(options, *runs)


def resumed(rng):
    """A new callback goes on in a file that is there, or that is no log."""
    names = ["loss", "val_loss"] if rng.random() < 0.7 else _names(rng)
    options = _options(rng, append=rng.random() < 0.85)
    separator = options.get("separator", ",")
    columns = ["epoch", "loss", "val_loss"]
    rows = [[str(epoch), repr(rng.uniform(0, 2)), repr(rng.uniform(0, 2))] for epoch in range(rng.randint(0, 6))]
    end = rng.choice(["\r\n", "\r\n", "\r\n", "\n"])
    text = "".join(separator.join(line) + end for line in [columns, *rows])
    kind = weighted(rng, [("whole", 60), ("torn", 15), ("empty", 5), ("foreign", 5), ("uneven", 5)])
    if kind == "torn" and rows:
        text = text[: -rng.randint(len(end), len(end) + 8)]
    elif kind == "empty":
        text = ""
    elif kind == "foreign":
        text = f"name{separator}value{end}a{separator}1{end}"
    elif kind == "uneven":
        text += f"7{separator}0.5{end}"
    initial = max(0, len(rows) + rng.choice([0, 0, 0, 0, -1, -2, 1]))
    run = {"initial_epoch": initial, "epochs": [_epoch(rng, names) for _ in range(rng.randint(1, 4))]}
    return _scenario(options, run, files={"log.csv": text})


def values(rng):
    """Everything that logs may hold."""
    names = rng.sample(NAMES, 3)
    epochs = [{"logs": {name: _value(rng) for name in names}} for _ in range(rng.randint(1, 4))]
    return _scenario(_options(rng, append=False), {"initial_epoch": 0, "epochs": epochs})


def _scenario(options, *runs, **more):
    return {"options": options, "metrics": [], "runs": list(runs), **more}


def _options(rng, append):
    options = {"filename": "log.csv"}
    separator = weighted(rng, SEPARATORS)
    if separator is not None:
        options["separator"] = separator
    if append or rng.random() < 0.3:
        options["append"] = append
    return options


def _names(rng):
    names = ["loss"] + rng.sample(NAMES[1:], weighted(rng, [(0, 4), (1, 4), (2, 2)]))
    return names + [f"val_{name}" for name in names] if rng.random() < 0.6 else names


def _epoch(rng, names):
    """Now and then without validation, without anything, or with a metric that was not there before."""
    kind = weighted(rng, [("all", 87), ("no validation", 8), ("nothing", 2), ("late", 3)])
    if kind == "no validation":
        names = [name for name in names if not name.startswith("val_")]
    elif kind == "nothing":
        names = []
    elif kind == "late":
        names = names + [rng.choice(["late", "val_late", "a_late"])]
    names = rng.sample(names, len(names))
    return {"logs": {name: _number(rng) for name in names}}


def _number(rng):
    if rng.random() < 0.1:
        return rng.choice(SPECIAL)
    value = rng.uniform(0, 2) * 10 ** rng.choice([0, 0, 0, -3, -6, 4])
    return float32(value) if rng.random() < 0.7 else value


def _value(rng):
    kind = rng.random()
    if kind < 0.3:
        return rng.choice(TEXTS)
    if kind < 0.5:
        return [_number(rng) for _ in range(rng.randint(0, 3))]
    return rng.choice(SPECIAL) if kind < 0.8 else _number(rng)


DIRECTED = [resumed, resumed, values]
