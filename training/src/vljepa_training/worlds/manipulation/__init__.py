"""The world of an arm at a table: it grasps, carries, stacks, pushes, opens and hands over."""

from .scene import build

__all__ = ['build']
