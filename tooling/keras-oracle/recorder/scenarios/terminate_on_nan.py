"""Scenarios for TerminateOnNaN: the losses of every batch."""

import math
import sys

from .draw import weighted
from .sequences import INF, NAN

BAD = [NAN, INF, -INF]
# Finite, however close to the edge.
EXTREME = [sys.float_info.max, -sys.float_info.max, sys.float_info.min, 5e-324, 0.0, -0.0, 3.5e38, -1.0]


def anything(rng):
    epochs, batches = rng.randint(1, 4), rng.randint(1, 8)
    runs, done = [], 0
    for index in range(weighted(rng, [(1, 60), (2, 30), (3, 10)])):
        losses = [[_finite(rng) for _ in range(batches)] for _ in range(epochs)]
        for _ in range(weighted(rng, [(0, 25), (1, 45), (2, 20), (5, 10)])):
            losses[rng.randrange(epochs)][rng.randrange(batches)] = rng.choice(BAD)
        initial = done if index > 0 and rng.random() < 0.5 else rng.choice([0, 0, 0, 3])
        runs.append(_run(rng, losses, initial))
        done = initial + epochs
    return _scenario(rng, *runs)


def _scenario(rng, *runs):
    options = {}
    if rng.random() < 0.5:
        options["raise_error"] = rng.random() < 0.6
    return {"options": options, "metrics": [], "runs": list(runs)}


def _finite(rng):
    return rng.choice(EXTREME) if rng.random() < 0.1 else round(rng.uniform(0, 3), 4)


def _run(rng, losses, initial=0):
    """One fit. Metrics beside the loss do not matter, nor does a batch without a loss."""
    others = rng.random() < 0.4
    epochs = []
    for of_epoch in losses:
        batches = []
        for loss in of_epoch:
            logs = {} if loss is None else {"loss": loss}
            if others:
                logs["mae"] = rng.choice([0.5, NAN, INF])
            batches.append(logs)
        known = [loss for loss in of_epoch if loss is not None and math.isfinite(loss)]
        epochs.append({"batches": batches, "logs": {"loss": known[-1] if known else NAN}})
    return {"initial_epoch": initial, "epochs": epochs}


def _placed(rng, epoch, batch):
    """Three epochs of four batches, one of which is bad."""
    losses = [[_finite(rng) for _ in range(4)] for _ in range(3)]
    losses[epoch][batch] = rng.choice(BAD)
    return _scenario(rng, _run(rng, losses))


def first_batch(rng):
    return _placed(rng, 0, 0)


def last_batch_of_an_epoch(rng):
    return _placed(rng, rng.choice([0, 1]), 3)


def last_batch(rng):
    return _placed(rng, 2, 3)


def only_batch(rng):
    return _scenario(rng, _run(rng, [[rng.choice(BAD)]]), _run(rng, [[1.0]], 1))


def second_fit(rng):
    """The first is stopped, the second is not."""
    return _scenario(rng, _run(rng, [[1.0, rng.choice(BAD), 1.0]] * 2), _run(rng, [[1.0, 0.5, 0.25]] * 2, 1))


def without_loss(rng):
    return _scenario(rng, _run(rng, [[None, 1.0, None], [None, rng.choice([*BAD, 1.0]), None]]))


def edge_of_finite(rng):
    return _scenario(rng, _run(rng, [rng.sample(EXTREME, 4) for _ in range(2)]))


DIRECTED = [
    first_batch,
    last_batch_of_an_epoch,
    last_batch,
    only_batch,
    second_fit,
    without_loss,
    edge_of_finite,
]
