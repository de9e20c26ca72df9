"""Writes a rosbag2 folder from a description on stdin, with a library that is not the program's.

{"path", "storage": "mcap" | "sqlite3", "compression": "" | "message" | "file" | "storage",
 "topics": [{"name", "type", "frame_id", "width", "height", "step", "encoding", "format",
             "messages": [[log_ns, stamp_ns, file], ...]}]}
Messages are written in the order in which the topics list them, topic after topic.
"""

import json
import sys
from pathlib import Path

import numpy
from rosbags.rosbag2 import CompressionFormat, CompressionMode, StoragePlugin, Writer
from rosbags.typesys import Stores, get_typestore

STORE = get_typestore(Stores.ROS2_JAZZY)
TYPES = STORE.types


def message(topic: dict, stamp_ns: int, data: bytes) -> object:
    stamp = TYPES['builtin_interfaces/msg/Time'](stamp_ns // 10**9, stamp_ns % 10**9)
    header = TYPES['std_msgs/msg/Header'](stamp, topic['frame_id'])
    pixels = numpy.frombuffer(data, numpy.uint8)
    if topic['type'] == 'sensor_msgs/msg/Image':
        return TYPES[topic['type']](
            header,
            topic['height'],
            topic['width'],
            topic['encoding'],
            0,
            topic['step'],
            pixels,
        )
    if topic['type'] == 'sensor_msgs/msg/CompressedImage':
        return TYPES[topic['type']](header, topic['format'], pixels)
    return TYPES['std_msgs/msg/String'](data.decode())


def main() -> None:
    bag = json.load(sys.stdin)
    writer = Writer(Path(bag['path']), version=9, storage_plugin=StoragePlugin[bag['storage'].upper()])
    if bag['compression']:
        writer.set_compression(CompressionMode[bag['compression'].upper()], CompressionFormat.ZSTD)
    with writer:
        for topic in bag['topics']:
            connection = writer.add_connection(topic['name'], topic['type'], typestore=STORE)
            for log_ns, stamp_ns, file in topic['messages']:
                data = message(topic, stamp_ns, Path(file).read_bytes())
                writer.write(connection, log_ns, STORE.serialize_cdr(data, topic['type']))


main()
