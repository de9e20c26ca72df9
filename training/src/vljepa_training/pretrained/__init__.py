"""Pretrained parts from pinned packages: EfficientNet-Lite0, MiniLM, phrases and photographs."""
