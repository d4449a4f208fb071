"""What Keras makes of a template of file names, which is what Python's `str.format` does."""

import platform

from .keras_lines import CALLBACKS, KERAS_3, TF_KERAS
from .play import to_json
from .scenarios.templates import templates

LINES = (KERAS_3, TF_KERAS)


def record_templates(seed):
    """The header of the file, and its cases."""
    python = ".".join(platform.python_version_tuple()[:2])
    cases = [{"id": f"t-{index:04d}", **_case(drawn)} for index, drawn in enumerate(templates(seed))]
    return {"oracles": list(LINES), "python": python, "seed": seed}, cases


def _case(drawn):
    filled = [_fill(line, drawn) for line in LINES]
    if any(one != filled[0] for one in filled):
        raise AssertionError(f"{LINES} do not agree on {drawn}: {filled}")
    return to_json({**drawn, **filled[0]})


def _fill(line, drawn):
    callback = CALLBACKS[line].ModelCheckpoint("to be replaced.keras")
    callback.filepath = drawn["template"]
    callback.set_model(_Model)
    try:
        return {"expected": callback._get_file_path(drawn["epoch"], drawn["batch"], drawn["logs"])}
    except Exception as error:  # whatever it is, it is what the recording is of
        return {"error": {"type": type(error).__name__, "message": str(error.args[0])}}


class _Model:
    distribute_strategy = None
