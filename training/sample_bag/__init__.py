"""Renders the sample camera bag: an arm on a table, then a base driving through rooms."""

import os

# MuJoCo reads this when it is first imported: OpenGL in software, without a display.
os.environ.setdefault('MUJOCO_GL', 'osmesa')
