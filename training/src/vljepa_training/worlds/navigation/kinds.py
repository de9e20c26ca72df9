"""The kinds of furniture and obstacles: who builds them, how large they are, what is held out."""

from collections.abc import Callable
from dataclasses import dataclass

from vljepa_training.worlds.episode import COLOURS

from . import fixtures, obstacles, seats, storage


@dataclass(frozen=True)
class Kind:
    build: Callable[..., str]
    depth: float
    """Along x, where it faces; metres."""
    width: float
    height: float
    coloured: bool = False
    role: str = 'furniture'


KINDS = {
    'sofa': Kind(seats.sofa, 0.9, 1.95, 0.82, True),
    'armchair': Kind(seats.armchair, 0.9, 0.95, 0.82, True),
    'chair': Kind(seats.chair, 0.45, 0.45, 0.92, True),
    'office chair': Kind(seats.office_chair, 0.6, 0.6, 1.1, True),
    'stool': Kind(seats.stool, 0.4, 0.4, 0.5, True),
    'bench': Kind(seats.bench, 0.4, 1.3, 0.85, True),
    'beanbag': Kind(seats.beanbag, 0.85, 0.85, 0.7, True),
    'bed': Kind(seats.bed, 2.05, 1.6, 1.0, True),
    'dining table': Kind(seats.dining_table, 0.95, 1.6, 0.78),
    'coffee table': Kind(seats.coffee_table, 0.6, 1.0, 0.46),
    'reading table': Kind(seats.reading_table, 0.9, 1.6, 0.82),
    'piano': Kind(seats.piano, 0.7, 1.55, 1.25),
    'bookcase': Kind(storage.bookcase, 0.34, 1.05, 2.0),
    'storage shelf': Kind(storage.storage_shelf, 0.5, 1.25, 2.0),
    'cabinet': Kind(storage.cabinet, 0.46, 1.05, 0.92, True),
    'wardrobe': Kind(storage.wardrobe, 0.64, 1.25, 2.04, True),
    'filing cabinet': Kind(storage.filing_cabinet, 0.55, 0.48, 1.32),
    'chest of drawers': Kind(storage.chest_of_drawers, 0.5, 1.02, 0.9),
    'bedside table': Kind(storage.bedside_table, 0.45, 0.45, 0.5),
    'coat rack': Kind(storage.coat_rack, 0.45, 0.45, 1.8),
    'plant': Kind(storage.plant, 0.5, 0.5, 1.3),
    'floor lamp': Kind(storage.floor_lamp, 0.4, 0.4, 1.7, role='lamp'),
    'television': Kind(storage.television, 0.45, 1.5, 1.25),
    'grandfather clock': Kind(storage.clock, 0.38, 0.52, 1.95),
    'kitchen counter': Kind(fixtures.kitchen_counter, 0.66, 1.66, 1.9, True),
    'stove': Kind(fixtures.stove, 0.66, 0.62, 1.03),
    'fridge': Kind(fixtures.fridge, 0.68, 0.68, 1.83, True),
    'bathtub': Kind(fixtures.bathtub, 0.78, 1.68, 0.56),
    'toilet': Kind(fixtures.toilet, 0.72, 0.45, 0.8),
    'washbasin': Kind(fixtures.washbasin, 0.5, 0.65, 1.88),
    'washing machine': Kind(fixtures.washing_machine, 0.64, 0.62, 0.86),
    'desk': Kind(fixtures.desk, 0.75, 1.45, 1.3),
    'copier': Kind(fixtures.copier, 0.6, 0.95, 1.1),
    'whiteboard': Kind(fixtures.whiteboard, 0.06, 1.65, 1.95),
    'workbench': Kind(fixtures.workbench, 0.76, 1.75, 1.8),
    'tool cabinet': Kind(fixtures.tool_cabinet, 0.5, 0.75, 0.92, True),
    'ladder': Kind(fixtures.ladder, 0.8, 0.55, 1.72),
    'treadmill': Kind(fixtures.treadmill, 1.45, 0.75, 1.35),
    'box': Kind(obstacles.box, 0.5, 0.55, 0.44, True, 'obstacle'),
    'crate': Kind(obstacles.crate, 0.5, 0.65, 0.42, True, 'obstacle'),
    'suitcase': Kind(obstacles.suitcase, 0.3, 0.48, 0.98, True, 'obstacle'),
    'ball': Kind(obstacles.play_ball, 0.52, 0.52, 0.52, True, 'obstacle'),
    'bin': Kind(obstacles.bin, 0.44, 0.44, 0.59, True, 'obstacle'),
    'bucket': Kind(obstacles.bucket, 0.42, 0.42, 0.56, True, 'obstacle'),
    'barrel': Kind(obstacles.barrel, 0.58, 0.58, 0.8, True, 'obstacle'),
    'cart': Kind(obstacles.cart, 0.75, 0.5, 0.87, True, 'obstacle'),
    'traffic cone': Kind(obstacles.traffic_cone, 0.38, 0.38, 0.7, role='obstacle'),
    'toolbox': Kind(obstacles.toolbox, 0.3, 0.56, 0.44, True, 'obstacle'),
    'wet floor sign': Kind(obstacles.wet_floor_sign, 0.4, 0.32, 0.64, role='obstacle'),
    'fan': Kind(obstacles.fan, 0.42, 0.5, 1.36, role='obstacle'),
}

HELD_KINDS = frozenset({'armchair', 'piano', 'barrel', 'bucket', 'fan', 'treadmill'})
"""Only the split `objects` shows them."""

HELD_PAIRS = frozenset(
    {
        ('red', 'sofa'),
        ('purple', 'chair'),
        ('green', 'box'),
        ('yellow', 'bin'),
        ('orange', 'suitcase'),
        ('blue', 'ball'),
        ('white', 'stool'),
        ('black', 'cabinet'),
        ('red', 'wardrobe'),
        ('blue', 'crate'),
        ('yellow', 'cart'),
        ('green', 'bench'),
    }
)
"""Only the split `pairs` shows them."""

OBSTACLES = tuple(name for name, kind in KINDS.items() if kind.role == 'obstacle')


def choose(rng, names, split: str) -> str:
    """One of `names` that `split` may show, mostly one that only it shows."""
    allowed = [name for name in names if split == 'objects' or name not in HELD_KINDS]
    if not allowed:
        raise ValueError(f'split {split!r} may show none of {sorted(names)}; name one more kind')
    special = {
        'objects': [name for name in allowed if name in HELD_KINDS],
        'pairs': [name for name in allowed if any(name == held for _, held in HELD_PAIRS)],
    }.get(split, [])
    pool = special if special and rng.random() < 0.6 else allowed
    return pool[rng.integers(len(pool))]


def colour_of(rng, name: str, split: str) -> str | None:
    """A colour that `split` may show on this kind; None for a kind with a look of its own."""
    if not KINDS[name].coloured:
        return None
    held = [c for c in COLOURS if (c, name) in HELD_PAIRS]
    if split == 'pairs' and held and rng.random() < 0.7:
        return held[rng.integers(len(held))]
    allowed = [c for c in COLOURS if c not in held]
    return allowed[rng.integers(len(allowed))]
