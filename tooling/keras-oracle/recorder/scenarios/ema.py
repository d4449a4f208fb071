"""Scenarios for SwapEMAWeights: the weights that each batch of one to three fits leaves behind."""

import random

from .draw import weighted

MOMENTA = [(None, 25), (0.99, 10), (0.9, 25), (0.5, 15), (0.999, 10), (0.0, 8), (0.25, 7)]


def scenario(seed, index):
    """Case `index` of a seed is the same however many cases are drawn."""
    rng = random.Random(f"{seed}:ema:{index}")
    options = {}
    if rng.random() < 0.8:
        options["swap_on_epoch"] = rng.random() < 0.7
    momentum = weighted(rng, MOMENTA)
    if momentum is not None:
        options["ema_momentum"] = momentum
    if rng.random() < 0.35:
        options["ema_overwrite_frequency"] = rng.randint(1, 5)
    runs, done = [], 0
    for _ in range(weighted(rng, [(1, 50), (2, 40), (3, 10)])):
        epochs = rng.randint(1, 4)
        initial = done if rng.random() < 0.5 else 0
        batches = rng.randint(1, 4)
        run = {"initial_epoch": initial, "epochs": [[_weights(rng) for _ in range(batches)] for _ in range(epochs)]}
        if epochs > 1 and rng.random() < 0.3:
            run["stop_after"] = initial + rng.randrange(epochs - 1)
        runs.append(run)
        done = initial + epochs
    return {"options": options, "initial": _weights(rng), "runs": runs}


def _weights(rng):
    """Two of a kernel and one of a bias."""
    return [round(rng.uniform(-2, 2), 3) for _ in range(3)]
