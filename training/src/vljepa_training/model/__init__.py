"""The small VL-JEPA as PyTorch modules: X-Encoder features, Predictor, Y-Encoder, Y-Decoder."""
