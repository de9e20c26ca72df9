"""Kinds of things: what they are also called, what looks like them, how they are spoken of.

A kind that is not listed works too: it is called by its own name and looks like nothing else.
"""

from functools import cache

MANIPULATION_KINDS = (
    'cube',
    'ball',
    'cylinder',
    'cone',
    'ring',
    'mug',
    'bottle',
    'can',
    'plate',
    'vase',
    'teapot',
    'candle',
    'toy brick',
    'toy car',
    'toy duck',
    'toy boat',
    'toy rocket',
    'book',
    'hat',
    'screwdriver',
    'teddy bear',
    'cardboard box',
    'apple',
    'banana',
    'tangerine',
    'carrot',
    'hammer',
    'sponge',
    'flower pot',
    'pyramid',
    'cup',
    'jar',
    'toy truck',
    'pear',
    'lemon',
    'wrench',
    'drawer',
    'box',
    'tray',
    'bowl',
    'basket',
    'stand',
    'shelf',
)
NAVIGATION_KINDS = (
    'sofa',
    'armchair',
    'chair',
    'office chair',
    'stool',
    'bench',
    'beanbag',
    'bed',
    'dining table',
    'coffee table',
    'reading table',
    'piano',
    'bookcase',
    'storage shelf',
    'cabinet',
    'wardrobe',
    'filing cabinet',
    'chest of drawers',
    'bedside table',
    'coat rack',
    'plant',
    'floor lamp',
    'television',
    'grandfather clock',
    'kitchen counter',
    'stove',
    'fridge',
    'bathtub',
    'toilet',
    'washbasin',
    'washing machine',
    'desk',
    'copier',
    'whiteboard',
    'workbench',
    'tool cabinet',
    'ladder',
    'treadmill',
    'box',
    'crate',
    'suitcase',
    'ball',
    'bin',
    'bucket',
    'barrel',
    'cart',
    'traffic cone',
    'toolbox',
    'wet floor sign',
    'fan',
    'person',
    'door',
    'ceiling lamp',
)
TRAINING_KINDS = (
    'bowling pin',
    'toy train',
    'toy plane',
    'toy robot',
    'toy house',
    'toy dinosaur',
    'bell',
    'spoon',
    'flashlight',
    'alarm clock',
    'camera',
    'game controller',
    'stapler',
    'padlock',
    'key',
    'dumbbell',
    'headset',
    'calculator',
    'boot',
    'pawn',
    'whistle',
    'crown',
    'drum',
    'piggy bank',
    'toy turtle',
    'mushroom',
    'cucumber',
    'croissant',
    'cactus',
    'pineapple',
    'pumpkin',
    'snowman',
    'hamburger',
)
"""Kinds of objects on tables that training alone shows, and so asks for."""

HELD_KINDS = frozenset(
    {
        'pyramid',
        'cup',
        'jar',
        'toy truck',
        'pear',
        'lemon',
        'wrench',
        'armchair',
        'piano',
        'barrel',
        'bucket',
        'fan',
        'treadmill',
    }
)
"""Shown, and so asked for, by the split `objects` alone; in training always absent."""

HELD_PAIRS = {
    'manipulation': frozenset(
        {
            ('blue', 'mug'),
            ('purple', 'cube'),
            ('green', 'ball'),
            ('yellow', 'toy car'),
            ('red', 'book'),
            ('orange', 'bottle'),
            ('white', 'cylinder'),
            ('black', 'hat'),
            ('green', 'can'),
            ('purple', 'toy duck'),
            ('blue', 'plate'),
            ('red', 'cone'),
            ('yellow', 'vase'),
            ('orange', 'toy brick'),
            ('white', 'teapot'),
            ('black', 'candle'),
        }
    ),
    'navigation': frozenset(
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
    ),
}
"""(Colour, kind), by world: shown, and so asked for, by the split `pairs` alone."""

UNPAINTED = frozenset(
    {
        'teddy bear',
        'cardboard box',
        'apple',
        'banana',
        'tangerine',
        'carrot',
        'hammer',
        'sponge',
        'flower pot',
        'pear',
        'lemon',
        'wrench',
        'basket',
        'dining table',
        'coffee table',
        'reading table',
        'piano',
        'bookcase',
        'storage shelf',
        'filing cabinet',
        'chest of drawers',
        'bedside table',
        'coat rack',
        'plant',
        'floor lamp',
        'television',
        'grandfather clock',
        'stove',
        'bathtub',
        'toilet',
        'washbasin',
        'washing machine',
        'desk',
        'copier',
        'whiteboard',
        'workbench',
        'ladder',
        'treadmill',
        'traffic cone',
        'wet floor sign',
        'fan',
        'person',
        'door',
        'ceiling lamp',
        'mushroom',
        'cucumber',
        'croissant',
        'cactus',
        'pineapple',
        'pumpkin',
        'snowman',
        'hamburger',
    }
)
"""Kinds with a look of their own: nobody asks for a green one."""

