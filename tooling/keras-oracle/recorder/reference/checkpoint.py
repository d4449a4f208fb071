"""ModelCheckpoint."""

import os

from .file_name import fill, is_impossible, names_in
from .monitored import Monitored, RangeError


class ModelCheckpoint(Monitored):
    prefix = "mc-"

    def __init__(
        self,
        quirks,
        filepath,
        monitor="val_loss",
        verbose=0,
        save_best_only=False,
        save_weights_only=False,
        mode="auto",
        period=1,
        save_freq="epoch",
        initial_value_threshold=None,
    ):
        self.decides = save_best_only
        super().__init__(quirks, monitor, mode, 0)
        self.filepath, self.verbose, self.period, self.save_freq = filepath, verbose, period, save_freq
        self.save_weights_only = save_weights_only
        self._check_options()
        self.best = initial_value_threshold
        self.knows_direction = not self._has("mc-late-direction")
        self.epochs_since_due = 0
        self.batches_since_due = 0

    def _check_options(self):
        by_batch = isinstance(self.save_freq, int)
        if not by_batch and self.save_freq != "epoch":
            raise RangeError("save_freq")
        if self.period < 1 and not self._has("mc-period-may-be-anything"):
            raise RangeError("period")
        watches_validation = by_batch and self.decides and self.monitor.startswith("val_")
        may_watch_validation = self._has("mc-batches-may-watch-validation")
        if watches_validation and not may_watch_validation:
            raise RangeError("save_freq")
        names_validation = by_batch and any(name.startswith("val_") for name in names_in(self.filepath))
        if names_validation and not may_watch_validation:
            raise RangeError("filepath")
        endings = (".weights.h5",) if self.save_weights_only else (".keras", ".h5")
        if self._has("mc-filepath-ending") and not self.filepath.endswith(endings):
            raise RangeError("filepath")

    def on_train_begin(self, logs):
        """`best` and the counters outlive a fit."""
        self.warned = False
        reported = self.params["metrics"]
        impossible = [name for name in names_in(self.filepath) if is_impossible(name, reported)]
        if impossible and not self._has("mc-any-name"):
            raise KeyError(impossible[0])
        if self.decides and is_impossible(self.monitor, reported) and not self._has("warns-every-epoch"):
            self._warn()

    def on_epoch_begin(self, epoch, logs):
        self.epoch = epoch

    def on_train_batch_end(self, batch, logs):
        if self.save_freq == "epoch":
            return
        self.batches_since_due += 1
        if self.batches_since_due >= self.save_freq:
            self.batches_since_due = 0
            self._consider(logs, {"batch": batch + 1})

    def on_epoch_end(self, epoch, logs):
        self._settle_direction()
        self.knows_direction = True
        self.epochs_since_due += 1
        if self.save_freq == "epoch" and self.epochs_since_due >= self.period:
            self.epochs_since_due = 0
            self._consider(logs, {})

    def _consider(self, logs, counters):
        values = {**logs, "epoch": self.epoch + 1, **counters}
        if self._has("mc-fills-name-when-due"):
            self.filepath.format(**values)
        value = self._read(logs) if self.decides else None
        if value is not None and not self._improves(value, self.best):
            self._print(f"{self.monitor} did not improve from {self._best_in_words()}")
        elif value is not None or not self.decides or self._has("mc-missing-metric-saves"):
            self._save(value, values)

    def _improves(self, value, best):
        if best is not None and not self.knows_direction:
            raise TypeError("which way is better is not known before the first epoch has ended")
        return super()._improves(value, best)

    def _save(self, value, values):
        path, missing = fill(self.filepath, values)
        if value is not None:
            improvement = f"{self.monitor} improved from {self._best_in_words()} to {value:.5f}, "
            self._print(f"{improvement}saving model to {path}")
        elif not self.decides:
            self._print(f"saving model to {path}")
        if value is not None and self._has("mc-best-before-save"):
            self.best = value
        self._write(path)
        if value is not None:
            self.best = value
        if not self._has("mc-words-of-keras-2"):
            self._print(f"finished saving model to {path}")
        if missing:
            raise KeyError(missing[0])

    def _write(self, path):
        folder = os.path.dirname(path)
        if folder and not self._has("mc-makes-no-directory"):
            os.makedirs(folder, exist_ok=True)
        try:
            (self.model.save_weights if self.save_weights_only else self.model.save)(path, overwrite=True)
        except OSError as error:
            if self._has("mc-error-as-it-is"):
                raise
            raise OSError(f"{path} cannot be saved") from error

    def _best_in_words(self):
        if self.best is None:
            return f"{-self.sign * float('inf'):.5f}" if self._has("mc-words-of-keras-2") else "None"
        return f"{self.best:.5f}"

    def _print(self, message):
        if self.verbose > 0:
            number = "%05d" if self._has("older-words") else "%d"
            print(f"\nEpoch {number % (self.epoch + 1)}: {message}")
