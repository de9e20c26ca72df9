"""Pack 0.1, the baseline: EfficientNet-Lite0 with a ConSE head, no training of its own."""
