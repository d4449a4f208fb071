"""Which properties of a callback are taken down: columns with a value for each epoch, and what holds at the end."""

import math
import pathlib


def best(callback):
    """`None` before the first value: Keras 2 has the infinity of the worse side then, and Keras 3 has `None`."""
    value = callback.best
    if value is None or not math.isinf(value):
        return value
    smaller_is_better = callback.monitor_op(-1e9, 1e9)
    return None if (value > 0) == bool(smaller_is_better) else value


class Columns:
    def __init__(self, callback, model):
        self.callback, self.model = callback, model
        self.columns = {}

    def _append(self, **values):
        for name, value in values.items():
            self.columns.setdefault(name, []).append(value)

    def batch(self, batch):
        pass

    def failed(self):
        """The epoch has ended with an error."""

    def end(self):
        return {"weights": self.model.weights}


class EarlyStopping(Columns):
    def epoch(self, added):
        self._append(wait=self.callback.wait, best=best(self.callback))
        if hasattr(self.callback, "best_epoch"):  # not in Keras 2.3.1
            self._append(best_epoch=self.callback.best_epoch)

    def end(self):
        return {
            **super().end(),
            "stopped": self.model.stop_training,
            "stopped_epoch": self.callback.stopped_epoch,
        }

    @staticmethod
    def effects(run):
        """What becomes of the training."""
        return [len(run.get("wait", [])), run.get("stopped"), run.get("weights")]


class ReduceLROnPlateau(Columns):
    def epoch(self, added):
        self._append(
            wait=self.callback.wait,
            best=best(self.callback),
            cooldown_counter=self.callback.cooldown_counter,
            learning_rate=self.model.rate,
            added={name: float(value) for name, value in added.items()},
        )

    @staticmethod
    def effects(run):
        """What becomes of the training."""
        return [run.get("learning_rate"), run.get("weights")]


class LearningRateScheduler(Columns):
    def epoch(self, added):
        self._append(
            learning_rate=self.model.rate,
            added={name: float(value) for name, value in added.items()},
        )

    @staticmethod
    def effects(run):
        """What becomes of the training."""
        return [run.get("learning_rate"), run.get("weights")]


class ModelCheckpoint(Columns):
    """What each epoch saved, and with its number what a batch did."""

    def __init__(self, callback, model):
        super().__init__(callback, model)
        self._by_batches = []

    def batch(self, batch):
        for saved in self.model.take_saved():
            self._by_batches.append({"batch": batch, **saved, "best": best(self.callback)})

    def epoch(self, added):
        self._append(saved=self._by_batches + self.model.take_saved(), best=best(self.callback))
        self._by_batches = []

    def failed(self):
        self.epoch({})

    def end(self):
        return {}

    @staticmethod
    def effects(run):
        """What is on the disk."""
        return [[(saved["kind"], saved["path"]) for saved in epoch] for epoch in run.get("saved", [])]


class TerminateOnNaN(Columns):
    """How many batches of each epoch ran, and whether training was to stop then. An epoch with an error is left out."""

    def __init__(self, callback, model):
        super().__init__(callback, model)
        self._batches = 0

    def batch(self, batch):
        self._batches += 1

    def epoch(self, added):
        self._append(batches=self._batches, stopped=self.model.stop_training)
        self._batches = 0

    @staticmethod
    def effects(run):
        """What becomes of the training."""
        return [run.get("batches"), run.get("stopped"), run.get("weights")]


class CSVLogger(Columns):
    """What the file holds after each epoch."""

    def epoch(self, added):
        self._append(file=pathlib.Path("log.csv").read_bytes().decode())

    def end(self):
        return {}

    @staticmethod
    def effects(run):
        """What is on the disk."""
        return run.get("file")
