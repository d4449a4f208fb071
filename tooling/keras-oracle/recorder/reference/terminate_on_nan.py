"""TerminateOnNaN."""

import math
import warnings


class TerminateOnNaN:
    def __init__(self, quirks, raise_error=False):
        self.quirks, self.raise_error = quirks, raise_error

    def set_model(self, model):
        self.model = model

    def set_params(self, params):
        pass

    def on_train_begin(self, logs):
        pass

    def on_epoch_begin(self, epoch, logs):
        pass

    def on_train_batch_end(self, batch, logs):
        loss = logs.get("loss")
        if loss is None or math.isfinite(loss):
            return
        if self.raise_error:
            raise RuntimeError(f"the loss is {loss}")
        if "tn-words" in self.quirks:
            print(f"Batch {batch}: Invalid loss, terminating training")
        else:
            warnings.warn(f"the loss is {loss}", stacklevel=2)
        self.model.stop_training = True

    def on_epoch_end(self, epoch, logs):
        pass

    def on_train_end(self, logs):
        pass
