"""Writes models of real Keras in every format, with inputs and predictions.

python save.py keras|tf_keras FOLDER
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np

if sys.argv[1] == "keras":
    import keras
else:
    import tf_keras as keras

from models import models
from safetensors_numpy import write_safetensors

FOLDER = sys.argv[2]


def listed(values):
    return {"shape": list(values.shape), "data": [float(one) for one in values.flatten()]}


def seeded(model, random):
    weights = []
    for weight, variable in zip(model.get_weights(), model.weights):
        low = 0.5 if "variance" in variable.name else -0.8
        weights.append(random.uniform(low, 0.8, weight.shape).astype(weight.dtype))
    model.set_weights(weights)


def save(name, model):
    random = np.random.default_rng(7)
    seeded(model, random)
    is_text = name.endswith("lstm") and len(model.inputs[0].shape) == 2
    inputs = []
    for one in model.inputs:
        shape = (3, *one.shape[1:])
        values = random.integers(0, 9, shape) if is_text else random.uniform(-1, 1, shape)
        inputs.append(values.astype("float32"))
    outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    file = "".join(letter if letter.isalnum() else "_" for letter in name)
    base = os.path.join(FOLDER, file)
    files = [f"{file}.h5"]
    model.save(f"{base}.h5")
    if sys.argv[1] == "keras":
        model.save(f"{base}.keras")
        model.save_weights(f"{base}.weights.h5")
        write_safetensors(f"{base}.safetensors", {one.path: np.asarray(one) for one in model.weights})
        files += [f"{file}.keras", f"{file}.weights.h5", f"{file}.safetensors"]
    else:
        model.save_weights(f"{base}.w.h5")
        files += [f"{file}.w.h5"]
    return {"name": name, "files": files, "inputs": [listed(one) for one in inputs], "outputs": [listed(one) for one in outputs]}


def main():
    saved = [save(name, make()) for name, make in models(keras).items()]
    with open(os.path.join(FOLDER, "saved.json"), "w") as file:
        json.dump({"version": keras.__version__, "models": saved}, file)


main()
