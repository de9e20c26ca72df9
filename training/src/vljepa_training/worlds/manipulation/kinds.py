"""The kinds of objects: `EVERY_SPLIT` in all splits, `HELD_OUT` in `objects` alone, `TRAINING_ONLY`
in training alone."""

from vljepa_training.worlds.episode import COLOURS

from .kind import Kind, kind
from .shapes import food, household, solids, tableware, toys

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


EVERY_SPLIT = (
    kind(solids.cube, 0.06, 0.09, 0.09, 0.05, flat=True, long=True),
    kind(solids.ball, 0.05, 0.1, 0.094, 0.05, rolls=True),
    kind(solids.cylinder, 0.045, 0.12, 0.084, 0.08, flat=True, tall=True),
    kind(solids.cone, 0.055, 0.13, 0.05, 0.07, tall=True),
    kind(solids.ring, 0.062, 0.04, 0.04, 0.025, rim=0.042),
    kind(tableware.mug, 0.055, 0.1, 0.088, 0.07, tall=True, long=True),
    kind(tableware.bottle, 0.04, 0.2, 0.076, 0.1, tall=True),
    kind(tableware.can, 0.038, 0.116, 0.072, 0.08, flat=True, tall=True),
    kind(tableware.plate, 0.088, 0.02, 0.012, 0.016, rim=0.086, flat=True, stands=False),
    kind(tableware.vase, 0.052, 0.175, 0.06, 0.115, tall=True),
    kind(tableware.teapot, 0.08, 0.11, 0.024, 0.098, long=True),
    kind(tableware.candle, 0.045, 0.165, 0.048, 0.09, tall=True),
    kind(toys.toy_brick, 0.065, 0.062, 0.068, 0.035, flat=True, long=True),
    kind(toys.toy_car, 0.08, 0.084, 0.072, 0.05, long=True),
    kind(toys.toy_duck, 0.07, 0.125, 0.062, 0.085, long=True),
    kind(toys.toy_boat, 0.085, 0.16, 0.01, 0.13, long=True),
    kind(toys.toy_rocket, 0.055, 0.175, 0.064, 0.09, tall=True),
    kind(household.book, 0.08, 0.04, 0.114, 0.025, long=True, flat=True),
    kind(household.hat, 0.08, 0.07, 0.09, 0.045, stands=False),
    kind(household.screwdriver, 0.09, 0.04, 0.038, 0.025, long=True),
    kind(toys.teddy_bear, 0.065, 0.168, 0.074, 0.125, (0.45, 0.27, 0.13), long=True),
    kind(
        household.cardboard_box, 0.065, 0.09, 0.09, 0.055, (0.68, 0.51, 0.33), flat=True, long=True
    ),
    kind(food.apple, 0.05, 0.1, 0.094, 0.055, (0.7, 0.1, 0.08), rolls=True),
    kind(food.banana, 0.085, 0.04, 0.04, 0.025, (0.93, 0.77, 0.12), stands=False, long=True),
    kind(food.tangerine, 0.047, 0.088, 0.09, 0.045, (0.95, 0.48, 0.05), rolls=True),
    kind(food.carrot, 0.085, 0.045, 0.04, 0.025, (0.93, 0.42, 0.08), stands=False, long=True),
    kind(household.hammer, 0.09, 0.04, 0.026, 0.025, (0.66, 0.46, 0.26), stands=False, long=True),
    kind(household.sponge, 0.065, 0.05, 0.08, 0.03, (0.93, 0.83, 0.3), long=True),
    kind(tableware.flower_pot, 0.055, 0.14, 0.1, 0.065, (0.72, 0.36, 0.2), tall=True),
)
HELD_OUT = (
    kind(solids.pyramid, 0.07, 0.12, 0.05, 0.06, long=True),
    kind(tableware.cup, 0.047, 0.095, 0.086, 0.065, tall=True),
    kind(tableware.jar, 0.045, 0.112, 0.086, 0.06, flat=True, tall=True),
    kind(toys.toy_truck, 0.085, 0.1, 0.076, 0.06, long=True),
    kind(food.pear, 0.05, 0.14, 0.075, 0.065, (0.68, 0.72, 0.2), tall=True),
    kind(food.lemon, 0.055, 0.072, 0.07, 0.04, (0.95, 0.85, 0.12), rolls=True, long=True),
    kind(household.wrench, 0.095, 0.024, 0.024, 0.015, (0.55, 0.57, 0.6), stands=False, long=True),
)
TRAINING_ONLY = (
    kind(toys.bowling_pin, 0.037, 0.198, 0.056, 0.1, tall=True),
    kind(toys.toy_train, 0.08, 0.124, 0.066, 0.08, long=True),
    kind(toys.toy_plane, 0.088, 0.1, 0.042, 0.06, stands=False, long=True),
    kind(toys.toy_robot, 0.062, 0.189, 0.06, 0.14, tall=True, long=True),
    kind(toys.toy_house, 0.06, 0.147, 0.108, 0.083, long=True),
    kind(toys.toy_dinosaur, 0.095, 0.155, 0.06, 0.062, long=True),
    kind(tableware.bell, 0.051, 0.15, 0.02, 0.11, tall=True),
    kind(tableware.spoon, 0.092, 0.022, 0.012, 0.014, stands=False, long=True),
    kind(household.flashlight, 0.09, 0.06, 0.038, 0.03, stands=False, long=True),
    kind(household.alarm_clock, 0.05, 0.136, 0.1, 0.06, tall=True, long=True),
    kind(household.camera, 0.055, 0.088, 0.11, 0.05, long=True),
    kind(household.game_controller, 0.085, 0.051, 0.058, 0.025, stands=False, long=True),
    kind(household.stapler, 0.085, 0.07, 0.038, 0.045, long=True),
    kind(household.padlock, 0.044, 0.135, 0.046, 0.045, tall=True, long=True),
    kind(household.key, 0.09, 0.022, 0.016, 0.012, stands=False, long=True),
    kind(household.dumbbell, 0.087, 0.084, 0.026, 0.045, stands=False, long=True),
    kind(household.headset, 0.075, 0.158, 0.02, 0.148, stands=False, long=True),
    kind(household.calculator, 0.078, 0.028, 0.1, 0.015, flat=True, long=True),
    kind(household.boot, 0.078, 0.152, 0.074, 0.12, tall=True, long=True),
    kind(toys.pawn, 0.044, 0.155, 0.05, 0.13, tall=True),
    kind(toys.whistle, 0.084, 0.068, 0.044, 0.05, stands=False, long=True),
    kind(household.crown, 0.06, 0.077, 0.014, 0.035, rim=0.048),
    kind(toys.drum, 0.055, 0.094, 0.11, 0.05, flat=True),
    kind(toys.piggy_bank, 0.075, 0.115, 0.088, 0.06, long=True),
    kind(toys.toy_turtle, 0.088, 0.066, 0.104, 0.032, stands=False, long=True),
    kind(food.mushroom, 0.056, 0.119, 0.112, 0.066, (0.74, 0.1, 0.07), tall=True),
    kind(food.cucumber, 0.092, 0.046, 0.044, 0.025, (0.15, 0.4, 0.12), stands=False, long=True),
    kind(food.croissant, 0.074, 0.05, 0.074, 0.025, (0.78, 0.48, 0.18), stands=False, long=True),
    kind(tableware.cactus, 0.058, 0.187, 0.05, 0.11, (0.2, 0.48, 0.2), tall=True, long=True),
    kind(food.pineapple, 0.045, 0.186, 0.08, 0.088, (0.86, 0.6, 0.14), tall=True),
    kind(food.pumpkin, 0.055, 0.1, 0.108, 0.04, (0.92, 0.42, 0.05)),
    kind(toys.snowman, 0.062, 0.188, 0.056, 0.14, (0.92, 0.93, 0.95), tall=True),
    kind(food.hamburger, 0.056, 0.085, 0.112, 0.045, (0.8, 0.5, 0.2)),
)
KINDS = {k.name: k for k in EVERY_SPLIT + HELD_OUT + TRAINING_ONLY}

