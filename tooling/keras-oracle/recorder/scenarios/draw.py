"""What the random scenarios of all callbacks are made of: metrics, modes, numbers of fits and epochs."""

# The name without `val_`, the class of the metric that Keras 3 compiles under it, and how often it is drawn.
# Without a class it is no metric of the model, and a `Mean` does not know which way is better.
MONITORS = [
    ("loss", None, 30),
    ("acc", "BinaryAccuracy", 8),
    ("accuracy", "Accuracy", 8),
    ("auc", "AUC", 6),
    ("f1_score", "F1Score", 4),
    ("fmeasure", "Mean", 3),
    ("fmeasure_macro", "Mean", 2),
    ("top_k_categorical_accuracy", "TopKCategoricalAccuracy", 3),
    ("categorical_accuracy", "CategoricalAccuracy", 2),
    ("mse", "MeanSquaredError", 6),
    ("mae", "MeanAbsoluteError", 6),
    ("mape", "MeanAbsolutePercentageError", 2),
    ("precision", "Precision", 3),
    ("recall", "Recall", 3),
    ("cosine_similarity", "CosineSimilarity", 2),
    ("r2_score", "R2Score", 2),
    ("my_acc", "Mean", 2),
    ("acc_top5", "Mean", 2),
    ("accel_error", "Mean", 2),
    ("my_auc", "Mean", 2),
    ("perplexity", "Mean", 2),
    ("custom_metric", "Mean", 2),
    ("out1_loss", None, 2),
    ("out1_acc", None, 2),
]

# The names whose values rise in a scenario that leaves the mode open.
RISING = {
    "acc", "accuracy", "auc", "f1_score", "fmeasure", "fmeasure_macro", "top_k_categorical_accuracy",
    "categorical_accuracy", "precision", "recall", "cosine_similarity", "r2_score", "my_acc", "acc_top5",
    "my_auc", "out1_acc", "custom_metric",
}  # fmt: skip

MIN_DELTAS = [
    (None, 30), (0, 12), (0.125, 10), (0.0625, 6), (0.25, 4), (0.1, 8), (0.01, 8),
    (0.001, 6), (1e-4, 4), (0.3, 3), (-0.125, 3), (-0.01, 2), (-0.1, 2), (1.0, 2),
]  # fmt: skip


def weighted(rng, pairs):
    """One of the values of `(value, weight)`."""
    values, weights = zip(*pairs)
    return rng.choices(values, weights)[0]


def monitor_and_metrics(rng):
    """The monitored name, the same without `val_`, and the compiled metrics, some of which must not matter."""
    name, metric_class, _ = rng.choices(MONITORS, [weight for *_, weight in MONITORS])[0]
    monitor = ("val_" if rng.random() < 0.62 else "") + name
    metrics = []
    if metric_class is not None and rng.random() < 0.9:
        metrics.append([name, metric_class])
    for other, other_class in (("mae", "MeanAbsoluteError"), ("acc", "BinaryAccuracy")):
        if other != name and rng.random() < 0.25:
            metrics.append([other, other_class])
    rng.shuffle(metrics)
    return monitor, name, metrics


def mode(rng, options, name):
    """Puts a mode into the options, or none. Returns the sign of what is to be an improvement."""
    drawn = weighted(rng, [(None, 38), ("auto", 12), ("min", 23), ("max", 23), ("unknown", 4)])
    if drawn == "unknown":
        options["mode"] = rng.choice(["MIN", "foo", "", "minimum"])
    elif drawn is not None:
        options["mode"] = drawn
    if drawn in ("min", "max"):
        return -1 if drawn == "min" else 1
    return 1 if name in RISING else -1


def other_names(rng, monitor):
    """Names that are reported beside the loss and the monitored one."""
    base = monitor.removeprefix("val_")
    names = []
    if rng.random() < 0.5:
        names.append("val_loss")
    if base != "loss" and rng.random() < 0.3:
        names.append(base)
    return [name for name in names if name != monitor]


def fits(rng):
    return weighted(rng, [(1, 52), (2, 40), (3, 8)])


def epochs(rng):
    return weighted(rng, [(1, 3), (2, 4), (3, 6), (rng.randint(4, 8), 47), (rng.randint(9, 14), 40)])
