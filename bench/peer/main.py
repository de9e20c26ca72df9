"""The rclpy node that a user would write instead: cameras in, a world state for every window.

One subscription per camera, depth 1; the executor's thread only swaps the newest frame, a worker
thread decompresses, prepares, infers and publishes on /peer/world_state.

    scripts/with-ros python3 bench/peer/main.py --camera front /front/image_raw raw
"""

import argparse
import array
import gc
import sys
import threading
import time
from pathlib import Path

import rclpy
from images import picture
from model import Model
from newest import NewestFrames
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node
from rclpy.qos import HistoryPolicy, QoSProfile, ReliabilityPolicy
from sensor_msgs.msg import CompressedImage, Image
from stages import Stages
from vljepa.msg import WorldState

TYPES = {"raw": Image, "compressed": CompressedImage}
NANO = Path(__file__).resolve().parents[2] / "models" / "nano"


class Peer(Node):
    def __init__(self, model, cameras, reliability, tuned):
        super().__init__("peer")
        self._tuned = tuned
        # By camera: what its JPEG files may be divided by, once one has told their size.
        self._reduced = {}
        self._model = model
        self._newest = NewestFrames()
        self._windows = {name: model.window() for name, _, _ in cameras}
        self._sequences = dict.fromkeys(self._windows, 0)
        self._publisher = self.create_publisher(WorldState, "~/world_state", 10)
        qos = QoSProfile(
            history=HistoryPolicy.KEEP_LAST,
            depth=1,
            reliability=ReliabilityPolicy[reliability.upper()],
        )
        for name, topic, kind in cameras:
            self.create_subscription(TYPES[kind], topic, self._receiver(name), qos)
        self._worker = threading.Thread(target=self._work, daemon=True)
        self._worker.start()

    def _receiver(self, camera):
        return lambda message: self._newest.put(camera, (time.perf_counter(), message))

    def _work(self):
        while (taken := self._newest.take()) is not None:
            camera, (received, message) = taken
            try:
                self._publish(camera, received, message)
            except ValueError as error:
                self.get_logger().warning(str(error), throttle_duration_sec=10)

    def _publish(self, camera, received, message):
        window = self._windows[camera]
        pixels, order = picture(message, self._reduced.get(camera, 1))
        if self._tuned and camera not in self._reduced:
            self._reduced[camera] = self._model.reduction(pixels)
        embedding = self._model.embed(window, pixels, order, message.header.stamp)
        state = WorldState(header=message.header, camera=camera, pack=self._model.id)
        state.query = self._model.query
        state.window_start = window[0][0]
        state.sequence = self._sequences[camera]
        state.embedding = array.array("f", embedding.tobytes())
        state.latency = time.perf_counter() - received
        self._publisher.publish(state)
        self._sequences[camera] += 1

    def close(self):
        self._newest.close()
        self._worker.join()
        self.destroy_node()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--camera", nargs=3, action="append", required=True, metavar=("NAME", "TOPIC", "KIND")
    )
    parser.add_argument("--pack", default=NANO)
    parser.add_argument(
        "--reliability", choices=["best_effort", "reliable"], default="best_effort"
    )
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--stages", help="a file for how long each stage took")
    parser.add_argument(
        "--tuned", action="store_true", help="JPEG is decompressed at a part of its size"
    )
    return parser.parse_args()


def main():
    args = arguments()
    rclpy.init(args=[])
    node = Peer(Model(args.pack, args.threads), args.camera, args.reliability, args.tuned)
    stages = Stages(node, globals()) if args.stages else None
    # Objects that live as long as the node need no garbage collection, and a thread that returns
    # from ONNX Runtime need not wait 5 ms for the interpreter.
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(0.0005)
    try:
        rclpy.spin(node)
    except (KeyboardInterrupt, ExternalShutdownException):
        pass
    finally:
        node.close()
        rclpy.try_shutdown()
        if stages is not None:
            stages.write(args.stages)


if __name__ == "__main__":
    main()
