"""VL-JEPA in small: frozen X-Encoder, Predictor, Y-Encoder and Y-Decoder, and their training."""
