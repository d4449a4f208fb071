"""The safetensors format, as its specification says."""

import json
import struct

import numpy as np

DTYPES = {"F32": np.float32, "I32": np.int32, "I64": np.int64}


def read_safetensors(path):
    with open(path, "rb") as file:
        data = file.read()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    header.pop("__metadata__", None)
    body = data[8 + length :]
    return {
        name: np.frombuffer(body[slice(*one["data_offsets"])], DTYPES[one["dtype"]]).reshape(one["shape"])
        for name, one in header.items()
    }


def write_safetensors(path, arrays):
    header, body = {}, b""
    for name, one in sorted(arrays.items()):
        end = len(body) + one.nbytes
        header[name] = {"dtype": "F32", "shape": list(one.shape), "data_offsets": [len(body), end]}
        body += np.ascontiguousarray(one, np.float32).tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)
