"""`python -m vljepa_training.baseline`: builds pack 0.1."""

from .build import main

main()
