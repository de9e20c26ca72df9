"""ROS image messages -> the X-Encoder's input, with native OpenCV on one thread."""

import cv2
import numpy as np
from sensor_msgs.msg import CompressedImage

cv2.setNumThreads(1)

INTERPOLATIONS = {
    "linear": cv2.INTER_LINEAR,
    "area": cv2.INTER_AREA,
    "cubic": cv2.INTER_CUBIC,
}


# What OpenCV decompresses a JPEG to: all of it, or a part of its size by its own transform.
REDUCED = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}
# To RGB, each by a conversion at full size; bytes of a row and rows.
CONVERTED = {
    "bayer_rggb8": (cv2.COLOR_BayerBG2BGR, 1, 1),
    "nv12": (cv2.COLOR_YUV2BGR_NV12, 1, 1.5),
}


def picture(message, reduced=1):
    """Pixels [height, width, 3], uint8, and their colour order, `rgb` or `bgr`.

    Raw pixels are a view on the message, rows and padding as they are. `reduced` divides the size of a
    JPEG: 1, 2, 4 or 8.
    """
    if isinstance(message, CompressedImage):
        data = np.frombuffer(message.data, np.uint8)
        pixels = cv2.imdecode(data, REDUCED[reduced] | cv2.IMREAD_IGNORE_ORIENTATION)
        if pixels is None:
            raise ValueError(f'cannot decompress an image of format "{message.format}"')
        return pixels, "bgr"
    if message.encoding in CONVERTED:
        code, channels, rows = CONVERTED[message.encoding]
        shape = (int(message.height * rows), message.width * channels)
        data = np.ndarray(shape, np.uint8, message.data, strides=(message.step, 1))
        return cv2.cvtColor(data, code), "bgr"
    if message.encoding not in ("rgb8", "bgr8"):
        known = ", ".join(["rgb8", "bgr8", *CONVERTED])
        raise ValueError(f'expected one of {known}, got "{message.encoding}"')
    shape = (message.height, message.width, 3)
    pixels = np.ndarray(shape, np.uint8, message.data, strides=(message.step, 3, 1))
    return pixels, message.encoding[:3]


class Preparer:
    """Resizes and normalises as pack.yaml's `x_encoder.image` says. Buffers are used again."""

    def __init__(self, spec):
        if spec["resize"] != "stretch" or spec["crop"] != "none":
            raise ValueError("the peer reads packs that stretch the picture and do not crop")
        self._size = (spec["width"], spec["height"])
        self._interpolation = INTERPOLATIONS[spec["interpolation"]]
        self._channels = spec["channels"]
        # (x - mean) / std = x * scale - offset
        std = np.asarray(spec["std"], np.float32)
        self._scale = 1 / std
        self._offset = np.asarray(spec["mean"], np.float32) / std
        self._small = np.empty((spec["height"], spec["width"], 3), np.uint8)
        self._plane = np.empty((spec["height"], spec["width"]), np.uint8)
        self._planes = np.empty((1, 3, spec["height"], spec["width"]), np.float32)

    def reduction(self, width, height):
        """The most that a JPEG's size may be divided by, and still be no smaller than wanted."""
        return max(
            by for by in REDUCED if width // by >= self._size[0] and height // by >= self._size[1]
        )

    def prepare(self, pixels, order):
        """float32 [1, 3, height, width], valid until the next call."""
        small = cv2.resize(pixels, self._size, dst=self._small, interpolation=self._interpolation)
        for channel, colour in enumerate(self._channels):
            cv2.extractChannel(small, order.index(colour), self._plane)
            plane = self._planes[0, channel]
            np.multiply(self._plane, self._scale[channel], out=plane)
            plane -= self._offset[channel]
        return self._planes
