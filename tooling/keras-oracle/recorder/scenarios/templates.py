"""Templates of file names, each with what it is filled with."""

import random

from . import template_parts as parts
from .sequences import INF, NAN, float32

LOGS = {"val_loss": 0.1234567, "loss": 0.25, "acc": 0.9}
EPOCHS = [0, 8, 9, 98, 99, 999, 12345, 999999, 123456788]
RANDOM = 260


def templates(seed):
    """Yields each `{"template", "epoch", "batch", "logs"}` once. Epoch and batch count from 0, as hooks count them.

    `refused` marks one that ours does not fill, whatever Python makes of it. Only the last `RANDOM` differ from seed
    to seed, and how some numbers are padded.
    """
    rng = random.Random(f"templates:{seed}")
    seen = set()
    for drawn in _systematic(rng):
        if repr(drawn) not in seen:
            seen.add(repr(drawn))
            yield drawn
    left = RANDOM
    while left:
        drawn = _anything(rng)
        if repr(drawn) not in seen:
            seen.add(repr(drawn))
            left -= 1
            yield drawn


def _filled(template, epoch=0, logs=None, batch=None, **more):
    return {"template": template, "epoch": epoch, "batch": batch, "logs": logs or {}, **more}


def _systematic(rng):
    for template in parts.PLAIN:
        yield _filled(template, 4, LOGS)
        yield _filled(template, 99, LOGS)
    for epoch in EPOCHS:
        for template in parts.OF_EPOCH:
            yield _filled(template, epoch)
    yield from _numbers(rng)
    yield from _specifications()
    yield _filled("d\u00e9j\u00e0-\U0001f600-{epoch}")
    yield from _names()
    for template in [*parts.BRACES, *parts.CONVERSIONS]:
        yield _filled(template, 6, LOGS)
    for template in parts.REFUSED:
        yield _filled(template, 2, LOGS, refused=True)


def _numbers(rng):
    for value in [*parts.SPECIAL, *parts.HALVES]:
        yield _filled("{loss}", logs={"loss": value})
    for value in parts.HALVES:
        for digits in (0, 1, 2):
            yield _filled(f"{{loss:.{digits}f}}", logs={"loss": value})
    for value in parts.SPECIAL:
        for template in ("{loss:.2f}", "{loss:.3e}", "{loss:g}", rng.choice(parts.PADDED)):
            yield _filled(template, logs={"loss": value})


def _specifications():
    for kind in parts.TYPES:
        for spec in ("", ".3", "10", "<12", "+"):
            yield _filled(f"{{val_loss:{spec}{kind}}}", 2, LOGS)
            if spec in ("", ".3", "+"):
                yield _filled(f"{{epoch:{spec}{kind}}}", 41)
    for spec in parts.OF_INT:
        yield _filled(f"{{epoch:{spec}}}", 1233)
    for spec in parts.OF_FLOAT:
        for value in (1234567.891, -0.004):
            yield _filled(f"{{loss:{spec}}}", logs={"loss": value})
    for value in (NAN, INF, -INF, -0.0, 0.0):
        for spec in parts.OF_NOT_FINITE:
            yield _filled(f"{{loss:{spec}}}", logs={"loss": value})
    yield _filled("{epoch:\U0001f600^8}", 41)
    yield _filled("{loss:\U0001f600>9.2f}", logs={"loss": 0.5})


def _names():
    for template in parts.NAMES_WITHOUT_VALUE:
        yield _filled(template, 3, LOGS)
    for name in parts.ODD_NAMES:
        yield _filled(f"{{{name}:.2f}}", logs={name: 0.5})
    for name in parts.NAMES_OF_OBJECTS:
        yield _filled(f"{{{name}}}")
    for batch in (0, 8, 99):
        for template in parts.OF_BATCH:
            yield _filled(template, 2, LOGS, batch)


def _anything(rng):
    names = ["val_loss", "loss", "acc", "val_acc"]
    logs = {name: _number(rng) for name in names}
    epoch = rng.choice([0, 1, 8, 9, 99, 122, 4999, 1234566])
    fields = [_field(rng, names) for _ in range(rng.choice([1, 1, 2, 3]))]
    stem = rng.choice(["", "w.", "out/"]) + rng.choice(["-", "_", "/"]).join(fields)
    return _filled(stem + rng.choice(["", ".h5", ".keras"]), epoch, logs)


def _field(rng, names):
    if rng.random() < 0.3:
        specs = ["", ":02d", ":03d", ":5d", ":<4d", ":*^7", ":+d", ":,", ":_", ":x", ":e", ":.2f", ":08.3f", ":g"]
        return f"{{epoch{rng.choice(specs)}}}"
    fill = rng.choice(["", "", "", "", "*", "_", "x", " "])
    align = rng.choice("<>^=") if fill or rng.random() < 0.15 else ""
    sign = rng.choice(["", "", "", "", "+", "-", " "])
    zero = rng.choice(["", "", "", "0"])
    width = rng.choice(["", "", "", str(rng.randrange(1, 16))])
    group = rng.choice(["", "", "", "", "", ",", "_"])
    digits = rng.choice(["", ".0", ".1", ".2", ".2", ".3", ".4", ".6", ".10", ".17"])
    kind = rng.choice(["f", "f", "f", "f", "e", "g", "%", "E", "G", "F", ""])
    spec = fill + align + sign + (zero if width else "") + width + group + digits + kind
    return f"{{{rng.choice(names)}{':' + spec if spec else ''}}}"


def _number(rng):
    kind = rng.random()
    if kind < 0.35:
        return rng.uniform(0, 3)
    if kind < 0.5:
        return float32(rng.uniform(0, 3))
    if kind < 0.6:
        return rng.uniform(-10, 10)
    if kind < 0.7:
        return 10 ** rng.uniform(-12, 18) * rng.choice([1, -1])
    if kind < 0.78:
        return rng.randrange(-4096, 4096) / 2 ** rng.randrange(1, 10)
    if kind < 0.86:
        return round(rng.uniform(-2, 2), rng.randrange(0, 4))
    if kind < 0.92:
        return rng.choice(parts.HALVES)
    return rng.choice(parts.SPECIAL)
