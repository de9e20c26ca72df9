"""Sentences with a known chance of being true: what a pack can say, and how likely it is right."""
