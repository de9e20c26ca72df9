"""Exports and runs the model at its true widths, with random weights, and measures it.

python -m vljepa_training.export.full_size.true_widths --out out/full_size \\
    [--forms float32 int8_blocks …]

Writes `measured.json` to the folder and prints it. Needs some 10 GB of disk and 12 GB of memory,
and the compiled program (scripts/with-ros --node true); packs and parts are removed afterwards
unless `--keep` is given. A form that was measured before keeps its figures until it is measured
again.
"""

import argparse
import json
import math
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

from vljepa_training.checkout import NODE_SCRIPTS, ROOT
from vljepa_training.pretrained.phrases import robot_phrases

from .architecture import read_architecture
from .checkpoint import read_checkpoint
from .random_parts import TRUE, write_parts
from .sources import Inputs
from .streamed_graph import FORMS, Form

NODE_SCRIPT = NODE_SCRIPTS / 'run_in_node.mjs'
PHRASES = 64
"""Enough for a bank; each costs the Y-Encoder some 0.1 s."""


def parameters(inputs: Inputs) -> dict[str, int]:
    """Weights of each part, in millions."""
    architecture = read_architecture(inputs, read_checkpoint(inputs.checkpoint))
    trained = architecture.checkpoint_shapes()

    def millions(shapes: dict[str, tuple[int, ...]], prefix: str) -> int:
        sizes = (math.prod(shape) for key, shape in shapes.items() if key.startswith(prefix))
        return round(sum(sizes) / 1e6)

    return {
        'x_encoder': millions(architecture.vjepa2_shapes(), 'encoder.'),
        'predictor': millions(trained, 'predictor.'),
        'y_encoder': millions(trained, 'y_encoder.'),
    }


def measure(inputs: Inputs, out: Path, form: Form, windows: int, threads: int) -> dict:
    """Exports a pack to the new folder `out` and runs it in the node's own loader."""
    phrases = out.with_suffix('.phrases.txt')
    phrases.write_text('\n'.join(robot_phrases()[:PHRASES]) + '\n', 'utf-8')
    command = [sys.executable, '-m', 'vljepa_training.export.full_size', '--vjepa2', inputs.vjepa2]
    command += ['--llama', inputs.llama, '--embedding-gemma', inputs.embedding_gemma]
    command += ['--checkpoint', inputs.checkpoint, '--phrases', phrases, '--out', out]
    parity, export = _run([*command, '--quantise', form])
    sizes = {path.name: path.stat().st_size for path in out.rglob('*') if path.is_file()}
    phrases.unlink()
    node, _ = _run(['node', NODE_SCRIPT, out, str(windows), str(threads)])
    return {
        'pack_MB': round(sum(sizes.values()) / 1e6),
        'files_MB': {name: round(size / 1e6) for name, size in sizes.items() if size > 1e6},
        'export': export | {'parity': parity},
        'node': node | {'threads': threads},
    }


def _run(command: list) -> tuple[dict, dict]:
    """What the command printed as JSON; the seconds and the memory it took."""
    started = time.monotonic()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.PIPE, cwd=ROOT, text=True)
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f'{command[0]} {command[1]} … ended with {process.returncode}')
    cost = {
        'seconds': round(time.monotonic() - started),
        'peakMB': round(usage.ru_maxrss * 1024 / 1e6),
    }
    return json.loads(printed), cost


def _processor() -> str:
    lines = Path('/proc/cpuinfo').read_text('utf-8').splitlines()
    model = next((line.partition(':')[2].strip() for line in lines if 'model name' in line), '')
    features = ' '.join(lines)
    extensions = [name for name in ('avx2', 'avx512f', 'avx512_vnni') if name in features]
    return f'{model or platform.processor()}, {os.cpu_count()} cores, {" ".join(extensions)}'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--out', type=Path, default=Path('out/full_size'), help='folder to use')
    parser.add_argument('--forms', nargs='+', choices=FORMS, default=list(FORMS))
    parser.add_argument('--windows', type=int, default=3, help='to run in the node')
    parser.add_argument('--threads', type=int, default=1, help="of one graph's run in the node")
    parser.add_argument('--keep', action='store_true', help='leave packs and parts in the folder')
    given = parser.parse_args()

    out = given.out.resolve()
    parts, report = out / 'parts', out / 'measured.json'
    shutil.rmtree(parts, ignore_errors=True)
    inputs = write_parts(parts, TRUE)
    measured = json.loads(report.read_text('utf-8')) if report.is_file() else {'forms': {}}
    measured |= {'processor': _processor(), 'parameters_in_millions': parameters(inputs)}
    for form in given.forms:
        pack = out / form
        shutil.rmtree(pack, ignore_errors=True)
        measured['forms'][form] = measure(inputs, pack, form, given.windows, given.threads)
        report.write_text(json.dumps(measured, indent=1) + '\n', 'utf-8')
        if not given.keep:
            shutil.rmtree(pack)
    if not given.keep:
        shutil.rmtree(parts)
    print(report.read_text('utf-8'))


if __name__ == '__main__':
    main()
