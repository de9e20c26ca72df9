"""A benchmark's cameras and its listener: publishes stamped images, collects the world states.

    python3 bench/load/main.py '{"cameras": [...], ...}'    see bench/turn.ts, which starts it

Prints one JSON document a line: {"event": "matched"}, "measuring", "measured", and last "result".
"""

import json
import sys
import time

import rclpy
from collector import Collector
from images import StampedImages
from rclpy.node import Node
from rclpy.qos import HistoryPolicy, QoSProfile, ReliabilityPolicy

MATCH_SECONDS = 60
# How long a state may come after the last frame.
DRAIN_SECONDS = 1.5


def say(event, **values):
    print(json.dumps({"event": event, **values}), flush=True)


class Cameras:
    """Publishes each camera's images at a maximum rate; late images are not caught up."""

    def __init__(self, node, load):
        qos = QoSProfile(
            history=HistoryPolicy.KEEP_LAST,
            depth=1,
            reliability=ReliabilityPolicy[load["reliability"].upper()],
        )
        look = load["width"], load["height"], load["encoding"], load["still"]
        self._period = 1 / load["rateHz"]
        self._cameras = []
        for seed, camera in enumerate(load["cameras"]):
            images = StampedImages(*look, seed)
            publisher = node.create_publisher(images.type, camera["topic"], qos)
            self._cameras.append((camera["name"], images, publisher))
        # Cameras that trigger one after the other share the period evenly.
        self._apart = self._period / len(self._cameras) if load["apart"] else 0
        self._published = 0

    @property
    def bytes_each(self):
        return self._cameras[0][1].bytes_each

    def matched(self):
        return all(publisher.get_subscription_count() > 0 for _, _, publisher in self._cameras)

    def publish(self, seconds):
        """Publishes for that long; (camera, stamp in ns) of each image."""
        published = []
        due = time.monotonic()
        end = due + seconds
        while due < end:
            for index, (name, images, publisher) in enumerate(self._cameras):
                time.sleep(max(0, due + index * self._apart - time.monotonic()))
                stamp_ns = time.time_ns()
                publisher.publish(images.stamped(self._published, stamp_ns))
                published.append((name, stamp_ns))
            self._published += 1
            due = max(due + self._period, time.monotonic())
        return published


def wait(condition, seconds, what):
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            sys.exit(f"expected {what} within {seconds} s; none came")
        time.sleep(0.02)


def main():
    load = json.loads(sys.argv[1])
    rclpy.init(args=[])
    node = Node("bench_load")
    topic = load["worldStates"]
    cameras = Cameras(node, load)
    collector = Collector(node, topic, load.get("metrics"))
    wait(cameras.matched, MATCH_SECONDS, "a subscription for every camera")
    wait(lambda: node.count_publishers(topic) > 0, MATCH_SECONDS, f"a publisher of {topic}")
    say("matched")
    cameras.publish(load["warmupSeconds"])
    say("measuring")
    start_ns = time.time_ns()
    published = cameras.publish(load["seconds"])
    end_ns = time.time_ns()
    say("measured")
    time.sleep(DRAIN_SECONDS)
    collector.close()
    say(
        "result",
        startNs=str(start_ns),
        endNs=str(end_ns),
        bytesEach=cameras.bytes_each,
        published=[(name, str(stamp_ns)) for name, stamp_ns in published],
        states=[(name, *map(str, times)) for name, *times in collector.states()],
        metrics=collector.metrics,
    )
    rclpy.try_shutdown()


if __name__ == "__main__":
    main()
