"""Styles of rooms: how walls, floors, wood and proportions look; some are never trained on."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """Surfaces are (pattern of `paint`, first colour, second colour), colours 0..255."""

    name: str
    walls: tuple
    floors: tuple
    timber: tuple
    """Colours of the furniture's wood."""
    metal: tuple[int, int, int]
    trim: tuple[int, int, int]
    """Of door frames and skirting."""
    doors: tuple
    height: float
    """Of the rooms, m."""
    corridor: tuple[float, float]
    """Least and greatest width of the corridor, m."""
    room: tuple[float, float]
    """Least and greatest side of a room, m."""
    legs: str
    """`square` or `round`."""
    light: float
    """Brightness of the lamps, 1 is usual."""


WHITE, GREY, DARK = (236, 234, 228), (150, 150, 148), (60, 58, 56)

TRAINED = (
    Style(
        'modern',
        (('plaster', (226, 226, 222), GREY), ('plaster', (176, 190, 198), GREY)),
        (('boards', (172, 140, 104), (90, 70, 50)), ('tiles', (196, 196, 192), (150, 150, 148))),
        ((190, 160, 120), (88, 80, 74)),
        (170, 172, 176), WHITE, ((220, 218, 212), (120, 100, 84)),
        2.6, (2.0, 2.4), (3.8, 5.2), 'square', 1.0,
    ),
    Style(
        'cottage',
        (('flowers', (222, 208, 178), (176, 120, 110)), ('panels', (176, 128, 80), (96, 64, 36))),
        (('boards', (150, 98, 56), (70, 42, 24)), ('carpet', (130, 92, 70), (190, 160, 120))),
        ((138, 88, 50), (112, 66, 36)),
        (120, 100, 80), (150, 104, 62), ((128, 80, 44), (156, 108, 66)),
        2.35, (1.8, 2.1), (3.4, 4.5), 'round', 0.95,
    ),
    Style(
        'loft',
        (('bricks', (158, 76, 56),
         (186, 176, 162)), ('concrete', (168, 166, 162), (120, 118, 116))),
        (('concrete', (140, 138, 134), (100, 98, 96)), ('boards', (120, 88, 60), (50, 36, 26))),
        ((96, 70, 50), (148, 116, 84)),
        (64, 66, 70), (52, 52, 54), ((70, 72, 76), (110, 84, 60)),
        3.1, (2.2, 2.7), (4.2, 5.6), 'square', 1.05,
    ),
    Style(
        'hospital',
        (('plaster', (206, 224, 216), GREY), ('tiles', (222, 228, 226), (176, 190, 188))),
        (('tiles', (176, 192, 186), (140, 156, 150)), ('plaster', (150, 176, 180), GREY)),
        ((208, 204, 190), (186, 196, 190)),
        (196, 198, 200), (120, 168, 160), ((196, 214, 206), (158, 186, 196)),
        2.7, (2.3, 2.7), (3.8, 5.0), 'round', 1.12,
    ),
    Style(
        'classic',
        (('stripes', (196, 184, 150),
         (172, 156, 118)), ('stripes', (128, 150, 132), (112, 132, 116))),
        (('parquet', (172, 118, 70), (96, 62, 36)), ('carpet', (116, 52, 50), (160, 110, 80))),
        ((104, 60, 36), (84, 48, 30)),
        (176, 146, 84), (232, 226, 210), ((236, 230, 216), (98, 58, 36)),
        2.85, (1.9, 2.3), (3.8, 5.2), 'round', 0.98,
    ),
    Style(
        'school',
        (('plaster', (232, 216, 150), GREY), ('plaster', (160, 196, 216), GREY)),
        (('checker', (198, 190, 170), (150, 130, 110)), ('tiles', (170, 150, 120), (120, 104, 84))),
        ((206, 166, 108), (186, 140, 86)),
        (90, 110, 130), (86, 116, 146), ((70, 110, 150), (186, 146, 94)),
        2.8, (2.3, 2.7), (4.2, 5.6), 'square', 1.08,
    ),
    Style(
        'nordic',
        (('plaster', (238, 236, 230), GREY), ('panels', (226, 222, 212), (186, 182, 172))),
        (('boards', (208, 186, 152),
         (150, 130, 104)), ('boards', (186, 178, 166), (128, 122, 112))),
        ((216, 186, 140), (232, 228, 218)),
        (200, 200, 198), (242, 240, 234), ((240, 238, 232), (212, 184, 140)),
        2.5, (1.9, 2.3), (3.6, 4.8), 'round', 1.05,
    ),
    Style(
        'workhall',
        (('concrete', (186, 182, 170), (130, 126, 118)), ('plaster', (146, 160, 140), GREY)),
        (('concrete', (118, 122, 120), (86, 88, 86)), ('plaster', (136, 120, 100), GREY)),
        ((150, 124, 88), (110, 106, 100)),
        (104, 112, 118), (196, 168, 60), ((106, 118, 126), (150, 60, 44)),
        3.2, (2.2, 2.7), (4.2, 5.6), 'square', 1.0,
    ),
)  # fmt: skip

HELD_OUT = (
    Style(
        'japanese',
        (('lattice', (238, 230, 208), (92, 62, 40)), ('plaster', (204, 190, 154), GREY)),
        (('mats', (196, 186, 122), (52, 66, 48)), ('boards', (110, 74, 48), (56, 36, 22))),
        ((74, 48, 32), (164, 116, 68)),
        (60, 56, 52), (76, 50, 34), ((228, 220, 198), (80, 54, 36)),
        2.25, (1.75, 2.0), (3.4, 4.4), 'square', 0.95,
    ),
    Style(
        'palace',
        (('damask', (122, 30, 40), (170, 120, 50)), ('damask', (40, 66, 110), (150, 140, 90))),
        (('checker', (226, 222, 212), (48, 46, 48)), ('parquet', (140, 82, 42), (70, 40, 20))),
        ((92, 38, 24), (60, 40, 28)),
        (204, 168, 72), (206, 172, 84), ((236, 226, 196), (96, 40, 28)),
        3.5, (2.6, 3.0), (4.8, 6.0), 'round', 1.1,
    ),
    Style(
        'cellar',
        (('bricks', (126, 118, 104), (84, 80, 74)), ('bricks', (150, 140, 128), (190, 186, 178))),
        (('tiles', (122, 92, 74), (70, 60, 54)), ('concrete', (104, 98, 90), (66, 62, 58))),
        ((100, 84, 66), (70, 60, 50)),
        (92, 82, 74), (84, 78, 70), ((92, 72, 52), (72, 84, 72)),
        2.15, (1.75, 2.0), (3.4, 4.4), 'square', 0.85,
    ),
)  # fmt: skip

STYLES = {style.name: style for style in TRAINED + HELD_OUT}


def choose(rng, split: str) -> Style:
    styles = HELD_OUT if split == 'bodies' else TRAINED
    return styles[rng.integers(len(styles))]
