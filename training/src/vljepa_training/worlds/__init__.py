"""Rendered robot worlds whose truth is known: episodes from a seed, for training and evaluation."""
