"""EarlyStopping."""

import math

from .monitored import Monitored, RangeError


class EarlyStopping(Monitored):
    prefix = "es-"

    def __init__(
        self,
        quirks,
        monitor="val_loss",
        min_delta=0,
        patience=0,
        verbose=0,
        mode="auto",
        baseline=None,
        restore_best_weights=False,
        start_from_epoch=0,
    ):
        super().__init__(quirks, monitor, mode, min_delta)
        finite = baseline is None or math.isfinite(baseline)
        if not finite and not self._has("es-baseline-may-be-anything"):
            raise RangeError("baseline")
        self.patience, self.verbose, self.baseline = patience, verbose, baseline
        self.restore_best_weights, self.start_from_epoch = restore_best_weights, start_from_epoch
        self.best_weights = None

    def on_train_begin(self, logs):
        super().on_train_begin(logs)
        self.best_epoch = 0
        self.stopped_epoch = 0
        if not self._has("es-keeps-old-weights"):
            self.best_weights = None
        if self._has("es-baseline-is-best"):
            self.best = self.baseline

    def on_epoch_end(self, epoch, logs):
        self._settle_direction()
        value = self._read(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        if self.best_weights is None and not self._has("es-restores-only-on-stop"):
            self._keep(epoch)
        self.wait += 1
        if self._improves(value, self.best):
            self.best = value
            self.best_epoch = epoch
            self._keep(epoch)
            if self._beats_baseline(value):
                self.wait = 0
        elif self.wait >= self.patience and (epoch > 0 or self._has("es-stops-at-epoch-0")):
            self._stop(epoch)

    def on_train_end(self, logs):
        if self.stopped_epoch > 0:
            epoch = "%05d" if self._has("older-words") else "%d"
            self._print(f"Epoch {epoch}: early stopping" % (self.stopped_epoch + 1))
        if self.best_weights is not None and not self._has("es-restores-only-on-stop"):
            self._restore(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")

    def _beats_baseline(self, value):
        return self.baseline is None or self._has("es-baseline-is-best") or self._improves(value, self.baseline)

    def _keep(self, epoch):
        """The first epoch that counts is kept too, in case that none improves."""
        if self.restore_best_weights:
            self.best_weights = self.model.get_weights()
            self.best_epoch = epoch

    def _stop(self, epoch):
        self.stopped_epoch = epoch
        self.model.stop_training = True
        if self.restore_best_weights and self._has("es-restores-only-on-stop"):
            self._restore("Restoring model weights from the end of the best epoch")

    def _restore(self, message):
        self._print(message)
        self.model.set_weights(self.best_weights)

    def _print(self, message):
        if self.verbose > 0:
            print(message)
