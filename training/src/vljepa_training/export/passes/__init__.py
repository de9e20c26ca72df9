"""Rewrites of ONNX graphs: small weights, integer matrix products, constant shapes, tracing."""
