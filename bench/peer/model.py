"""A per-frame pack run with ONNX Runtime's Python API."""

import os
from collections import deque
from pathlib import Path

import numpy as np
import yaml
from images import Preparer
from query import query_feeds

# As in src/engine/noTelemetry.ts.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
import onnxruntime  # noqa: E402


def open_graph(path, threads):
    """The same session options as the node's (src/engine/worker/onnx.ts)."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


class Model:
    """X-Encoder and Predictor of a pack; each frame is encoded once and kept for its windows."""

    def __init__(self, folder, threads):
        folder = Path(folder)
        manifest = yaml.safe_load((folder / "pack.yaml").read_text())
        encoder, predictor = manifest["x_encoder"], manifest["predictor"]
        if encoder["mode"] != "per_frame":
            raise ValueError(f'the peer reads per-frame packs, got mode "{encoder["mode"]}"')
        self.id = f"{manifest['name']}/{manifest['version']}"
        # Empty where the Predictor reads none.
        self.query = predictor.get("query", {}).get("default", "")
        self._frames = encoder["frames"]["default"]
        self._input, self._output = encoder["input"], encoder["output"]
        self._embedding = predictor["output"]
        self._encoder = open_graph(folder / encoder["graph"], threads)
        self._predictor = open_graph(folder / predictor["graph"], threads)
        self._preparer = Preparer(encoder["image"])
        count, dimension = encoder["tokens"]["count"], encoder["tokens"]["dimension"]
        self._clip = np.empty((1, self._frames * count, dimension), np.float32)
        # The query stays, and the clip's buffer is filled anew for each window.
        self._feeds = {predictor["inputs"]["tokens"]: self._clip, **query_feeds(folder, predictor)}
        # The first run allocates: better before a camera waits for it.
        size = (encoder["image"]["height"], encoder["image"]["width"], 3)
        self.embed(self.window(), np.zeros(size, np.uint8), "rgb", 0)

    def window(self):
        """A camera's ring: (stamp, tokens [1, count, dimension]) of its newest frames."""
        return deque(maxlen=self._frames)

    def reduction(self, pixels):
        """What a JPEG of this size may be divided by."""
        height, width, _ = pixels.shape
        return self._preparer.reduction(width, height)

    def embed(self, window, pixels, order, stamp):
        """The embedding, unit norm, of the window that this frame completes.

        A window that has not filled up yet repeats its oldest frame at the front.
        """
        feeds = {self._input: self._preparer.prepare(pixels, order)}
        window.append((stamp, self._encoder.run([self._output], feeds)[0]))
        tokens = [frame for _, frame in window]
        padded = [tokens[0]] * (self._frames - len(tokens)) + tokens
        np.concatenate(padded, axis=1, out=self._clip)
        return self._predictor.run([self._embedding], self._feeds)[0][0]
