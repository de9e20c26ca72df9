"""Makes the scene that an episode's spec asks for."""

from collections.abc import Callable

from . import manipulation, navigation
from .episode import EpisodeSpec
from .scene import Scene

BUILDERS: dict[str, Callable[[EpisodeSpec], Scene]] = {
    'manipulation': manipulation.build,
    'navigation': navigation.build,
}


def build(spec: EpisodeSpec) -> Scene:
    """Raises ValueError for a world that does not exist."""
    if spec.world not in BUILDERS:
        raise ValueError(f'expected one of the worlds {", ".join(BUILDERS)}, got {spec.world!r}')
    return BUILDERS[spec.world](spec)
