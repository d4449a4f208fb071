"""Writes scalars and histograms with the writers of PyPI, and says how many milliseconds that took.

Answers lines such as "tensorboardX scalars 1000 FOLDER" and "np.histogram histogram 30 FOLDER".
"""

import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorboardX
import tensorflow as tf

from answers import milliseconds, serve


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


def answer(peer, kind, count, folder):
    if kind == "histogram":
        values()
    return milliseconds(PEERS[peer], kind, int(count), folder)


serve(answer)
