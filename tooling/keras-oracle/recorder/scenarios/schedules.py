"""Parameters for Keras's schedules, and the steps at which they are asked."""

import random

RATES = [1.0, 0.1, 0.01, 0.001, 0.3, 3e-4]


def _steps(rng, scale):
    return rng.choice([scale, 2 * scale, scale + 1, 3, 1, round(rng.uniform(1, 3 * scale), 2)])


def cosine_decay(rng, scale):
    options = {"initial_learning_rate": rng.choice(RATES), "decay_steps": _steps(rng, scale)}
    if rng.random() < 0.5:
        options["alpha"] = rng.choice([0.0, 0.1, 0.5, 1.0])
    if rng.random() < 0.5:
        options["warmup_target"] = rng.choice(RATES)
        options["warmup_steps"] = rng.choice([0, 1, 5, scale])
        options["initial_learning_rate"] = rng.choice([0.0, 1e-5, 0.01])
    return options


def cosine_decay_restarts(rng, scale):
    options = {"initial_learning_rate": rng.choice(RATES), "first_decay_steps": _steps(rng, scale // 4)}
    if rng.random() < 0.8:
        options["t_mul"] = rng.choice([1.0, 1.0, 1.5, 2.0, 3.0, 1.1])
    if rng.random() < 0.5:
        # A rate that grows with every restart must not have too many of them: Keras computes in single precision.
        options["m_mul"] = rng.choice([0.9, 0.5, 1.0] + [1.2] * (options.get("t_mul", 2.0) >= 1.5))
    if rng.random() < 0.5:
        options["alpha"] = rng.choice([0.0, 0.1, 0.5])
    return options


def exponential_decay(rng, scale):
    return _stairs(rng, scale, rng.choice([0.96, 0.9, 0.5, 0.1, 1.0]))


def inverse_time_decay(rng, scale):
    return _stairs(rng, scale, rng.choice([0.0, 0.5, 1.0, 2.0, 0.01]))


def _stairs(rng, scale, decay_rate):
    options = {"initial_learning_rate": rng.choice(RATES), "decay_steps": _steps(rng, scale), "decay_rate": decay_rate}
    if rng.random() < 0.5:
        options["staircase"] = rng.choice([True, True, False])
    return options


def polynomial_decay(rng, scale):
    options = {"initial_learning_rate": rng.choice(RATES), "decay_steps": _steps(rng, scale)}
    if rng.random() < 0.5:
        options["end_learning_rate"] = rng.choice([0.0, 0.01, 1e-5])
    if rng.random() < 0.6:
        options["power"] = rng.choice([0.5, 1.0, 2.0, 3.0])
    if rng.random() < 0.5:
        options["cycle"] = rng.choice([True, True, False])
    return options


def piecewise_constant_decay(rng, scale):
    boundaries = sorted(rng.sample(range(1, 4 * scale), rng.randint(1, 4)))
    return {"boundaries": boundaries, "values": [rng.choice(RATES) for _ in range(len(boundaries) + 1)]}


# The name without what Keras has at its end, and what draws its parameters for so many steps.
CLASSES = {
    "CosineDecay": cosine_decay,
    "CosineDecayRestarts": cosine_decay_restarts,
    "ExponentialDecay": exponential_decay,
    "InverseTimeDecay": inverse_time_decay,
    "PolynomialDecay": polynomial_decay,
    "PiecewiseConstantDecay": piecewise_constant_decay,
}


def schedules(seed, count):
    """The class, its parameters, and the steps: around every step at which something changes, and anywhere."""
    for index in range(count):
        rng = random.Random(f"{seed}:schedule:{index}")
        name = list(CLASSES)[index % len(CLASSES)]
        scale = rng.choice([8, 100, 1000])
        options = CLASSES[name](rng, scale)
        marks = _marks(options)
        steps = {0, 1, *(mark + aside for mark in marks for aside in (-1, 0, 1)), *rng.sample(range(5 * scale), 6)}
        yield {"name": name, "options": options, "steps": sorted(step for step in steps if step >= 0)}


def _marks(options):
    """Steps at which a phase ends, whole ones."""
    warmup = options.get("warmup_steps", 0)
    period = options.get("decay_steps") or options.get("first_decay_steps") or 0
    t_mul = options.get("t_mul", 2.0 if "first_decay_steps" in options else 1.0)
    restarts = [sum(period * t_mul**restart for restart in range(number)) for number in (1, 2, 3)]
    return [warmup, *(round(warmup + restart) for restart in restarts), *options.get("boundaries", [])]
