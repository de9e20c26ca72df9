"""A kind of object: what it looks like, how it is gripped, and what it can take part in."""

from collections.abc import Callable
from dataclasses import dataclass

from vljepa_training.scenes.world import World


@dataclass(frozen=True)
class Kind:
    """Lengths in metres; the fingers close to `grip_width` apart at `grip_height`."""

    name: str
    shape: Callable[[World, str], str]
    radius: float
    height: float
    grip_width: float
    grip_height: float
    own: tuple[float, float, float] | None = None
    """Its look's main colour where it has one of its own; None: painted in any of `COLOURS`."""
    rim: float = 0.0
    """Gripped this far from its middle, one finger inside, because it is wider than the fingers
    reach."""
    long: bool = False
    """Gripped across its x axis; what is round is gripped from any side."""
    flat: bool = False
    """Others can be stacked on it."""
    stands: bool = True
    """Can be put on something narrow."""
    tall: bool = False
    """Can be toppled."""
    rolls: bool = False


def kind(shape, radius, height, grip_width, grip_height, own=None, **traits) -> Kind:
    name = shape.__name__.replace('_', ' ')
    return Kind(name, shape, radius, height, grip_width, grip_height, own, **traits)
