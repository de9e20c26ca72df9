"""Checkpoints to packs: the `nano` family, the full-size family, and what they share."""
