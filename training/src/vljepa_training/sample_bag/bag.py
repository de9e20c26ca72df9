"""Writes rosbag2 bags without ROS, message definitions embedded."""

import shutil
from pathlib import Path

import numpy as np
from rosbags.interfaces import (
    Qos,
    QosDurability,
    QosHistory,
    QosLiveliness,
    QosReliability,
    QosTime,
)
from rosbags.rosbag2 import StoragePlugin, Writer
from rosbags.typesys import Stores, get_typestore

FRAME_ID = 'camera_optical_frame'
START_NS = 1_760_000_000 * 10**9
STORE = get_typestore(Stores.ROS2_JAZZY)
FOREVER = QosTime(9223372036, 854775807)
RELIABLE = Qos(
    QosHistory.KEEP_LAST,
    10,
    QosReliability.RELIABLE,
    QosDurability.VOLATILE,
    FOREVER,
    FOREVER,
    QosLiveliness.AUTOMATIC,
    FOREVER,
    False,
)


def header(stamp_ns: int):
    time = STORE.types['builtin_interfaces/msg/Time'](*divmod(stamp_ns, 10**9))
    return STORE.types['std_msgs/msg/Header'](time, FRAME_ID)


def compressed_image(stamp_ns: int, file: bytes):
    """A `sensor_msgs/CompressedImage` of a JPEG file."""
    data = np.frombuffer(file, np.uint8)
    kind = STORE.types['sensor_msgs/msg/CompressedImage']
    return kind(header(stamp_ns), 'rgb8; jpeg compressed bgr8', data)


def raw_image(stamp_ns: int, pixels: np.ndarray):
    """A `sensor_msgs/Image` of encoding rgb8 from pixels [H, W, 3]."""
    height, width, _ = pixels.shape
    kind = STORE.types['sensor_msgs/msg/Image']
    return kind(header(stamp_ns), height, width, 'rgb8', 0, 3 * width, pixels.reshape(-1))


def log_times(stamps_ns: list[int], rng) -> list[int]:
    """When a recorder would have received each message: some milliseconds late, in order."""
    late = 4e6 + rng.gamma(2.0, 3e6, len(stamps_ns))
    return [int(t) for t in np.maximum.accumulate(np.array(stamps_ns) + late.astype(np.int64))]


def write_bag(folder: Path, storage: StoragePlugin, topic: str, messages: list, seed: int) -> None:
    """Writes `messages` of one type to a new bag; a bag that is there already is replaced.

    Raises FileExistsError where `folder` is there and holds no bag.
    """
    if (folder / 'metadata.yaml').exists():
        shutil.rmtree(folder)
    elif folder.exists():
        raise FileExistsError(f'{folder} is there and is not a bag: name another folder')
    times = log_times(
        [m.header.stamp.sec * 10**9 + m.header.stamp.nanosec for m in messages],
        np.random.default_rng([seed, 2_000]),
    )
    kind = messages[0].__msgtype__
    with Writer(folder, version=9, storage_plugin=storage) as writer:
        connection = writer.add_connection(
            topic, kind, typestore=STORE, offered_qos_profiles=[RELIABLE]
        )
        for time, message in zip(times, messages, strict=True):
            writer.write(connection, time, STORE.serialize_cdr(message, kind))
