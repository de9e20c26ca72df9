"""Textures painted from a random generator: uint8 RGB arrays, [height, width, 3].

Those called tileable repeat without a seam, because their noise is made in the Fourier domain.
"""

import numpy as np
from PIL import Image, ImageDraw

SIDE = 512


def noise(rng, height=SIDE, width=SIDE, exponent=1.0, stretch=(1.0, 1.0)):
    """Tileable 1/f noise with zero mean and unit deviation; `stretch` lengthens it along y, x."""
    fy = np.fft.fftfreq(height)[:, None] * height * stretch[0]
    fx = np.fft.fftfreq(width)[None, :] * width * stretch[1]
    radius = np.hypot(fy, fx)
    radius[0, 0] = np.inf
    spectrum = np.fft.fft2(rng.standard_normal((height, width))) / radius**exponent
    field = np.fft.ifft2(spectrum).real
    return (field - field.mean()) / field.std()


def shade(rgb, field, depth):
    """A colour made lighter and darker by a noise field."""
    pixels = np.asarray(rgb, float)[None, None, :] * (1 + depth * field[..., None])
    return np.clip(pixels, 0, 255).astype(np.uint8)


def plaster(rng, rgb, depth=0.035):
    return shade(rgb, noise(rng, exponent=0.9), depth)


def carpet(rng, rgb):
    """Tileable short pile with a woven diamond pattern."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] * (2 * np.pi / SIDE)
    diamonds = np.where(np.cos(4 * (x + y)) + np.cos(4 * (x - y)) > 0.9, 0.25, 0.0)
    return shade(rgb, 0.16 * noise(rng, exponent=0.15) - diamonds + 0.1 * noise(rng), 1.0)


def wood(rng, rgb, boards=4):
    """Tileable boards along x, each with its own grain and tint."""
    grain = noise(rng, exponent=1.1, stretch=(1.0, 14.0))
    rings = np.sin(7 * grain + 2 * noise(rng, exponent=1.6))
    pixels = shade(rgb, 0.6 * grain + 0.5 * rings, 0.13).astype(float)
    height = SIDE // boards
    for board in range(boards):
        rows = slice(board * height, (board + 1) * height)
        pixels[rows] = np.roll(pixels[rows], rng.integers(SIDE), axis=1) * rng.uniform(0.86, 1.1)
        if boards > 1:
            pixels[board * height : board * height + 2] *= 0.45
            joint = rng.integers(SIDE)
            pixels[rows, joint : joint + 2] *= 0.45
    return np.clip(pixels, 0, 255).astype(np.uint8)


def bricks(rng, rows=8, columns=4):
    """Tileable running bond with mortar."""
    mortar = shade((178, 170, 158), noise(rng, exponent=0.5), 0.06).astype(float)
    rough = noise(rng, exponent=0.7)
    height, width = SIDE // rows, SIDE // columns
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    row = y // height
    shifted = (x + (row % 2) * width // 2) % SIDE
    column = shifted // width
    palette = np.array([(150, 68, 50), (168, 82, 58), (136, 58, 46), (176, 96, 72), (120, 56, 48)])
    tint = palette[rng.integers(len(palette), size=(rows, columns))][row, column].astype(float)
    edge = np.minimum.reduce(
        [y % height, height - 1 - y % height, shifted % width, width - 1 - shifted % width]
    )
    face = tint * (1 + 0.1 * rough[..., None]) * np.clip(0.75 + 0.08 * edge, 0, 1)[..., None]
    pixels = np.where((edge < 4)[..., None], mortar * 0.85, face)
    return np.clip(pixels, 0, 255).astype(np.uint8)


def tiles(rng, light, dark, count=4):
    """Tileable checkered floor tiles with grout."""
    side = SIDE // count
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    odd = ((y // side + x // side) % 2).astype(bool)
    pixels = np.where(odd[..., None], np.array(dark, float), np.array(light, float))
    pixels *= 1 + 0.05 * noise(rng, exponent=0.9)[..., None]
    grout = (np.minimum(y % side, x % side) < 3)[..., None]
    return np.clip(np.where(grout, 120.0, pixels), 0, 255).astype(np.uint8)


def wallpaper(rng, ground, figure):
    """Tileable stripes with a flower between them."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] * (2 * np.pi / SIDE)
    pixels = shade(ground, noise(rng, exponent=0.6), 0.02).astype(float)
    stripe = np.abs(np.sin(2 * x)) < 0.12
    u, v = (4 * x) % (2 * np.pi) - np.pi, (4 * y) % (2 * np.pi) - np.pi
    radius, angle = np.hypot(u, v), np.arctan2(v, u)
    flower = radius < 1.3 + 0.7 * np.cos(5 * angle)
    pixels[stripe | flower] = figure
    pixels[radius < 0.45] = np.array(ground) * 0.7
    return np.clip(pixels, 0, 255).astype(np.uint8)


