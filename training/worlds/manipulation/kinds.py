"""The kinds of objects: `TRAINED` in all splits, `HELD_OUT` in `objects` alone, `MORE` in training
alone."""

from ..episode import COLOURS
from . import shapes
from .kind import Kind, kind
from .more_kinds import MORE

RGB = {
    'red': (0.78, 0.07, 0.07),
    'green': (0.09, 0.52, 0.14),
    'blue': (0.09, 0.22, 0.75),
    'yellow': (0.95, 0.8, 0.08),
    'orange': (0.96, 0.42, 0.04),
    'purple': (0.42, 0.12, 0.58),
    'white': (0.93, 0.93, 0.91),
    'black': (0.05, 0.05, 0.06),
}


TRAINED = (
    kind(shapes.cube, 0.06, 0.09, 0.09, 0.05, flat=True, long=True),
    kind(shapes.ball, 0.05, 0.1, 0.094, 0.05, rolls=True),
    kind(shapes.cylinder, 0.045, 0.12, 0.084, 0.08, flat=True, tall=True),
    kind(shapes.cone, 0.055, 0.13, 0.05, 0.07, tall=True),
    kind(shapes.ring, 0.062, 0.04, 0.04, 0.025, rim=0.042),
    kind(shapes.mug, 0.055, 0.1, 0.088, 0.07, tall=True, long=True),
    kind(shapes.bottle, 0.04, 0.2, 0.076, 0.1, tall=True),
    kind(shapes.can, 0.038, 0.116, 0.072, 0.08, flat=True, tall=True),
    kind(shapes.plate, 0.088, 0.02, 0.012, 0.016, rim=0.086, flat=True, stands=False),
    kind(shapes.vase, 0.052, 0.175, 0.06, 0.115, tall=True),
    kind(shapes.teapot, 0.08, 0.11, 0.024, 0.098, long=True),
    kind(shapes.candle, 0.045, 0.165, 0.048, 0.09, tall=True),
    kind(shapes.toy_brick, 0.065, 0.062, 0.068, 0.035, flat=True, long=True),
    kind(shapes.toy_car, 0.08, 0.084, 0.072, 0.05, long=True),
    kind(shapes.toy_duck, 0.07, 0.125, 0.062, 0.085, long=True),
    kind(shapes.toy_boat, 0.085, 0.16, 0.01, 0.13, long=True),
    kind(shapes.toy_rocket, 0.055, 0.175, 0.064, 0.09, tall=True),
    kind(shapes.book, 0.08, 0.04, 0.114, 0.025, long=True, flat=True),
    kind(shapes.hat, 0.08, 0.07, 0.09, 0.045, stands=False),
    kind(shapes.screwdriver, 0.09, 0.04, 0.038, 0.025, long=True),
    kind(shapes.teddy_bear, 0.065, 0.168, 0.074, 0.125, (0.45, 0.27, 0.13), long=True),
    kind(shapes.cardboard_box, 0.065, 0.09, 0.09, 0.055, (0.68, 0.51, 0.33), flat=True, long=True),
    kind(shapes.apple, 0.05, 0.1, 0.094, 0.055, (0.7, 0.1, 0.08), rolls=True),
    kind(shapes.banana, 0.085, 0.04, 0.04, 0.025, (0.93, 0.77, 0.12), stands=False, long=True),
    kind(shapes.tangerine, 0.047, 0.088, 0.09, 0.045, (0.95, 0.48, 0.05), rolls=True),
    kind(shapes.carrot, 0.085, 0.045, 0.04, 0.025, (0.93, 0.42, 0.08), stands=False, long=True),
    kind(shapes.hammer, 0.09, 0.04, 0.026, 0.025, (0.66, 0.46, 0.26), stands=False, long=True),
    kind(shapes.sponge, 0.065, 0.05, 0.08, 0.03, (0.93, 0.83, 0.3), long=True),
    kind(shapes.flower_pot, 0.055, 0.14, 0.1, 0.065, (0.72, 0.36, 0.2), tall=True),
)
HELD_OUT = (
    kind(shapes.pyramid, 0.07, 0.12, 0.05, 0.06, long=True),
    kind(shapes.cup, 0.047, 0.095, 0.086, 0.065, tall=True),
    kind(shapes.jar, 0.045, 0.112, 0.086, 0.06, flat=True, tall=True),
    kind(shapes.toy_truck, 0.085, 0.1, 0.076, 0.06, long=True),
    kind(shapes.pear, 0.05, 0.14, 0.075, 0.065, (0.68, 0.72, 0.2), tall=True),
    kind(shapes.lemon, 0.055, 0.072, 0.07, 0.04, (0.95, 0.85, 0.12), rolls=True, long=True),
    kind(shapes.wrench, 0.095, 0.024, 0.024, 0.015, (0.55, 0.57, 0.6), stands=False, long=True),
)
KINDS = {k.name: k for k in TRAINED + HELD_OUT + MORE}

