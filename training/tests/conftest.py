"""What tests share. Where OpenGL in software is missing, a test that renders skips; others run."""

import dataclasses
import os
import shutil
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


@pytest.fixture(scope='module')
def one_thread():
    """PyTorch adds up in one order, and leaves the other cores alone."""
    # Not every test needs PyTorch, whose import takes seconds.
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope='session')
def parts(tmp_path_factory):
    """The full-size pack's parts, at tiny widths."""
    from vljepa_training.export.full_size.random_parts import TINY, write_parts

    return write_parts(tmp_path_factory.mktemp('parts') / 'tiny', TINY)


@pytest.fixture
def own_parts(parts, tmp_path):
    """A copy that a test may spoil."""
    folder = tmp_path / 'parts'
    shutil.copytree(parts.checkpoint.parent, folder)
    return dataclasses.replace(
        parts,
        **{
            field.name: folder / getattr(parts, field.name).name
            for field in dataclasses.fields(parts)
        },
    )
