"""Writes the small files of real Keras that the tests of @cb/checkpoint read.

python fixtures.py keras|tf_keras FOLDER
"""

import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import h5py
import numpy as np

if sys.argv[1] == "keras":
    import keras
else:
    import tf_keras as keras

from safetensors_numpy import write_safetensors

FOLDER = sys.argv[2]
VERSION = f"{sys.argv[1]}-{keras.__version__}"
L = keras.layers


def listed(values):
    return {"shape": list(values.shape), "data": [float(one) for one in values.flatten()]}


def small_model():
    x = keras.Input((4, 2), name="series")
    memory = L.LSTM(2, recurrent_initializer="glorot_uniform", name="memory")
    inner = keras.Sequential([keras.Input((4, 2)), memory, L.BatchNormalization(name="within"), L.Dense(2, activation="tanh", name="deep")], name="inner")
    y = L.BatchNormalization(name="normal")(inner(x))
    outputs = [L.Dense(1, name="one")(y), L.Dense(2, name="two", activation="softmax")(y)]
    model = keras.Model(x, outputs, name="small")
    losses = ["mean_squared_error", "categorical_crossentropy"]
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss=losses, metrics=[["mae"], ["accuracy"]])
    return model


def path(ending):
    return os.path.join(FOLDER, f"{VERSION}{ending}")


def main():
    keras.utils.set_random_seed(1)
    random = np.random.default_rng(1)
    model = small_model()
    x = random.uniform(-1, 1, (6, 4, 2)).astype("float32")
    y = [random.uniform(-1, 1, (6, 1)).astype("float32"), np.eye(2, dtype="float32")[[0, 1, 0, 1, 1, 0]]]
    for _ in range(2):
        model.train_on_batch(x, y)
    if sys.argv[1] == "keras":
        model.save(path(".keras"))
        model.save_weights(path(".weights.h5"))
        write_safetensors(path(".safetensors"), {one.path: np.asarray(one) for one in model.weights})
        hostile()
    model.save(path(".h5"))
    before = [listed(one) for one in model.predict(x, verbose=0)]
    model.train_on_batch(x, y)
    after = [listed(one) for one in model.predict(x, verbose=0)]
    said = {"keras": VERSION, "inputs": listed(x), "targets": [listed(one) for one in y], "predictions": before, "afterAStep": after}
    with open(path(".json"), "w") as file:
        json.dump(said, file)
        file.write("\n")


def hostile():
    with h5py.File(os.path.join(FOLDER, "external.h5"), "w", libver="latest") as file:
        file.attrs["layer_names"] = ["dense"]
        group = file.create_group("dense")
        group.attrs["weight_names"] = ["kernel"]
        group.create_dataset("kernel", (4,), "float32", external=[("/dev/urandom", 0, 16)])
    with h5py.File(os.path.join(FOLDER, "virtual.h5"), "w", libver="latest") as file:
        layout = h5py.VirtualLayout((4,), "float32")
        layout[:] = h5py.VirtualSource("other.h5", "kernel", (4,))
        file.create_virtual_dataset("kernel", layout)
    with h5py.File(os.path.join(FOLDER, "compressed.h5"), "w", libver="latest") as file:
        file.attrs["layer_names"] = ["dense"]
        group = file.create_group("dense")
        group.attrs["weight_names"] = ["kernel"]
        group.create_dataset("kernel", data=np.arange(64, dtype="float32"), compression="gzip")


main()
