"""Saves and loads a model in Keras's files, and says how many milliseconds that took.

python keras_files.py FOLDER UNITS LAYERS: answers lines such as "save .keras" and "load .weights.h5".
"""

import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras

from answers import milliseconds, serve

FOLDER, UNITS, LAYERS = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])

dense = [keras.layers.Dense(UNITS, use_bias=False) for _ in range(LAYERS)]
model = keras.Sequential([keras.Input((UNITS,)), *dense])
model.compile(optimizer="sgd", loss="mean_squared_error")


def run(action, ending):
    path = os.path.join(FOLDER, f"keras{ending}")
    if ending == ".weights.h5":
        return model.save_weights(path) if action == "save" else model.load_weights(path)
    return model.save(path) if action == "save" else keras.models.load_model(path)


serve(lambda action, ending: milliseconds(run, action, ending))