def fabric(rng, rgb, band):
    """Tileable checked cloth."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    weight = 0.5 * ((x // 32) % 2) + 0.5 * ((y // 32) % 2)
    pixels = np.array(rgb) * (1 - weight[..., None]) + np.array(band) * weight[..., None]
    return np.clip(pixels * (1 + 0.08 * noise(rng, exponent=0.2)[..., None]), 0, 255).astype(
        np.uint8
    )


def fur(rng, rgb):
    """Tileable short hair."""
    return shade(rgb, noise(rng, exponent=0.55, stretch=(3.0, 1.0)), 0.2)


def landscape(rng, width=384, height=256):
    """A picture of hills under a sky, for posters and windows."""
    y = np.linspace(0, 1, height)[:, None, None]
    pixels = np.array((95, 150, 215)) * (1 - y) + np.array((250, 225, 190)) * y
    clouds = np.clip(noise(rng, height, width, 1.5, (2.0, 1.0)) - 0.4, 0, 1)[..., None]
    pixels = pixels * (1 - 0.6 * clouds) + 250 * 0.6 * clouds
    for level, rgb in ((0.45, (110, 130, 160)), (0.6, (80, 120, 80)), (0.78, (50, 95, 45))):
        ridge = (level + 0.06 * noise(rng, 1, width, 1.4)[0]) * height
        below = np.arange(height)[:, None] > ridge[None, :]
        pixels[below] = np.array(rgb) * (1 + 0.12 * noise(rng, height, width, 0.6))[below][:, None]
    return np.clip(pixels, 0, 255).astype(np.uint8)


def abstract(rng, width=256, height=320):
    """A poster of coloured shapes."""
    picture = Image.new('RGB', (width, height), (240, 234, 220))
    draw = ImageDraw.Draw(picture)
    palette = [(200, 50, 40), (30, 70, 140), (235, 180, 40), (25, 25, 30), (60, 130, 100)]
    for index in range(14):
        x, y = rng.integers(0, width), rng.integers(0, height)
        w, h = rng.integers(20, 110, size=2)
        shape = draw.ellipse if index % 3 == 0 else draw.rectangle
        shape((int(x - w / 2), int(y - h / 2), int(x + w / 2), int(y + h / 2)), palette[index % 5])
    draw.rectangle((0, 0, width - 1, height - 1), outline=(30, 25, 20), width=10)
    return np.asarray(picture)


def screen(rng, width=320, height=200):
    """A computer's desktop with a window of text."""
    picture = Image.fromarray(shade((30, 60, 110), noise(rng, height, width, 1.6), 0.3))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((20, 14, 230, 180), (245, 245, 245))
    draw.rectangle((20, 14, 230, 28), (60, 60, 70))
    for row in range(16):
        left = 28 + 10 * int(rng.integers(0, 4))
        draw.rectangle(
            (left, 36 + 9 * row, left + int(rng.integers(30, 150)), 40 + 9 * row), (70, 90, 120)
        )
    draw.rectangle((245, 30, 305, 90), (220, 140, 60))
    return np.asarray(picture)


def cardboard(rng):
    """One side of a parcel: brown card, tape and a label."""
    pixels = shade((172, 130, 84), noise(rng, exponent=0.4, stretch=(6.0, 1.0)), 0.05)
    picture = Image.fromarray(pixels)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((226, 0, 286, SIDE), (196, 160, 112))
    draw.rectangle((60, 300, 210, 410), (240, 240, 236))
    for row in range(5):
        draw.rectangle(
            (72, 314 + 18 * row, 90 + int(rng.integers(40, 110)), 320 + 18 * row), (40, 40, 40)
        )
    for bar in range(22):
        draw.rectangle(
            (320 + 6 * bar, 60, 320 + 6 * bar + int(rng.integers(1, 5)), 110), (40, 30, 20)
        )
    return np.asarray(picture)
