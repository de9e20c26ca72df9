"""The newest frame of each camera, handed from the executor's thread to the worker."""

import threading


class NewestFrames:
    """Newest wins: a frame that nobody took is replaced by the next one of its camera.

    Cameras are served in the order in which they began to wait, so that none starves.
    """

    def __init__(self):
        self._frames = {}
        self._changed = threading.Condition()
        self._closed = False

    def put(self, camera, frame):
        with self._changed:
            # A dict keeps the place of a key whose value is replaced.
            self._frames[camera] = frame
            self._changed.notify()

    def take(self):
        """Blocks; (camera, frame), or None once closed."""
        with self._changed:
            while not self._frames and not self._closed:
                self._changed.wait()
            if self._closed:
                return None
            camera = next(iter(self._frames))
            return camera, self._frames.pop(camera)

    def close(self):
        with self._changed:
            self._closed = True
            self._changed.notify()
