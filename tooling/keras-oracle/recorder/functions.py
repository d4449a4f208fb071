"""What the option `schedule` of a scenario stands for: a function of the epoch and the learning rate."""

import math

from .keras_lines import keras

NOT_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


def schedule_function(plan):
    return FUNCTIONS[plan["function"]](plan)


def with_function(options):
    """The options with the function in the place of what stands for it."""
    if "schedule" not in options:
        return options
    return {**options, "schedule": schedule_function(options["schedule"])}


def _keep(plan):
    return lambda epoch, rate: rate


def _multiply(plan):
    """What Keras's own documentation has as its example."""
    return lambda epoch, rate: rate if epoch < plan["after"] else rate * plan["factor"]


def _divide(plan):
    """A function of the epoch alone, as older Kerases had them."""
    return lambda epoch: plan["rate"] / (epoch + 1)


def _table(plan):
    rates = [NOT_FINITE.get(rate, rate) if isinstance(rate, str) else rate for rate in plan["rates"]]
    return lambda epoch, rate: rates[epoch % len(rates)]


def _schedule(plan):
    schedule = getattr(keras.optimizers.schedules, plan["name"])(**plan["options"])
    return lambda epoch, rate: float(schedule(epoch))


FUNCTIONS = {"keep": _keep, "multiply": _multiply, "divide": _divide, "table": _table, "schedule": _schedule}
