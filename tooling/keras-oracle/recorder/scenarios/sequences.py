"""The values of a metric, epoch by epoch, and the logs they stand in."""

import math
import struct

from .draw import weighted

NAN, INF = math.nan, math.inf

SHAPES = [
    ("improve", 16), ("noisy", 16), ("improve_then_worsen", 14), ("improve_then_plateau", 12), ("plateau", 8),
    ("ties", 10), ("at_delta", 14), ("spikes", 6), ("worsen", 6), ("zigzag", 6), ("random", 6),
]  # fmt: skip
SCALES = [(1.0, 60), (0.1, 8), (10.0, 8), (1e-3, 4), (1e4, 4), (250.0, 4), (1e-7, 1), (1e9, 1)]


def sequence(rng, length, sign, delta):
    """One value an epoch, `None` where the epoch reports none. With `sign` 1 larger is better."""
    shape, values = _shaped(rng, length, sign, delta)
    rounded = _rounding(rng)
    if shape != "at_delta":
        values = [rounded(value) for value in values]
    _spoil(rng, values)
    return _with_gaps(rng, values)


def logs_of(rng, monitor, values, others):
    """The logs of each epoch. Where a `val_` metric is missing there was no validation, so all of them are."""
    names = ["loss"] + [name for name in others if name != "loss"]
    if monitor not in names:
        names.append(monitor)
    names.sort(key=lambda name: name.startswith("val_"))
    empty_when_missing = rng.random() < 0.1
    epochs = []
    for value in values:
        logs = {}
        for name in names:
            if name == monitor:
                if value is not None:
                    logs[name] = value
            elif value is None and monitor.startswith("val_") and name.startswith("val_"):
                continue
            else:
                logs[name] = round(rng.uniform(0, 2), 4)
        epochs.append({"logs": {} if value is None and empty_when_missing else logs})
    return epochs


def _shaped(rng, length, sign, delta):
    shape = weighted(rng, SHAPES)
    scale = weighted(rng, SCALES)
    start = rng.uniform(0.2, 2.0) * scale
    if rng.random() < 0.12:
        start = -start
    step = rng.choice([0.02, 0.05, 0.1, 0.3]) * scale
    delta = delta or rng.choice([0.125, 0.0625, 0.5, 0.1])
    turn = rng.randrange(0, max(1, length))
    values, level = [], start
    for index in range(length):
        level, value = _next(rng, shape, index, level, start, step, scale, sign, delta, turn)
        values.append(value)
    return shape, values


def _next(rng, shape, index, level, start, step, scale, sign, delta, turn):
    """The level that the shape has reached, and the value that is reported."""
    if shape == "improve":
        level += sign * step * rng.uniform(0.1, 1)
    elif shape == "noisy":
        level += sign * step * rng.uniform(-0.2, 0.7)
        return level, level + rng.gauss(0, step)
    elif shape in ("improve_then_worsen", "improve_then_plateau"):
        if index <= turn:
            level += sign * step * rng.uniform(0.1, 1)
        elif shape == "improve_then_worsen":
            level -= sign * step * rng.uniform(0, 1)
    elif shape == "ties":
        level += sign * step * rng.choice([0, 0, 1, -1])
    elif shape == "at_delta":
        return _near_delta(rng, level, sign, delta)
    elif shape == "spikes":
        level += sign * step * rng.uniform(0, 0.5)
        return level, level + (rng.choice([1, -1]) * 50 * scale if rng.random() < 0.2 else 0)
    elif shape == "worsen":
        level -= sign * step * rng.uniform(0, 1)
    elif shape == "zigzag":
        return level, start + (step if index % 2 else -step)
    elif shape == "random":
        return level, rng.uniform(-2, 2) * scale
    return level, level


def _near_delta(rng, level, sign, delta):
    """A step of about `min_delta`: exactly, or the next number above or below."""
    value = level + sign * rng.choice([delta, delta, delta / 2, 2 * delta, 0, -delta])
    if (value - level) * sign > 0 and rng.random() < 0.7:
        level = value
    nudge = rng.random()
    if nudge < 0.16:
        value = math.nextafter(value, INF if nudge < 0.08 else -INF)
    return level, value


def _rounding(rng):
    """Fractions of a power of two, decimals, 32-bit floats, or all digits."""
    kind = weighted(rng, [("dyadic", 35), ("decimal", 25), ("float32", 25), ("raw", 15)])
    if kind == "dyadic":
        parts = rng.choice([8, 16, 64, 256])
        return lambda value: round(value * parts) / parts
    if kind == "decimal":
        digits = rng.choice([1, 2, 3, 4])
        return lambda value: round(value, digits)
    return float32 if kind == "float32" else lambda value: value


def float32(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def _spoil(rng, values):
    """Puts NaN, infinities and a negative zero into some sequences."""
    chance = rng.random()
    if chance < 0.07:
        for _ in range(rng.choice([1, 1, 2, 3])):
            values[rng.randrange(len(values))] = NAN
    elif chance < 0.10:
        values[0] = NAN
    elif chance < 0.12:
        values[:] = [NAN] * len(values)
    elif chance < 0.16:
        for _ in range(rng.choice([1, 2])):
            values[rng.randrange(len(values))] = rng.choice([INF, -INF])
    elif chance < 0.18:
        values[0] = rng.choice([INF, -INF])
    elif chance < 0.19:
        values[:2] = [0.0, -0.0][: len(values)]


def _with_gaps(rng, values):
    gaps = weighted(rng, [("none", 70), ("random", 10), ("every_k", 12), ("all", 3), ("first", 5)])
    if gaps == "random":
        return [None if rng.random() < 0.3 else value for value in values]
    if gaps == "every_k":
        k = rng.choice([2, 3, 4])
        return [value if (index + 1) % k == 0 else None for index, value in enumerate(values)]
    if gaps == "all":
        return [None] * len(values)
    if gaps == "first":
        first = min(len(values), rng.choice([1, 2, 3]))
        return [None] * first + values[first:]
    return values
