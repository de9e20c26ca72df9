"""`python -m vljepa_training.export.full_size`: full-size parts to a pack."""

from .export import main

main()
