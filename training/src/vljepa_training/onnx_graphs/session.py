"""Runs a graph with ONNX Runtime on one thread, as the node does.

What trains, exports and tests takes ONNX Runtime from here: its published builds send usage events
to their vendor unless they are told not to before they load.
"""

import os

import numpy as np
import onnx

os.environ['ORT_DISABLE_TELEMETRY'] = '1'
import onnxruntime


class Session:
    """One graph; `session(name=array)` gives its only output."""

    def __init__(self, model: onnx.ModelProto | str, optimised_path: str | None = None):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        if optimised_path:
            options.optimized_model_filepath = optimised_path
        source = model if isinstance(model, str) else model.SerializeToString()
        self._session = onnxruntime.InferenceSession(
            source, options, providers=['CPUExecutionProvider']
        )

    def __call__(self, **inputs: np.ndarray) -> np.ndarray:
        return self._session.run(None, inputs)[0]
