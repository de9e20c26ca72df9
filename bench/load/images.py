"""Serialized image messages that only need a stamp."""

import struct

import cv2
import numpy as np
from pictures import pictures, still_pictures
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

    def __init__(self, width, height, encoding, still, seed):
        make = still_pictures if still else pictures
        scene = make(PICTURES, width, height, seed)
        self.type = CompressedImage if encoding == "jpeg" else Image
        messages = [jpeg(rgb) if encoding == "jpeg" else raw(rgb, encoding) for rgb in scene]
        self._buffers = [bytearray(serialize_message(message)) for message in messages]
        self.bytes_each = sum(map(len, self._buffers)) / PICTURES

    def stamped(self, index, stamp_ns):
        buffer = self._buffers[index % PICTURES]
        struct.pack_into("<iI", buffer, STAMP_OFFSET, *divmod(stamp_ns, 1_000_000_000))
        return bytes(buffer)


def raw(rgb, encoding):
    height, width, _ = rgb.shape
    pixels = {"rgb8": lambda: rgb, "bayer_rggb8": lambda: mosaic(rgb), "nv12": lambda: nv12(rgb)}
    data = pixels[encoding]()
    step = width * 3 if encoding == "rgb8" else width
    message = Image(height=height, width=width, encoding=encoding, step=step)
    message.header.frame_id = "camera_optical_frame"
    message.data.frombytes(data.tobytes())
    return message


def mosaic(rgb):
    """What a sensor behind a Bayer filter sees: red, green / green, blue; uint8 [height, width]."""
    out = rgb[..., 1].copy()
    out[0::2, 0::2] = rgb[0::2, 0::2, 0]
    out[1::2, 1::2] = rgb[1::2, 1::2, 2]
    return out


def nv12(rgb):
    """4:2:0: luma, then U and V in turns at half size; uint8 [height * 3 / 2, width]."""
    height, width, _ = rgb.shape
    planes = cv2.cvtColor(rgb, cv2.COLOR_RGB2YUV_I420)
    half = (height // 2, width // 2)
    u, v = (part.reshape(half) for part in np.split(planes[height:].reshape(-1), 2))
    return np.vstack([planes[:height], np.dstack([u, v]).reshape(height // 2, width)])


def jpeg(rgb):
    quality = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    encoded = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), quality)[1]
    message = CompressedImage(format="rgb8; jpeg compressed bgr8")
    message.header.frame_id = "camera_optical_frame"
    message.data.frombytes(encoded.tobytes())
    return message
