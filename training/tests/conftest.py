"""Where OpenGL in software is missing, a test that renders skips; all others run."""

import os
from ctypes.util import find_library

import pytest

if find_library('OSMesa') is None:
    # Before anybody imports mujoco, which would look for the library at once.
    os.environ['MUJOCO_GL'] = 'disable'


@pytest.fixture(autouse=True, scope='session')
def no_context_without_osmesa():
    """Rendering begins with a context: asking for one skips the test."""
    if find_library('OSMesa') is not None:
        yield
        return
    import mujoco

    def skip(*_: object) -> None:
        pytest.skip('renders, and needs OpenGL in software: sudo apt install libosmesa6')

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mujoco, 'GLContext', skip, raising=False)
        yield
