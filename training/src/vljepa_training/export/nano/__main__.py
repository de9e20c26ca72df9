"""`python -m vljepa_training.export.nano`: trained checkpoints to the nano pack."""

from .export import main

main()
