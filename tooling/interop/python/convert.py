"""Converts what TensorFlow.js wrote into files of Keras, with the converter of TensorFlow.js.

python convert.py FOLDER: FOLDER has jobs.json; of each job, a directory of the name that `file` has without its ending.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
from tensorflowjs.converters.converter import convert

FOLDER = sys.argv[1]


def main():
    with open(os.path.join(FOLDER, "jobs.json")) as file:
        jobs = json.load(file)
    for job in jobs:
        path = os.path.join(FOLDER, job["file"])
        model = os.path.join(os.path.splitext(path)[0], "model.json")
        convert(["--input_format=tfjs_layers_model", "--output_format=keras", model, path])


main()
