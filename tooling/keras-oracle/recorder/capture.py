"""What a callback prints, warns about and raises."""

import contextlib
import io
import logging
import warnings

_logger = logging.getLogger("tensorflow")


class _Messages(logging.Handler):
    """tf_keras warns through TensorFlow's logger."""

    def __init__(self):
        super().__init__()
        self.texts = []

    def emit(self, record):
        self.texts.append(record.getMessage())


class Captured:
    """`stdout` is split at newlines, so a message that starts with one gives an empty line first."""

    def __init__(self):
        self.stdout = []
        self.warnings = []
        self.error = None


@contextlib.contextmanager
def captured():
    """Every warning counts, repeated ones too, but those about Keras's own use of NumPy and Python."""
    result, printed, logged = Captured(), io.StringIO(), _Messages()
    handlers, propagate = _logger.handlers, _logger.propagate
    _logger.handlers, _logger.propagate = [logged], False
    try:
        with warnings.catch_warnings(record=True) as warned, contextlib.redirect_stdout(printed):
            warnings.simplefilter("always")
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.simplefilter("ignore", PendingDeprecationWarning)
            # Keras leaves its file open when a callback fails, and Python finds that some time later.
            warnings.simplefilter("ignore", ResourceWarning)
            try:
                yield result
            except Exception as error:  # whatever it is, it is what the recording is of
                result.error = error
    finally:
        _logger.handlers, _logger.propagate = handlers, propagate
    result.stdout = printed.getvalue().split("\n")[:-1]
    result.warnings = logged.texts + [str(warning.message) for warning in warned]
