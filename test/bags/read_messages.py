"""Prints the messages of an MCAP file as JSON lines, read with a library that is not the program's.

A number that JSON does not know is a string, "nan" for one.
"""

import json
import math
import sys
from pathlib import Path

import numpy
from rosbags.highlevel import AnyReader


def plain(value: object) -> object:
    if isinstance(value, numpy.ndarray):
        return value.tolist()
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    fields = getattr(value, '__dataclass_fields__', None)
    return {name: plain(getattr(value, name)) for name in fields} if fields else value


with AnyReader([Path(sys.argv[1])]) as reader:
    for connection, log_ns, raw in reader.messages():
        line = {
            'topic': connection.topic,
            'type': connection.msgtype,
            'log_ns': str(log_ns),
            'message': plain(reader.deserialize(raw, connection.msgtype)),
        }
        print(json.dumps(line, allow_nan=False))
