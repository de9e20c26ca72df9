"""ONNX graphs: writing them with small weights, and running them as the node does."""
