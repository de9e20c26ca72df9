"""Where OpenGL in software is missing, a test that renders skips; all others run."""

import os
from ctypes.util import find_library

import pytest


class NoContext:
    """Rendering begins with a context: asking for one skips the test."""

    def __init__(self, *_: object):
        pytest.skip('renders, and needs OpenGL in software: sudo apt install libosmesa6')


if find_library('OSMesa') is None:
    # Before anybody imports mujoco, which would look for the library at once.
    os.environ['MUJOCO_GL'] = 'disable'
    import mujoco

    mujoco.GLContext = NoContext
