"""Trained checkpoints to the `nano` pack, and back."""
