"""SwapEMAWeights, and the average of Keras's optimizers that it swaps."""

import numpy as np

REASONS = {
    "raw-after-stop": "a training that is stopped ends with the average too, also with swapOnEpoch",
}


def play_reference(quirks, drawn):
    """What the scenario leads to, in the words of `record_ema`."""
    options = drawn["options"]
    momentum = np.float32(options.get("ema_momentum", 0.99))
    frequency = options.get("ema_overwrite_frequency")
    swaps = options.get("swap_on_epoch", False)
    weights, average, steps, runs = np.float32(drawn["initial"]), None, 0, []
    for plan in drawn["runs"]:
        run = {name: [] for name in ("begin", "average", "trained", "end", "loss")}
        stopped = "stop_after" in plan
        count = plan["stop_after"] - plan["initial_epoch"] + 1 if stopped else len(plan["epochs"])
        for epoch in plan["epochs"][:count]:
            run["begin"].append(weights)
            for weights in map(np.float32, epoch):
                average = weights if steps == 0 else momentum * average + (np.float32(1) - momentum) * weights
                steps += 1
                if frequency and steps % frequency == 0:
                    weights = average
                run["average"].append(average)
                run["trained"].append(weights)
            run["end"].append(average if swaps else weights)
            run["loss"].append(_loss(average))
        if "raw-after-stop" in quirks and swaps and stopped:
            average = weights
        weights = average
        runs.append({**run, "final": weights})
    return runs


def _loss(weights):
    """The mean square of what the model of `record_ema` gives for its data."""
    first, second, bias = weights
    return np.mean(np.square([first + bias, second + bias, first + second + bias]))