SYNONYMS = {
    'mug': ('coffee mug',),
    'cube': ('block',),
    'ring': ('hoop',),
    'can': ('tin can',),
    'banana': ('ripe banana',),
    'bottle': ('flask',),
    'teapot': ('tea pot',),
    'toy brick': ('toy block',),
    'toy duck': ('rubber duck',),
    'toy boat': ('toy sailing boat',),
    'teddy bear': ('teddy', 'toy bear'),
    'tangerine': ('mandarin',),
    'flower pot': ('plant pot',),
    'sofa': ('couch',),
    'wardrobe': ('closet',),
    'bookcase': ('bookshelf',),
    'television': ('tv set',),
    'fridge': ('refrigerator',),
    'plant': ('potted plant',),
    'washbasin': ('sink',),
    'copier': ('photocopier',),
    'bin': ('waste bin',),
    'suitcase': ('travel case',),
    'traffic cone': ('safety cone',),
    'stove': ('cooker',),
}
"""Other words for a kind. Used only where no other thing in sight goes by that word."""

IS_ALSO = {
    'armchair': ('chair', 'sofa'),
    'toolbox': ('box',),
    'crate': ('box',),
    'cup': ('mug',),
    'mug': ('cup',),
    'tray': ('plate',),
    'dining table': ('reading table',),
    'reading table': ('dining table',),
    'tangerine': ('orange',),
    'chest of drawers': ('drawer', 'cabinet'),
    'kitchen counter': ('cabinet',),
    'workbench': ('desk',),
    'desk': ('workbench',),
    'television': ('cabinet',),
    'storage shelf': ('bookcase',),
    'cube': ('toy brick', 'toy block'),
    'toy brick': ('block', 'cube'),
}
"""Words that a kind is not called by here, but that people might mean it by. The same holds for
the last words of a name: an office chair is a chair."""

FAMILIES = (
    ('mug', 'cup', 'can', 'bowl', 'teapot', 'flower pot', 'jar'),
    ('bottle', 'vase', 'candle', 'can', 'cylinder', 'jar', 'teapot'),
    ('ball', 'apple', 'tangerine', 'lemon', 'pear'),
    ('banana', 'carrot', 'lemon', 'pear', 'hammer'),
    ('apple', 'banana', 'tangerine', 'pear', 'lemon', 'carrot'),
    ('cube', 'cylinder', 'cone', 'pyramid', 'ring', 'ball'),
    ('cardboard box', 'cube', 'toy brick', 'book', 'sponge', 'box'),
    ('toy car', 'toy truck', 'toy boat', 'toy rocket', 'toy duck', 'teddy bear', 'toy brick'),
    ('hammer', 'screwdriver', 'wrench', 'carrot'),
    ('cone', 'toy rocket', 'vase', 'flower pot', 'pyramid', 'hat'),
    ('plate', 'hat', 'ring', 'tray', 'bowl'),
    ('drawer', 'box', 'tray', 'bowl', 'basket', 'shelf', 'stand'),
    ('chair', 'armchair', 'stool', 'bench', 'sofa', 'office chair', 'beanbag'),
    ('sofa', 'armchair', 'bed', 'bench', 'beanbag', 'bathtub'),
    (
        'dining table',
        'coffee table',
        'reading table',
        'desk',
        'workbench',
        'bedside table',
        'kitchen counter',
        'piano',
    ),
    (
        'wardrobe',
        'bookcase',
        'storage shelf',
        'cabinet',
        'fridge',
        'filing cabinet',
        'chest of drawers',
        'tool cabinet',
        'grandfather clock',
    ),
    ('fridge', 'stove', 'washing machine', 'washbasin', 'copier', 'kitchen counter'),
    ('television', 'whiteboard', 'piano'),
    ('plant', 'floor lamp', 'coat rack', 'fan', 'ladder', 'grandfather clock'),
    ('box', 'crate', 'suitcase', 'toolbox', 'cart'),
    ('bin', 'bucket', 'barrel', 'traffic cone', 'wet floor sign'),
    ('bathtub', 'toilet', 'washbasin'),
    ('floor lamp', 'ceiling lamp'),
    ('ladder', 'treadmill', 'cart', 'coat rack'),
    ('person', 'coat rack', 'fan'),
    ('ball', 'beanbag', 'bucket'),
    (
        'toy train',
        'toy plane',
        'toy robot',
        'toy house',
        'toy dinosaur',
        'toy turtle',
        'piggy bank',
        'snowman',
    ),
    ('spoon', 'key', 'flashlight', 'whistle', 'stapler', 'dumbbell'),
    ('bell', 'pawn', 'bowling pin', 'snowman', 'cactus'),
    ('camera', 'alarm clock', 'calculator', 'game controller', 'headset', 'padlock'),
    ('mushroom', 'cucumber', 'croissant', 'cactus', 'pineapple', 'pumpkin', 'hamburger'),
    ('boot', 'crown', 'drum', 'mushroom', 'bell'),
)
"""Kinds that are taken for each other."""

