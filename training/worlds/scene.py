"""A scene: a stage that can be posed for any time, and what is true at that time.

A frame depends on the spec and its time alone, so frames can be rendered in any order.
"""

from typing import Any, Protocol

from training.sample_bag.world import Stage

from .episode import EpisodeSpec, Event, Thing

SHADOW_GROUP = 4
"""Geom group of what is seen but is nothing by itself (`shadow`): not in the segmentation."""


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


def build(spec: EpisodeSpec) -> Scene:
    """Raises ValueError for a world that does not exist."""
    if spec.world == 'manipulation':
        from . import manipulation as world
    elif spec.world == 'navigation':
        from . import navigation as world
    else:
        raise ValueError(
            f'the world is {spec.world!r}; there are only manipulation and navigation'
        )
    return world.build(spec)


def shadow(centre, radii, darkness=0.3) -> str:
    """XML of a soft shadow on the ground (shadow maps are too slow): flat, transparent discs.

    `centre` [3] is 1 or 2 mm over the ground, `radii` (x, y) in metres.
    """
    x, y, z = centre
    scales = (1.12, 1.0, 0.86)
    return ''.join(
        f'<geom type="ellipsoid" group="{SHADOW_GROUP}" pos="{x:.5g} {y:.5g} {z + 4e-4 * ring:.5g}"'
        f' size="{radii[0] * scale:.4g} {radii[1] * scale:.4g} 0.0001" '
        f'rgba="0 0 0 {darkness / len(scales):.3g}"/>'
        for ring, scale in enumerate(scales)
    )
