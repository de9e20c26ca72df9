"""A scene: a stage that can be posed for any time, and what is true at that time.

A frame depends on the spec and its time alone, so frames can be rendered in any order.
"""

from typing import Any, Protocol

from vljepa_training.scenes.world import Stage

from .episode import Event, Thing


class Scene(Protocol):
    things: tuple[Thing, ...]
    events: tuple[Event, ...]
    duration: float
    """Seconds; the last event ends here."""
    body: str
    """`Episode.body`: the arm, or the style of the rooms."""
    stage: Stage
    geoms: dict[str, list[int | str]]
    """What is drawn of each thing, by its id: geom ids, or names of bodies, of which all geoms
    count and those of the bodies within."""

    def pose(self, t: float) -> Stage:
        """Poses, aims and lights the stage for `t` (s)."""
        ...

    def truth(self, t: float) -> dict[str, Any]:
        """The fields of `State` but `t` and `boxes`; only `light` is required."""
        ...
