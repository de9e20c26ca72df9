"""Keeps a training's memory instead of returning it to the kernel after each step."""

import gc
import os
import sys

SETTINGS = ':'.join(
    (
        'glibc.malloc.mmap_threshold=4294967296',
        'glibc.malloc.trim_threshold=8589934592',
        'glibc.malloc.hugetlb=1',
    )
)
"""Without them the pages of every large tensor are cleared anew at each step."""


def restart_with_malloc_settings(module: str) -> None:
    """Starts this process again with `SETTINGS`, which glibc reads at a process's start alone."""
    if 'GLIBC_TUNABLES' not in os.environ:
        environment = {**os.environ, 'GLIBC_TUNABLES': SETTINGS}
        os.execve(sys.executable, [sys.executable, '-m', module, *sys.argv[1:]], environment)


def freeze_objects() -> None:
    """Episodes are very many small objects that stay: no step is to search them for garbage."""
    gc.collect()
    gc.freeze()
