"""Random scenarios: options of a callback and the metrics of every epoch of one to three fits.

They know nothing of any implementation. Case `index` of a seed is the same however many cases are drawn.
"""

import random

from . import checkpoint, csv_logger, early_stopping, plateau, scheduler, terminate_on_nan

KINDS = {
    "early-stopping": early_stopping,
    "reduce-lr-on-plateau": plateau,
    "model-checkpoint": checkpoint,
    "terminate-on-nan": terminate_on_nan,
    "csv-logger": csv_logger,
    "learning-rate-scheduler": scheduler,
}


def scenario(seed, kind, index):
    """Returns the scenario and the random numbers that come after it; a fifth aim at one rare branch."""
    rng = random.Random(f"{seed}:{kind}:{index}")
    drawn = rng.choice(KINDS[kind].DIRECTED) if rng.random() < 0.2 else KINDS[kind].anything
    return drawn(rng), rng
