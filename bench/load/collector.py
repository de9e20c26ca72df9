"""What the node under test publishes, with the middleware's own times of arrival."""

import threading

from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.qos import QoSProfile
from rclpy.serialization import deserialize_message
from vljepa.msg import Metrics, WorldState

QUEUE = 10_000


class Collector:
    """Subscribed to world states and metrics, in a thread of its own."""

    def __init__(self, node, topic, metrics_topic=None):
        self._states = []
        self._metrics = None
        # Kept serialized until the end: reading 384 numbers each takes time from what is measured.
        # The middleware stamps a message's arrival itself, however late this thread is.
        node.create_subscription(
            WorldState,
            topic,
            lambda data, info: self._states.append(
                (data, info["source_timestamp"], info["received_timestamp"])
            ),
            QoSProfile(depth=QUEUE),
            raw=True,
        )
        if metrics_topic is not None:
            node.create_subscription(Metrics, metrics_topic, self._keep_metrics, 10)
        self._executor = SingleThreadedExecutor()
        self._executor.add_node(node)
        self._thread = threading.Thread(target=self._spin, daemon=True)
        self._thread.start()

    def close(self):
        self._executor.shutdown()
        self._thread.join()

    def _spin(self):
        try:
            self._executor.spin()
        except ExternalShutdownException:
            pass

    def _keep_metrics(self, message):
        # What an inactive node has not measured is NaN, which JSON does not have.
        if message.active:
            self._metrics = message

    @property
    def metrics(self):
        """What bench/measurement.ts reads of the newest metrics; None where none came."""
        if self._metrics is None:
            return None
        return {
            "event_loop_delay_max_ms": self._metrics.event_loop_delay_max_ms,
            "cameras": [
                {
                    "camera": camera.camera,
                    "frames": camera.frames,
                    "encodings_computed": camera.encodings_computed,
                    "encodings_reused": camera.encodings_reused,
                    "stages": [
                        {"stage": stage.stage, "p50_ms": stage.p50_ms} for stage in camera.stages
                    ],
                }
                for camera in self._metrics.cameras
            ],
        }

    def states(self):
        """Each state's camera, stamp of its newest frame, times of publishing and arrival, and latency.

        All in ns; the latency is the system's own, from receiving the frame to publishing.
        """
        found = []
        for data, sent_ns, arrived_ns in self._states:
            state = deserialize_message(data, WorldState)
            stamp = state.header.stamp
            stamp_ns = stamp.sec * 1_000_000_000 + stamp.nanosec
            latency_ns = round(state.latency * 1e9)
            found.append((state.camera, stamp_ns, arrived_ns, sent_ns, latency_ns))
        return found
