"""Serialized image messages that only need a stamp."""

import struct

import cv2
from pictures import pictures
from rclpy.serialization import serialize_message
from sensor_msgs.msg import CompressedImage, Image

PICTURES = 8
JPEG_QUALITY = 90
# CDR: four bytes of encapsulation, then the header's stamp, int32 and uint32.
STAMP_OFFSET = 4


class StampedImages:
    """A few pictures in a loop, each time with another stamp.

    They are serialized once: a publisher that prepares every message anew would take its time from
    the program that is measured.
    """

    def __init__(self, width, height, compressed, seed):
        scene = pictures(PICTURES, width, height, seed)
        self.type = CompressedImage if compressed else Image
        messages = [jpeg(rgb) if compressed else raw(rgb) for rgb in scene]
        self._buffers = [bytearray(serialize_message(message)) for message in messages]
        self.bytes_each = sum(map(len, self._buffers)) / PICTURES

    def stamped(self, index, stamp_ns):
        buffer = self._buffers[index % PICTURES]
        struct.pack_into("<iI", buffer, STAMP_OFFSET, *divmod(stamp_ns, 1_000_000_000))
        return bytes(buffer)


def raw(rgb):
    height, width, channels = rgb.shape
    message = Image(height=height, width=width, encoding="rgb8", step=width * channels)
    message.header.frame_id = "camera_optical_frame"
    message.data.frombytes(rgb.tobytes())
    return message


def jpeg(rgb):
    quality = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    encoded = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), quality)[1]
    message = CompressedImage(format="rgb8; jpeg compressed bgr8")
    message.header.frame_id = "camera_optical_frame"
    message.data.frombytes(encoded.tobytes())
    return message
