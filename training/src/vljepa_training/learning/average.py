"""The mean of checkpoints of which each was trained further from the one before.

python -m vljepa_training.learning.average out/train/sft.pt out/train/further.pt \
    --out out/train/mean.pt [--shares 0.4 0.6] [--only text.head]

Between two such checkpoints clips of unseen scenes were found by their captions more often than
with either (docs/experiments/nano-1.0.md); running costs the same. What training needs to resume is
left behind.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from . import checkpoint


def mean(paths: Sequence[Path], shares: Sequence[float], only: str = '') -> dict:
    """The last one's content, with the mean of all weights, each with its share; or of those alone
    whose names begin with `only`.

    Raises ValueError where shares and checkpoints differ in number, shares do not sum to 1,
    checkpoints have other weights than the last one, or no name begins so.
    """
    if len(shares) != len(paths) or abs(sum(shares) - 1) > 1e-6:
        raise ValueError(f'expected {len(paths)} shares whose sum is 1, got {list(shares)}')
    contents = [checkpoint.read(path) for path in paths]
    last = contents[-1]
    for path, content in zip(paths, contents, strict=True):
        unlike = checkpoint.difference(last['weights'], content['weights'])
        if unlike:
            raise ValueError(
                f'{path}: expected weights with the names and sizes of {paths[-1]}; {unlike}'
            )
    if not any(name.startswith(only) for name in last['weights']):
        raise ValueError(f"expected the beginning of a weight's name, got {only!r}")
    weights = {
        name: sum(
            share * content['weights'][name].float()
            for share, content in zip(shares, contents, strict=True)
        ).to(weight.dtype)
        if weight.is_floating_point() and name.startswith(only)
        else weight
        for name, weight in last['weights'].items()
    }
    return {'settings': last['settings'], 'step': last['step'], 'weights': weights}


def main() -> None:
    parser = argparse.ArgumentParser(description='Averages checkpoints.')
    parser.add_argument('checkpoints', nargs='+', type=Path)
    parser.add_argument('--out', type=Path, required=True)
    parser.add_argument('--shares', nargs='*', type=float, help='default: alike')
    parser.add_argument(
        '--only',
        default='',
        metavar='NAME',
        help="weights whose names begin so; the others are the last one's; default: all",
    )
    options = parser.parse_args()
    count = len(options.checkpoints)
    try:
        content = mean(options.checkpoints, options.shares or [1 / count] * count, options.only)
    except ValueError as error:
        raise SystemExit(str(error)) from None
    checkpoint.write(options.out, content)


if __name__ == '__main__':
    main()
