"""Renders robot worlds, trains the small VL-JEPA on them, evaluates it and exports model packs."""

import os

# MuJoCo reads this when it is first imported: OpenGL in software, without a display.
os.environ.setdefault('MUJOCO_GL', 'osmesa')
