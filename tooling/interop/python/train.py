"""Trains models of real Keras for three steps, writes them, and says what a fourth step makes of them.

python train.py keras|tf_keras FOLDER
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

FOLDER = sys.argv[2]
L, O = keras.layers, keras.optimizers
OPTIMIZERS = {
    "SGD": lambda: O.SGD(0.1),
    "momentum": lambda: O.SGD(0.1, momentum=0.8),
    "Nesterov momentum": lambda: O.SGD(0.1, momentum=0.8, nesterov=True),
    "Adagrad": lambda: O.Adagrad(0.1, initial_accumulator_value=0.2),
    "RMSprop": lambda: O.RMSprop(0.01, rho=0.8),
    "RMSprop with momentum": lambda: O.RMSprop(0.01, rho=0.8, momentum=0.5),
    "Adam": lambda: O.Adam(0.02, beta_1=0.8, beta_2=0.99),
    "Adamax": lambda: O.Adamax(0.02, beta_1=0.8, beta_2=0.99),
}


def listed(values):
    return {"shape": list(values.shape), "data": [float(one) for one in values.flatten()]}


def model_of_two_outputs(optimizer):
    fixed = L.Dense(3)
    fixed.trainable = False
    inner = keras.Sequential([keras.Input((4,)), L.Dense(3, use_bias=False), L.BatchNormalization(), fixed])
    x = keras.Input((4,))
    y = inner(x)
    model = keras.Model(x, [L.Dense(2, name="first")(y), L.Dense(1, name="second")(L.Dense(2)(y))])
    model.compile(optimizer=optimizer, loss=["mean_squared_error", "mean_absolute_error"], metrics=[["mae"], ["mse"]])
    return model


def main():
    keras.utils.set_random_seed(3)
    random = np.random.default_rng(3)
    x = random.uniform(-1, 1, (8, 4)).astype("float32")
    y = [random.uniform(-1, 1, (8, units)).astype("float32") for units in (2, 1)]
    saved = []
    for name, make in OPTIMIZERS.items():
        model = model_of_two_outputs(make())
        for _ in range(3):
            model.train_on_batch(x, y)
        file = name.replace(" ", "_")
        # The archive first: Keras 3.15 forgets the optimizer of a model that was saved as HDF5.
        files = ([f"{file}.keras"] if sys.argv[1] == "keras" else []) + [f"{file}.h5"]
        for one in files:
            model.save(os.path.join(FOLDER, one))
        model.train_on_batch(x, y)
        saved.append({"name": name, "files": files, "outputs": [listed(one) for one in model.predict(x, verbose=0)]})
    batch = {"inputs": [listed(x)], "targets": [listed(one) for one in y]}
    with open(os.path.join(FOLDER, "saved.json"), "w") as file:
        json.dump({"version": keras.__version__, "models": saved, **batch}, file)


main()
