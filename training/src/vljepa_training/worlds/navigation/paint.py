"""Small tileable textures for walls and floors: uint8 RGB arrays, [SIDE, SIDE, 3].

Every pattern takes a generator and two colours (0..255).
"""

import numpy as np

from vljepa_training.scenes.textures import noise, shade

SIDE = 128


def grain(rng, exponent=1.0, stretch=(1.0, 1.0)) -> np.ndarray:
    return noise(rng, SIDE, SIDE, exponent, stretch)


def grid() -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    return y, x


def mixed(rng, first, second, share, depth=0.04) -> np.ndarray:
    """`second` where `share` [SIDE, SIDE] is 1, `first` where it is 0, both with some grain."""
    share = np.asarray(share, float)[..., None]
    pixels = np.array(first, float) * (1 - share) + np.array(second, float) * share
    return np.clip(pixels * (1 + depth * grain(rng, 0.6)[..., None]), 0, 255).astype(np.uint8)


def plaster(rng, first, second) -> np.ndarray:
    return shade(first, grain(rng, 0.9), 0.03)


def stripes(rng, first, second) -> np.ndarray:
    _, x = grid()
    return mixed(rng, first, second, (x // 16) % 2, 0.02)


def flowers(rng, first, second) -> np.ndarray:
    y, x = grid()
    u, v = (x % 32) - 16, ((y + 16 * ((x // 32) % 2)) % 32) - 16
    return mixed(rng, first, second, np.hypot(u, v) < 8 + 4 * np.cos(5 * np.arctan2(v, u)), 0.02)


def bricks(rng, first, second) -> np.ndarray:
    y, x = grid()
    shifted = x + 16 * ((y // 16) % 2)
    tint = rng.uniform(0.8, 1.15, (8, 5))[y // 16, (shifted // 32) % 4][..., None]
    mortar = (y % 16 < 2) | (shifted % 32 < 2)
    pixels = mixed(rng, first, second, mortar, 0.08).astype(float)
    return np.clip(np.where(mortar[..., None], pixels, pixels * tint), 0, 255).astype(np.uint8)


def panels(rng, first, second) -> np.ndarray:
    """Upright boards with dark joints."""
    _, x = grid()
    pixels = shade(first, grain(rng, 1.1, (1.0, 10.0)).T, 0.1)
    return np.where((x % 32 < 2)[..., None], np.array(second, np.uint8), pixels)


def lattice(rng, first, second) -> np.ndarray:
    """Paper between thin bars."""
    y, x = grid()
    return mixed(rng, first, second, (y % 32 < 3) | (x % 32 < 3), 0.02)


def concrete(rng, first, second) -> np.ndarray:
    y, x = grid()
    joints = (y % 64 < 1) | (x % 128 < 1)
    return mixed(rng, shade(first, grain(rng, 1.2), 0.07), second, joints, 0.03)


def boards(rng, first, second) -> np.ndarray:
    y, x = grid()
    pixels = shade(first, grain(rng, 1.1, (1.0, 10.0)), 0.09).astype(float)
    pixels *= rng.uniform(0.82, 1.12, 8)[y // 16][..., None]
    joints = (y % 16 < 1) | ((x + 37 * (y // 16)) % 64 < 1)
    return np.where(joints[..., None], np.array(second), np.clip(pixels, 0, 255)).astype(np.uint8)


def parquet(rng, first, second) -> np.ndarray:
    """Squares of boards that lie across one another."""
    y, x = grid()
    turned = (y // 32 + x // 32) % 2
    along = np.where(turned, y, x)
    tint = 0.9 + 0.2 * rng.random((16, 4))[along // 8, (np.where(turned, x, y)) // 32]
    pixels = shade(first, grain(rng, 0.8), 0.06) * tint[..., None]
    return np.where((along % 8 < 1)[..., None], np.array(second), np.clip(pixels, 0, 255)).astype(
        np.uint8
    )


def tiles(rng, first, second) -> np.ndarray:
    """One colour, `second` in the joints."""
    y, x = grid()
    return mixed(rng, first, second, (y % 32 < 2) | (x % 32 < 2), 0.03)


def checker(rng, first, second) -> np.ndarray:
    y, x = grid()
    return mixed(rng, first, second, (y // 32 + x // 32) % 2, 0.04)


def carpet(rng, first, second) -> np.ndarray:
    return mixed(rng, first, second, 0.35 * (grain(rng, 0.1) > 0.4), 0.1)


def mats(rng, first, second) -> np.ndarray:
    """Straw mats with dark borders."""
    y, x = grid()
    straw = shade(first, grain(rng, 0.5, (1.0, 12.0)), 0.06)
    return np.where(((y % 64 < 4) | (x % 128 < 3))[..., None], np.array(second, np.uint8), straw)


def damask(rng, first, second) -> np.ndarray:
    y, x = (2 * np.pi * g / SIDE for g in grid())
    wave = np.cos(2 * x) * np.cos(2 * y) + 0.6 * np.cos(4 * x + np.sin(4 * y))
    return mixed(rng, first, second, wave > 0.35, 0.03)


def books(rng) -> np.ndarray:
    """A shelf's row of book backs, filling the texture once."""
    palette = np.array(
        [(140, 31, 26), (31, 51, 107), (36, 84, 51), (191, 168, 122), (76, 46, 26), (31, 31, 36)]
        + [(184, 115, 38), (209, 209, 204), (102, 31, 76)]
    )
    y, _x = grid()
    edges = np.cumsum(rng.integers(4, 11, 40))
    book = np.searchsorted(edges, np.arange(SIDE))
    rgb = palette[rng.integers(len(palette), size=41)][book] * rng.uniform(0.8, 1.1, 41)[book, None]
    top = rng.integers(0, 34, 41)[book]
    pixels = np.where((y < top)[..., None], 25, np.broadcast_to(rgb, (SIDE, SIDE, 3)))
    gap = np.isin(np.arange(SIDE), edges)[None, :, None]
    return np.clip(np.where(gap, 20, pixels), 0, 255).astype(np.uint8)


def view(rng) -> np.ndarray:
    """Hills under a sky, for pictures and windows."""
    y = np.linspace(0, 1, SIDE)[:, None, None]
    sky = np.array((110, 165, 225)) * (1 - y) + np.array((245, 230, 200)) * y
    pixels = np.broadcast_to(sky, (SIDE, SIDE, 3)).copy()
    for level in (0.5, 0.68, 0.84):
        ridge = (level + 0.07 * noise(rng, 1, SIDE, 1.4)[0]) * SIDE
        rgb = np.array((70, 110, 70)) * rng.uniform(0.6, 1.3, 3)
        pixels[np.arange(SIDE)[:, None] > ridge[None, :]] = rgb
    return np.clip(pixels, 0, 255).astype(np.uint8)


def shapes(rng) -> np.ndarray:
    """A poster of coloured shapes."""
    y, x = grid()
    pixels = np.full((SIDE, SIDE, 3), rng.integers(170, 245, 3), float)
    for _ in range(9):
        u, v = (x - rng.integers(SIDE)) / rng.integers(8, 40), (y - rng.integers(SIDE)) / 22
        inside = np.maximum(abs(u), abs(v)) < 1 if rng.random() < 0.5 else np.hypot(u, v) < 1
        pixels[inside] = rng.integers(20, 235, 3)
    return pixels.astype(np.uint8)


def text(rng) -> np.ndarray:
    """A bright screen or a board with lines of writing."""
    y, x = grid()
    ground, ink = np.array((225, 232, 240)), np.array((50, 80, 130))
    ends = rng.integers(20, 115, SIDE // 10 + 1)[y // 10]
    written = (y % 10 > 5) & (x > 12) & (x < ends) & (y > 10)
    return np.where(written[..., None], ink, ground).astype(np.uint8)
