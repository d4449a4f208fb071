"""What our callbacks are to do, in Python and independent of the TypeScript.

Without quirks a class of this package is our behaviour. A quirk is one difference of a line of Keras from it, and with
all of `QUIRKS[line]` the class does what that line does: every recording proves it, so the lists are complete for what
the scenarios reach, and a case can name the differences that decide it.
"""

from .checkpoint import ModelCheckpoint
from .csv_logger import CSVLogger
from .early_stopping import EarlyStopping
from .plateau import ReduceLROnPlateau
from .quirks import QUIRKS, REASONS
from .scheduler import LearningRateScheduler
from .terminate_on_nan import TerminateOnNaN

__all__ = [
    "CSVLogger",
    "EarlyStopping",
    "LearningRateScheduler",
    "ModelCheckpoint",
    "QUIRKS",
    "REASONS",
    "ReduceLROnPlateau",
    "TerminateOnNaN",
]
