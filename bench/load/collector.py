"""What the node under test says, with the middleware's own times of arrival."""

import threading

from diagnostic_msgs.msg import DiagnosticArray
from rclpy.executors import ExternalShutdownException, SingleThreadedExecutor
from rclpy.qos import QoSProfile
from rclpy.serialization import deserialize_message
from vljepa.msg import WorldState

QUEUE = 10_000


class Collector:
    """Subscribed to world states and diagnostics, in a thread of its own."""

    def __init__(self, node, topic):
        self._states = []
        self._diagnostics = {}
        # Kept serialized until the end: reading 384 numbers each takes time from what is measured.
        # The middleware stamps a message's arrival itself, however late this thread is.
        node.create_subscription(
            WorldState,
            topic,
            lambda data, info: self._states.append((data, info["received_timestamp"])),
            QoSProfile(depth=QUEUE),
            raw=True,
        )
        node.create_subscription(DiagnosticArray, "/diagnostics", self._diagnose, 10)
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

    def _diagnose(self, message):
        for status in message.status:
            task = status.name.partition(": ")[2]
            self._diagnostics[task] = {pair.key: pair.value for pair in status.values}

    @property
    def diagnostics(self):
        """The newest values of each task."""
        return self._diagnostics

    def states(self):
        """Each state's camera, stamp of its newest frame, and time of arrival, both in ns."""
        found = []
        for data, arrived_ns in self._states:
            state = deserialize_message(data, WorldState)
            stamp = state.header.stamp
            found.append((state.camera, stamp.sec * 1_000_000_000 + stamp.nanosec, arrived_ns))
        return found