HELD_OUT_PAIRS = frozenset(
    {
        ('mug', 'blue'),
        ('cube', 'purple'),
        ('ball', 'green'),
        ('toy car', 'yellow'),
        ('book', 'red'),
        ('bottle', 'orange'),
        ('cylinder', 'white'),
        ('hat', 'black'),
        ('can', 'green'),
        ('toy duck', 'purple'),
        ('plate', 'blue'),
        ('cone', 'red'),
        ('vase', 'yellow'),
        ('toy brick', 'orange'),
        ('teapot', 'white'),
        ('candle', 'black'),
    }
)

ALIKE = {
    'cube': ('cardboard box', 'toy brick'),
    'ball': ('apple', 'tangerine'),
    'cylinder': ('can', 'candle'),
    'cone': ('toy rocket', 'vase'),
    'ring': ('plate',),
    'mug': ('can', 'teapot'),
    'bottle': ('vase', 'candle'),
    'can': ('cylinder', 'mug'),
    'plate': ('hat', 'ring'),
    'vase': ('bottle', 'flower pot'),
    'teapot': ('mug', 'toy duck'),
    'candle': ('cylinder', 'bottle'),
    'toy brick': ('cube', 'sponge'),
    'toy car': ('toy boat', 'toy brick'),
    'toy duck': ('teddy bear', 'teapot'),
    'toy boat': ('toy car', 'toy duck'),
    'toy rocket': ('cone', 'bottle'),
    'book': ('sponge', 'cardboard box'),
    'hat': ('plate', 'flower pot'),
    'screwdriver': ('hammer', 'carrot'),
    'teddy bear': ('toy duck',),
    'cardboard box': ('cube', 'book'),
    'apple': ('tangerine', 'ball'),
    'banana': ('carrot', 'hammer'),
    'tangerine': ('apple', 'ball'),
    'carrot': ('banana', 'screwdriver'),
    'hammer': ('screwdriver', 'banana'),
    'sponge': ('book', 'toy brick'),
    'flower pot': ('vase', 'mug'),
    'pyramid': ('cone', 'cube'),
    'cup': ('mug', 'can'),
    'jar': ('can', 'cylinder'),
    'toy truck': ('toy car', 'cardboard box'),
    'pear': ('apple', 'vase'),
    'lemon': ('tangerine', 'banana'),
    'wrench': ('hammer', 'screwdriver'),
    'bowling pin': ('bottle', 'pawn'),
    'toy train': ('toy car',),
    'toy plane': ('toy boat',),
    'toy robot': ('toy rocket', 'teddy bear'),
    'toy house': ('cube', 'toy brick'),
    'toy dinosaur': ('toy duck', 'toy turtle'),
    'bell': ('cone', 'pawn'),
    'spoon': ('key',),
    'flashlight': ('screwdriver', 'cucumber'),
    'alarm clock': ('camera', 'drum'),
    'camera': ('cardboard box', 'alarm clock'),
    'game controller': ('calculator', 'whistle'),
    'stapler': ('toy brick', 'calculator'),
    'padlock': ('cube', 'camera'),
    'key': ('spoon',),
    'dumbbell': ('hammer', 'headset'),
    'headset': ('ring', 'dumbbell'),
    'calculator': ('book', 'game controller'),
    'boot': ('mug', 'vase'),
    'pawn': ('bowling pin', 'candle'),
    'whistle': ('toy car', 'stapler'),
    'crown': ('hat', 'ring'),
    'drum': ('can', 'cylinder'),
    'piggy bank': ('toy duck', 'teapot'),
    'toy turtle': ('hat', 'toy dinosaur'),
    'mushroom': ('hat', 'apple'),
    'cucumber': ('banana', 'carrot'),
    'croissant': ('banana', 'cucumber'),
    'cactus': ('flower pot', 'bottle'),
    'pineapple': ('cactus', 'vase'),
    'pumpkin': ('tangerine', 'apple'),
    'snowman': ('teddy bear', 'toy robot'),
    'hamburger': ('apple', 'mushroom'),
}
"""Kinds that are easily taken for each other, all of them in training."""


def shown_in(split: str) -> tuple[Kind, ...]:
    """Kinds that a split has beside those that it holds out. Training has `TRAINING_ONLY` too, so
    that what an object is, and its colour, is learned from many kinds."""
    return EVERY_SPLIT + TRAINING_ONLY if split == 'train' else EVERY_SPLIT


def colours_of(name: str, held_out: bool) -> tuple[str, ...]:
    """Colours that a painted kind has: those of training, or those held out from it."""
    return tuple(c for c in COLOURS if ((name, c) in HELD_OUT_PAIRS) == held_out)
