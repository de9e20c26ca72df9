"""Navigation worlds: a camera on a mobile base drives through furnished rooms and corridors."""

from .scene import build

__all__ = ['build']
