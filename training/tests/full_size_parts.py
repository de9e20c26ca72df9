"""What tests of the full-size pack do to its parts."""

from collections.abc import Callable

import torch

from vljepa_training.export.full_size.sources import Inputs

PHRASES = ['a red cup', 'a robot arm', 'the door opens']


def change_checkpoint(inputs: Inputs, change: Callable[[dict], object]) -> None:
    """`change` gets the checkpoint's content and changes it in place."""
    content = torch.load(inputs.checkpoint, weights_only=True)
    change(content)
    torch.save(content, inputs.checkpoint)
