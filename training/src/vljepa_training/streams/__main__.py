"""Makes the streams that `npm run bench:selective` measures on; those that are there are kept, so
that a run that was stopped goes on.

python -m vljepa_training.streams --out out/streams
python -m vljepa_training.streams --out out/streams --groups dense sparse --minutes 10
"""

import argparse
import time
from pathlib import Path

from . import foreign, quiet, worlds
from .stream import Planned, is_whole, write

MINUTES = {
    'dense': 60.0,
    'sparse': 60.0,
    'foreign': 20.0,
    'quiet': 30.0,
    'faults': 4.5,
    'cuts': 4.0,
}


def planned(group: str, minutes: float) -> list[Planned]:
    if group == 'quiet':
        return quiet.planned(minutes)
    if group == 'faults':
        return quiet.planned_faults(minutes * 60 / len(quiet.FAULTS))
    if group == 'cuts':
        return quiet.planned_cuts(minutes)
    if group == 'foreign':
        return foreign.planned(minutes)
    return worlds.planned(group, minutes)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog='python -m vljepa_training.streams',
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument('--out', type=Path, required=True, help='folder of the groups of bags')
    parser.add_argument('--groups', nargs='+', choices=MINUTES, default=list(MINUTES))
    parser.add_argument('--minutes', type=float, help='of each group (default: %(default)s)')
    options = parser.parse_args()
    plans = [planned(group, options.minutes or MINUTES[group]) for group in options.groups]
    missing = [p for p in worlds.in_turn(*plans) if not is_whole(options.out, p)]
    print(f'{len(missing)} of {sum(map(len, plans))} streams to make', flush=True)
    for number, plan in enumerate(missing, 1):
        began = time.monotonic()
        stream = plan.make()
        write(options.out, plan, stream)
        spent = time.monotonic() - began
        print(
            f'{number}/{len(missing)} {plan.group}/{plan.name}: {stream.seconds:.0f} s, '
            f'{len(stream.events)} events, made in {spent:.0f} s',
            flush=True,
        )


if __name__ == '__main__':
    main()