LOOKS = {
    'banana': 'yellow',
    'lemon': 'yellow',
    'tangerine': 'orange',
    'carrot': 'orange',
    'apple': 'red',
    'sponge': 'yellow',
    'teddy bear': 'brown',
    'cardboard box': 'brown',
    'basket': 'brown',
    'hammer': 'brown',
    'wrench': 'grey',
    'cucumber': 'green',
    'croissant': 'brown',
    'cactus': 'green',
    'pumpkin': 'orange',
    'snowman': 'white',
}
"""Main colours of what has a look of its own; what is neither painted nor here may show any."""

OPENABLE = ('drawer', 'box', 'door')
"""Kinds that open, where the world has it so; a box on the floor of a room does not."""

ROOMS = (
    'kitchen',
    'office',
    'bedroom',
    'living room',
    'library',
    'bathroom',
    'workshop',
    'storage room',
    'corridor',
)

PLURALS = {
    'person': 'people',
    'shelf': 'shelves',
    'storage shelf': 'storage shelves',
    'bookshelf': 'bookshelves',
    'chest of drawers': 'chests of drawers',
}
PAIRS = ('scissors', 'pliers', 'glasses', 'trousers')
NUMBERS = ('no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten')
COUNTS = ('zero', 'one', 'two', 'three', 'four', 'five')


@cache
def kinds(world: str, split: str) -> tuple[str, ...]:
    """What can be there: only of these is anything asked that is absent."""
    if world == 'navigation':
        return NAVIGATION_KINDS
    return MANIPULATION_KINDS + TRAINING_KINDS * (split == 'train')


@cache
def names(kind: str) -> tuple[str, ...]:
    """The kind's own name, then its other names."""
    return (kind, *SYNONYMS.get(kind, ()))


@cache
def goes_by(kind: str) -> tuple[str, ...]:
    """All that might be meant by a word: names, ends of names (`office chair`: `chair`), others."""
    called = (*names(kind), *IS_ALSO.get(kind, ()))
    ends = (' '.join(parts[i:]) for n in called for parts in [n.split()] for i in range(len(parts)))
    return tuple(dict.fromkeys(ends))


def may_be_asked(kind: str, colour: str | None, world: str, split: str) -> bool:
    """Whether this split may ask for something absent: only for what it could as well show."""
    if kind not in kinds(world, split) or (colour and kind in UNPAINTED):
        return False
    if kind in HELD_KINDS and split != 'objects':
        return False
    return (colour, kind) not in HELD_PAIRS[world] or split == 'pairs'


@cache
def look_alikes(kind: str) -> tuple[str, ...]:
    """Kinds of the same families, without duplicates."""
    others = (other for family in FAMILIES if kind in family for other in family)
    return tuple(dict.fromkeys(other for other in others if other != kind))


@cache
def plural(noun: str) -> str:
    if noun in PLURALS:
        return PLURALS[noun]
    if noun.endswith(('s', 'x', 'ch', 'sh')):
        return noun + 'es'
    if noun.endswith('y') and noun[-2] not in 'aeiou':
        return noun[:-1] + 'ies'
    return noun + 's'


def coloured(noun: str, colour: str | None) -> str:
    """`red mug`; a person wears the colour: `person in red`."""
    if colour is None:
        return f'pair of {noun}' if noun in PAIRS else noun
    if noun in names('person'):
        return f'{noun} in {colour}'
    return f'pair of {colour} {noun}' if noun in PAIRS else f'{colour} {noun}'


def coloured_plural(noun: str, colour: str | None) -> str:
    if colour is None:
        return plural(noun)
    if noun in names('person'):
        return f'{plural(noun)} in {colour}'
    return f'pairs of {colour} {noun}' if noun in PAIRS else f'{colour} {plural(noun)}'


def with_article(words: str) -> str:
    """`a mug`, `an orange mug`; a `u` as in `unit` is not among the kinds' first sounds."""
    return f'an {words}' if words[0] in 'aeiou' else f'a {words}'
