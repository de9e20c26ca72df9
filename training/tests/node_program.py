"""The node's own loader, for tests of exported packs."""

import shutil
import subprocess
from pathlib import Path

import pytest

from vljepa_training.checkout import NODE_SCRIPTS, ROOT

needs_node = pytest.mark.skipif(
    shutil.which('node') is None or not (ROOT / 'dist/src/engine/worker/loadPack.js').is_file(),
    reason='needs Node.js and the compiled program (scripts/with-ros --node true)',
)


def in_node(pack: Path, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess:
    """training/node/run_in_node.mjs on a pack; `timeout` in seconds."""
    script = NODE_SCRIPTS / 'run_in_node.mjs'
    return subprocess.run(
        ['node', script, pack, *arguments], capture_output=True, text=True, timeout=timeout
    )
