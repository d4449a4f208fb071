"""Loads what TensorFlow.js wrote into real Keras, and says how far the predictions differ.

python load.py keras|tf_keras JOBS: JOBS is a folder with jobs.json, and gets results.json.
"""

import json
import os
import sys
import traceback

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np

if sys.argv[1] == "keras":
    import keras
else:
    import tf_keras as keras

from safetensors_numpy import read_safetensors

FOLDER = sys.argv[2]


def array(values):
    return np.array(values["data"], values["dtype"]).reshape(values["shape"])


def scrambled(path):
    model = keras.models.load_model(path, compile=False)
    model.set_weights([np.full_like(one, 0.123) for one in model.get_weights()])
    return model


def load(job):
    path = os.path.join(FOLDER, job["file"])
    if job["architecture"] is None:
        return keras.models.load_model(path)
    model = scrambled(os.path.join(FOLDER, job["architecture"]))
    if path.endswith(".safetensors"):
        stored = read_safetensors(path)
        # In the order of the layers, because TensorFlow.js and Keras number unnamed layers differently.
        assert [name.split("/")[-1] for name in stored] == [one.path.split("/")[-1] for one in model.weights]
        model.set_weights(list(stored.values()))
    else:
        model.load_weights(path)
    return model


def run(job):
    model = load(job)
    inputs = [array(one) for one in job["inputs"]]
    if "train" in job:
        batch = [[array(one) for one in side] for side in job["train"]]
        model.train_on_batch(*[side if len(side) > 1 else side[0] for side in batch])
    outputs = model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0)
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    expected = [array(one) for one in job["outputs"]]
    assert len(outputs) == len(expected), (len(outputs), len(expected))
    return max(float(np.max(np.abs(a - b))) for a, b in zip(outputs, expected))


def main():
    with open(os.path.join(FOLDER, "jobs.json")) as file:
        jobs = json.load(file)
    results = []
    for job in jobs:
        try:
            results.append({"difference": run(job)})
        except Exception:
            results.append({"error": traceback.format_exc()[-1500:]})
    with open(os.path.join(FOLDER, "results.json"), "w") as file:
        json.dump(results, file)


main()
