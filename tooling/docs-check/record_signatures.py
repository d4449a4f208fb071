"""Prints the signatures of what docs/coming-from-keras.md has tables for, from the sources of the Keras that is installed.

    python record_signatures.py > keras-signatures.json
"""

import ast
import importlib.metadata
import importlib.util
import json
import pathlib

KERAS = pathlib.Path(importlib.util.find_spec("keras").origin).parent

CALLBACKS = [
    "EarlyStopping",
    "ReduceLROnPlateau",
    "ModelCheckpoint",
    "BackupAndRestore",
    "TensorBoard",
    "LearningRateScheduler",
    "TerminateOnNaN",
    "CSVLogger",
    "SwapEMAWeights",
]
METHODS = ["save", "save_weights", "load_weights"]


def functions(path, owner=None):
    """The functions of a source file, or those of one of its classes, by name."""
    nodes = ast.parse((KERAS / "src" / path).read_text()).body
    if owner:
        nodes = next(node for node in nodes if isinstance(node, ast.ClassDef) and node.name == owner).body
    return {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}


def arguments(function):
    """Each as Python spells it, with its default."""
    args = function.args.args
    defaults = [None] * (len(args) - len(function.args.defaults)) + function.args.defaults
    return [
        arg.arg if default is None else f"{arg.arg}={ast.unparse(default)}"
        for arg, default in zip(args, defaults)
        if arg.arg != "self"
    ]


def source_of(callback):
    pattern = f"class {callback}("
    return next(path for path in (KERAS / "src/callbacks").glob("*.py") if pattern in path.read_text())


signatures = {
    name: arguments(functions(source_of(name).relative_to(KERAS / "src"), name)["__init__"]) for name in CALLBACKS
}
methods = functions("models/model.py", "Model")
signatures |= {f"Model.{name}": arguments(methods[name]) for name in METHODS}
signatures["load_model"] = arguments(functions("saving/saving_api.py")["load_model"])

exported = ast.parse((KERAS / "callbacks/__init__.py").read_text()).body
callbacks = sorted(alias.name for node in exported if isinstance(node, ast.ImportFrom) for alias in node.names)

version = importlib.metadata.version("keras")
print(json.dumps({"keras": version, "callbacks": callbacks, "signatures": signatures}, indent=2))
