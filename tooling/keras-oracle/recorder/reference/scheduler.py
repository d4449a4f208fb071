"""LearningRateScheduler."""

import math

from .monitored import RangeError


class LearningRateScheduler:
    def __init__(self, quirks, schedule, verbose=0):
        self.quirks, self.schedule, self.verbose = quirks, schedule, verbose

    def set_model(self, model):
        self.model = model

    def set_params(self, params):
        pass

    def on_train_begin(self, logs):
        pass

    def on_train_end(self, logs):
        pass

    def on_epoch_begin(self, epoch, logs):
        try:
            rate = self.schedule(epoch, self.model.rate)
        except TypeError:
            rate = self.schedule(epoch)
        rate = self._checked(rate)
        self.model.rate = rate
        if self.verbose > 0:
            number = "%05d" if "older-words" in self.quirks else "%d"
            print(f"\nEpoch {number}: LearningRateScheduler setting learning rate to {rate}." % (epoch + 1))

    def on_epoch_end(self, epoch, logs):
        if not logs and "rl-empty-logs-stay-empty" in self.quirks:
            logs = {}
        logs["lr" if "rl-logs-lr" in self.quirks else "learning_rate"] = self.model.rate

    def _checked(self, rate):
        """JavaScript has one kind of number."""
        is_whole = isinstance(rate, int) and not isinstance(rate, bool)
        if not isinstance(rate, float) and not (is_whole and "ls-whole-number" not in self.quirks):
            raise ValueError("no number")
        if not (math.isfinite(rate) and rate >= 0) and "ls-any-number" not in self.quirks:
            raise RangeError(None)
        return float(rate)
