"""The differences of Keras's lines from what our callbacks do."""

from ..keras_lines import KERAS_2, KERAS_3, TF_KERAS

_EVERY_LINE = {
    "mode-may-be-anything",
    "name-may-say-nothing",
    "es-baseline-may-be-anything",
    "warns-every-epoch",
    "rl-empty-logs-stay-empty",
}

QUIRKS = {
    KERAS_3: _EVERY_LINE | {
        "direction-from-metric-object",
        "first-value-always-improves",
        "compares-in-float32",
        "rl-both-rates-float32",
    },
    TF_KERAS: _EVERY_LINE | {
        "direction-from-name-ending",
        "rl-signed-min_delta",
        "rl-delta-on-best",
        "rl-min_lr-float32",
        "rl-float32-product",
        "rl-logs-lr",
    },
    KERAS_2: _EVERY_LINE | {
        "direction-from-acc",
        "signed-min_delta",
        "es-baseline-is-best",
        "es-stops-at-epoch-0",
        "es-restores-only-on-stop",
        "es-keeps-old-weights",
        "rl-delta-on-best",
        "rl-logs-lr",
        "older-words",
    },
}  # fmt: skip

# Why our callback does not do what the quirk says, as the end of "unlike Keras, because …".
REASONS = {
    "mode-may-be-anything": "an unknown mode is an error",
    "name-may-say-nothing": "a name that does not say which way is better is an error",
    "es-baseline-may-be-anything": "a baseline that is not finite is an error",
    "warns-every-epoch": "a missing metric is one warning a run",
    "rl-empty-logs-stay-empty": "the rate is added to empty logs too",
    "direction-from-metric-object": "the name of the metric decides the direction, not the compiled object",
    "direction-from-name-ending": "more names than those that end in acc, accuracy or auc rise",
    "direction-from-acc": "more names than those with acc rise",
    "first-value-always-improves": "a first value of NaN or of the worse infinity is no improvement",
    "compares-in-float32": "values are compared as 64-bit floats",
    "signed-min_delta": "the sign of min_delta does not matter",
    "es-baseline-is-best": "best is a value that was reported, never the baseline",
    "es-stops-at-epoch-0": "the very first epoch does not end training",
    "es-restores-only-on-stop": "the best weights come back when training ends, early or not",
    "es-keeps-old-weights": "the best weights of an earlier fit are forgotten",
    "rl-signed-min_delta": "the sign of min_delta does not matter",
    "rl-delta-on-best": "min_delta is taken off the value, not added to the best",
    "rl-both-rates-float32": "the rate and min_lr are compared as 64-bit floats",
    "rl-min_lr-float32": "min_lr is not rounded to a 32-bit float",
    "rl-float32-product": "the new rate is computed as a 64-bit float",
    "rl-logs-lr": "the rate stands in logs as learning_rate",
    "older-words": "the words are those of Keras 3",
}