HELD_OUT_PAIRS = frozenset(
    {
        ('mug', 'blue'), ('cube', 'purple'), ('ball', 'green'), ('toy car', 'yellow'),
        ('book', 'red'), ('bottle', 'orange'), ('cylinder', 'white'), ('hat', 'black'),
        ('can', 'green'), ('toy duck', 'purple'), ('plate', 'blue'), ('cone', 'red'),
        ('vase', 'yellow'), ('toy brick', 'orange'), ('teapot', 'white'), ('candle', 'black'),
    }
)  # fmt: skip

ALIKE = {
    'cube': ('cardboard box', 'toy brick'), 'ball': ('apple', 'tangerine'),
    'cylinder': ('can', 'candle'), 'cone': ('toy rocket', 'vase'), 'ring': ('plate',),
    'mug': ('can', 'teapot'), 'bottle': ('vase', 'candle'), 'can': ('cylinder', 'mug'),
    'plate': ('hat', 'ring'), 'vase': ('bottle', 'flower pot'), 'teapot': ('mug', 'toy duck'),
    'candle': ('cylinder', 'bottle'), 'toy brick': ('cube', 'sponge'),
    'toy car': ('toy boat', 'toy brick'), 'toy duck': ('teddy bear', 'teapot'),
    'toy boat': ('toy car', 'toy duck'), 'toy rocket': ('cone', 'bottle'),
    'book': ('sponge', 'cardboard box'), 'hat': ('plate', 'flower pot'),
    'screwdriver': ('hammer', 'carrot'), 'teddy bear': ('toy duck',),
    'cardboard box': ('cube', 'book'), 'apple': ('tangerine', 'ball'),
    'banana': ('carrot', 'hammer'), 'tangerine': ('apple', 'ball'),
    'carrot': ('banana', 'screwdriver'), 'hammer': ('screwdriver', 'banana'),
    'sponge': ('book', 'toy brick'), 'flower pot': ('vase', 'mug'),
    'pyramid': ('cone', 'cube'), 'cup': ('mug', 'can'), 'jar': ('can', 'cylinder'),
    'toy truck': ('toy car', 'cardboard box'), 'pear': ('apple', 'vase'),
    'lemon': ('tangerine', 'banana'), 'wrench': ('hammer', 'screwdriver'),
    'bowling pin': ('bottle', 'pawn'), 'toy train': ('toy car',), 'toy plane': ('toy boat',),
    'toy robot': ('toy rocket', 'teddy bear'), 'toy house': ('cube', 'toy brick'),
    'toy dinosaur': ('toy duck', 'toy turtle'), 'bell': ('cone', 'pawn'), 'spoon': ('key',),
    'flashlight': ('screwdriver', 'cucumber'), 'alarm clock': ('camera', 'drum'),
    'camera': ('cardboard box', 'alarm clock'), 'game controller': ('calculator', 'whistle'),
    'stapler': ('toy brick', 'calculator'), 'padlock': ('cube', 'camera'), 'key': ('spoon',),
    'dumbbell': ('hammer', 'headset'), 'headset': ('ring', 'dumbbell'),
    'calculator': ('book', 'game controller'), 'boot': ('mug', 'vase'),
    'pawn': ('bowling pin', 'candle'), 'whistle': ('toy car', 'stapler'),
    'crown': ('hat', 'ring'), 'drum': ('can', 'cylinder'), 'piggy bank': ('toy duck', 'teapot'),
    'toy turtle': ('hat', 'toy dinosaur'), 'mushroom': ('hat', 'apple'),
    'cucumber': ('banana', 'carrot'), 'croissant': ('banana', 'cucumber'),
    'cactus': ('flower pot', 'bottle'), 'pineapple': ('cactus', 'vase'),
    'pumpkin': ('tangerine', 'apple'), 'snowman': ('teddy bear', 'toy robot'),
    'hamburger': ('apple', 'mushroom'),
}  # fmt: skip
"""Kinds that are easily taken for each other, all of them in training."""


def shown_in(split: str) -> tuple[Kind, ...]:
    """Kinds that a split has beside those that it holds out. Training has `MORE`, so that what an
    object is, and its colour, is learned from many kinds."""
    return TRAINED + MORE if split == 'train' else TRAINED


def colours_of(name: str, held_out: bool) -> tuple[str, ...]:
    """Colours that a painted kind has: those of training, or those held out from it."""
    return tuple(c for c in COLOURS if ((name, c) in HELD_OUT_PAIRS) == held_out)
