"""ReduceLROnPlateau."""

from .monitored import Monitored, RangeError, float32


class ReduceLROnPlateau(Monitored):
    prefix = "rl-"

    def __init__(
        self,
        quirks,
        monitor="val_loss",
        factor=0.1,
        patience=10,
        verbose=0,
        mode="auto",
        min_delta=1e-4,
        cooldown=0,
        min_lr=0,
    ):
        super().__init__(quirks, monitor, mode, min_delta)
        if factor >= 1:
            raise RangeError("factor")
        self.factor, self.patience, self.verbose = factor, patience, verbose
        self.cooldown, self.min_lr = cooldown, min_lr

    def on_train_begin(self, logs):
        super().on_train_begin(logs)
        self.cooldown_counter = 0

    def on_epoch_end(self, epoch, logs):
        self._settle_direction()
        if not logs and self._has("rl-empty-logs-stay-empty"):
            logs = {}
        logs["lr" if self._has("rl-logs-lr") else "learning_rate"] = self.model.rate
        value = self._read(logs)
        if value is None:
            return
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.wait = 0
        if self._improves(value, self.best):
            self.best = value
            self.wait = 0
        elif self.cooldown_counter == 0:
            self.wait += 1
            if self.wait >= self.patience and self._is_above_min():
                self._reduce(epoch)

    def _is_above_min(self):
        """JavaScript has one kind of number, in which the optimizer's rate is read and compared."""
        rate, min_lr = self.model.rate, self.min_lr
        if self._has("rl-min_lr-float32"):
            return rate > float32(min_lr)
        if self._has("rl-both-rates-float32"):
            return float32(rate) > float32(min_lr)
        return rate > min_lr

    def _reduce(self, epoch):
        rate = self.model.rate
        if self._has("rl-float32-product"):
            rate = self.model.dtype(rate)
        rate = max(rate * self.factor, self.min_lr)
        self.model.rate = rate
        self.cooldown_counter = self.cooldown
        self.wait = 0
        if self.verbose > 0:
            number = "%05d" if self._has("older-words") else "%d"
            print(f"\nEpoch {number}: ReduceLROnPlateau reducing learning rate to {rate}." % (epoch + 1))
