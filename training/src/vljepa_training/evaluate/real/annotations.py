"""`truth.tsv`: what is seen in each bag of a folder, a line for each thing that happens.

Columns: `clip` (`<clip>.mcap` is its bag), `site`, `scene`, `start_s`, `end_s` (after the bag's
first stamp), `kind`, `objects` (what is in view, with commas between) and others, which are for
readers. A clip in which nothing happens has a line without `kind`.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

FILE = 'truth.tsv'
COLUMNS = ('clip', 'site', 'scene', 'start_s', 'end_s', 'kind', 'objects')


@dataclass(frozen=True)
class Happening:
    kind: str
    start: float
    end: float
    """Seconds after the bag's first stamp."""


@dataclass(frozen=True)
class Annotated:
    """One clip."""

    name: str
    bag: Path
    site: str
    """Clips of one site are alike: intervals are drawn over sites."""
    scene: str
    happenings: tuple[Happening, ...]
    things: frozenset[str]


def annotated(folder: Path) -> list[Annotated]:
    """The clips of a folder, in the file's order.

    Raises FileNotFoundError or ValueError, with what was expected, what came and what to do.
    """
    path = folder / FILE
    if not path.exists():
        raise FileNotFoundError(
            f'{path}: expected the annotations of the bags beside it, came no file; '
            'vljepa_training.evaluate.real.annotations says what is in it'
        )
    lines = defaultdict(list)
    with path.open(encoding='utf-8', newline='') as file:
        reader = csv.DictReader(file, delimiter='\t', quoting=csv.QUOTE_NONE)
        missing = set(COLUMNS) - set(reader.fieldnames or ())
        if missing:
            raise ValueError(
                f'{path}: expected the columns {", ".join(COLUMNS)} in its first line, came none '
                f'called {", ".join(sorted(missing))}'
            )
        for line in reader:
            lines[line['clip']].append(line)
    return [_clip(folder, name, of_clip) for name, of_clip in lines.items()]


def _clip(folder: Path, name: str, lines: list[dict[str, str]]) -> Annotated:
    bag = folder / f'{name}.mcap'
    if not bag.exists():
        raise FileNotFoundError(f'{bag}: {FILE} has a clip {name}, expected its bag, came no file')
    return Annotated(
        name,
        bag,
        lines[0]['site'],
        lines[0]['scene'],
        tuple(
            Happening(line['kind'], float(line['start_s']), float(line['end_s']))
            for line in lines
            if line['kind']
        ),
        frozenset(
            thing.strip() for line in lines for thing in line['objects'].split(',') if thing.strip()
        ),
    )
