"""A scene: a stage that can be posed for any time, and what is true at that time.

A frame depends on the spec and its time alone, so frames can be rendered in any order.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from vljepa_training.scenes.world import Stage

from .episode import Event, Thing


class Scene(Protocol):
    @property
    def things(self) -> tuple[Thing, ...]: ...

    @property
    def events(self) -> tuple[Event, ...]: ...

    @property
    def duration(self) -> float:
        """Seconds; the last event ends here."""
        ...

    @property
    def body(self) -> str:
        """`Episode.body`: the arm, or the style of the rooms."""
        ...

    @property
    def stage(self) -> Stage: ...

    @property
    def geoms(self) -> Mapping[str, Sequence[int | str]]:
        """What is drawn of each thing, by its id: geom ids, or names of bodies, of which all geoms
        count and those of the bodies within."""
        ...

    def pose(self, t: float) -> Stage:
        """Poses, aims and lights the stage for `t` (s)."""
        ...

    def truth(self, t: float) -> dict[str, Any]:
        """The fields of `State` but `t` and `boxes`; only `light` is required."""
        ...
