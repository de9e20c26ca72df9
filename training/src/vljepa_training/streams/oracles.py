"""What a clustering that sees the whole recording makes of a stream's states, for the benchmark of
selective decoding.

python -m vljepa_training.streams.oracles FOLDER ...

Each folder holds what `npm run bench:selective` keeps of one stream: `states.json`, `embeddings`.
Writes `oracles.json` there: by oracle and number of segments, the windows at which segments begin.
A folder that has it is left alone.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import ruptures
from scipy.sparse import diags
from sklearn.cluster import ward_tree

RESULT = 'oracles.json'
EVERY_COUNT = 64
"""Every number of segments up to here, then each a share more than the one before."""
GROWTH = 1.06
SHORTEST = 2
"""Windows a segment at least: below it there is nothing to cluster."""


def counts(windows: int) -> list[int]:
    """Numbers of segments that are worked out."""
    most = windows // SHORTEST
    wanted = list(range(1, min(EVERY_COUNT, most) + 1))
    while wanted and wanted[-1] < most:
        wanted.append(min(most, int(np.ceil(wanted[-1] * GROWTH))))
    return wanted


def ward(states: np.ndarray, wanted: list[int]) -> dict[int, list[int]]:
    """Agglomerative clustering with Ward's cost in which only neighbours in time merge."""
    windows = len(states)
    chain = diags([np.ones(windows - 1)] * 2, [-1, 1], shape=(windows, windows), format='csr')
    merges = ward_tree(states, connectivity=chain)[0]
    # A cluster begins where the earlier of the two that it was merged of begins.
    begins = list(range(windows))
    for first, second in merges:
        begins.append(min(begins[first], begins[second]))
    left = set(range(windows))
    found = {}
    asked = set(wanted)
    if windows in asked:
        found[windows] = sorted(left)
    for first, second in merges:
        left.discard(max(begins[first], begins[second]))
        if len(left) in asked:
            found[len(left)] = sorted(left)
    return found


def kernel(states: np.ndarray, wanted: list[int]) -> dict[int, list[int]]:
    """The best split into so many segments by the spread around their means."""
    algorithm = ruptures.KernelCPD(kernel='linear', min_size=SHORTEST).fit(states)
    found = {1: [0]}
    # The largest first: smaller ones are worked out with it.
    for count in sorted(wanted, reverse=True):
        if count > 1:
            found[count] = [0, *algorithm.predict(n_bkps=count - 1)[:-1]]
    return found


def read(folder: Path) -> np.ndarray:
    """float64 [windows, dimension]."""
    about = json.loads((folder / 'states.json').read_text('utf-8'))
    states = np.fromfile(folder / 'embeddings', '<f4').reshape(about['count'], about['dimension'])
    return states.astype(np.float64)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog='python -m vljepa_training.streams.oracles',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('folders', type=Path, nargs='+')
    for folder in parser.parse_args().folders:
        if (folder / RESULT).exists():
            continue
        states = read(folder)
        wanted = counts(len(states))
        if not wanted:
            raise SystemExit(f'{folder}: expected {SHORTEST} windows or more, got {len(states)}')
        partial = folder / f'{RESULT}.part'
        partial.write_text(
            json.dumps({'ward': ward(states, wanted), 'kernel': kernel(states, wanted)}), 'utf-8'
        )
        partial.replace(folder / RESULT)


if __name__ == '__main__':
    main()
