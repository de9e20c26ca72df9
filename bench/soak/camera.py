"""One camera of the soak test, a process of its own, so that it can be killed.

    python3 bench/soak/camera.py '{"topic": "/a/image_raw", "width": 320, ...}'    see bench/soak/cameras.ts

Publishes until it is ended: pictures that stand still for some seconds and then move for some.
"""

import json
import struct
import sys
import time

import cv2
import numpy as np
import rclpy
from rclpy.node import Node
from rclpy.qos import qos_profile_sensor_data
from rclpy.serialization import serialize_message
from sensor_msgs.msg import CompressedImage, Image

PICTURES = 8
STILL_SECONDS = 4
MOVING_SECONDS = 3
# CDR: four bytes of encapsulation, then the header's stamp, int32 and uint32.
STAMP_OFFSET = 4


def pictures(width, height, seed):
    """A square that moves over a coloured background, uint8 [PICTURES, height, width, 3]."""
    random = np.random.default_rng(seed)
    coarse = random.integers(40, 216, (4, 6, 3)).astype(np.uint8)
    background = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    side = max(2, height // 4)
    for index in range(PICTURES):
        picture = background.copy()
        left = index * max(0, width - side) // (PICTURES - 1)
        picture[height // 3 : height // 3 + side, left : left + side] = random.integers(0, 256, 3)
        yield picture


def message(picture, encoding):
    if encoding == 'jpeg':
        encoded = cv2.imencode('.jpg', picture)[1]
        image = CompressedImage(format='jpeg')
        image.data.frombytes(encoded.tobytes())
        return image
    if encoding == 'mono8':
        picture = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)[..., None]
    height, width, channels = picture.shape
    image = Image(height=height, width=width, encoding=encoding, step=width * channels)
    image.data.frombytes(picture.tobytes())
    return image


def main():
    camera = json.loads(sys.argv[1])
    rclpy.init(args=[])
    node = Node('soak_camera')
    compressed = camera['encoding'] == 'jpeg'
    topic = camera['topic'] + ('/compressed' if compressed else '')
    scene = pictures(camera['width'], camera['height'], camera['seed'])
    buffers = [
        bytearray(serialize_message(message(picture, camera['encoding']))) for picture in scene
    ]
    kind = CompressedImage if compressed else Image
    publisher = node.create_publisher(kind, topic, qos_profile_sensor_data)
    period = 1 / camera['rateHz']
    start = due = time.monotonic()
    index = 0
    while rclpy.ok():
        time.sleep(max(0, due - time.monotonic()))
        seconds = time.monotonic() - start
        if seconds % (STILL_SECONDS + MOVING_SECONDS) > STILL_SECONDS:
            index += 1
        buffer = buffers[index % PICTURES]
        stamp = time.time_ns() + int(camera['offsetSeconds'] * 1e9)
        struct.pack_into('<iI', buffer, STAMP_OFFSET, *divmod(stamp, 1_000_000_000))
        publisher.publish(bytes(buffer))
        due = max(due + period, time.monotonic())


if __name__ == '__main__':
    main()
