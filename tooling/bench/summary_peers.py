"""Writes scalars and histograms with the writers of PyPI when it is told to, and says how many milliseconds that took.

Reads lines such as "tensorboardX scalars 1000 FOLDER" and "np.histogram histogram 30 FOLDER"; prints "ready" first.
"""

import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorboardX
import tensorflow as tf


def tensorboardx(kind, count, folder):
    writer = tensorboardX.SummaryWriter(folder, write_to_disk=True)
    if kind == "scalars":
        for step in range(count):
            writer.add_scalar("loss", step * 0.5, step)
    else:
        writer.add_histogram("values", values(), 0, bins=count)
    writer.close()


def tf_summary(kind, count, folder):
    writer = tf.summary.create_file_writer(folder)
    with writer.as_default():
        if kind == "scalars":
            for step in range(count):
                tf.summary.scalar("loss", step * 0.5, step=step)
        else:
            tf.summary.histogram("values", values(), step=0, buckets=count)
    writer.close()


def np_histogram(kind, count, folder):
    np.histogram(values(), bins=count)


made = []


def values():
    """Ten million floats, made once."""
    if not made:
        made.append(np.random.default_rng(1).standard_normal(10_000_000, dtype=np.float32))
    return made[0]


PEERS = {"tensorboardX": tensorboardx, "tf.summary": tf_summary, "np.histogram": np_histogram}

print("ready", flush=True)
for line in sys.stdin:
    peer, kind, count, folder = line.split(maxsplit=3)
    if kind == "histogram":
        values()
    begin = time.perf_counter()
    PEERS[peer](kind, int(count), folder.strip())
    print((time.perf_counter() - begin) * 1000, flush=True)
