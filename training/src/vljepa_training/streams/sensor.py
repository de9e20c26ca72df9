"""What real cameras do to a picture in which nothing happens.

Each effect takes pixels float32 [side, side, 3] of 0 to 255 and the time in seconds, and gives the
same shape.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image

Effect = Callable[[np.ndarray, float], np.ndarray]


@dataclass(frozen=True)
class Grain:
    """Shot and read noise: variance grows with brightness; fresh in each frame."""

    amount: float
    """Standard deviation at full brightness, of 255."""
    seed: int

    def __call__(self, pixels: np.ndarray, t: float) -> np.ndarray:
        rng = np.random.default_rng([self.seed, 1, round(t * 1000)])
        deviation = self.amount * np.sqrt(0.15 + 0.85 * pixels / 255)
        return pixels + deviation * rng.standard_normal(pixels.shape, np.float32)


@dataclass(frozen=True)
class Exposure:
    """Automatic exposure that hunts: a slow wave, and small steps where it settles anew."""

    wave: float
    step: float
    seed: int

    def __call__(self, pixels: np.ndarray, t: float) -> np.ndarray:
        rng = np.random.default_rng([self.seed, 2])
        period, phase = rng.uniform(20, 45), rng.uniform(0, 2 * np.pi)
        steps = np.random.default_rng([self.seed, 3, int(t // 11)]).uniform(-1, 1)
        gain = 1 + self.wave * np.sin(2 * np.pi * t / period + phase) + self.step * steps
        return pixels * np.float32(gain)


@dataclass(frozen=True)
class WhiteBalance:
    """Red and blue drift against each other."""

    amount: float
    period: float

    def __call__(self, pixels: np.ndarray, t: float) -> np.ndarray:
        drift = self.amount * np.sin(2 * np.pi * t / self.period)
        return pixels * np.array([1 + drift, 1, 1 - drift], np.float32)


@dataclass(frozen=True)
class RollingBands:
    """A rolling shutter under lamps that flicker: bright and dark bands that move."""

    amount: float
    bands: float
    speed: float
    """Periods a second by which they move."""

    def __call__(self, pixels: np.ndarray, t: float) -> np.ndarray:
        rows = np.linspace(0, self.bands, len(pixels), dtype=np.float32)
        wave = 1 + self.amount * np.sin(2 * np.pi * (rows + self.speed * t))
        return pixels * wave[:, None, None].astype(np.float32)


@dataclass(frozen=True)
class Shake:
    """A mast in the wind: shifts by parts of a pixel, now more, now less."""

    pixels: float
    seed: int

    def __call__(self, pixels: np.ndarray, t: float) -> np.ndarray:
        rng = np.random.default_rng([self.seed, 4])
        frequencies, phases = rng.uniform(0.3, 3.1, (2, 3)), rng.uniform(0, 2 * np.pi, (2, 3))
        gust = 0.5 + 0.5 * np.sin(2 * np.pi * t / 17)
        for axis in (0, 1):
            waves = np.sin(2 * np.pi * frequencies[axis] * t + phases[axis])
            pixels = shifted(pixels, float(self.pixels * gust * waves.mean()), axis)
        return pixels


def shifted(pixels: np.ndarray, by: float, axis: int) -> np.ndarray:
    """By a part of a pixel; the edge stays."""
    whole, part = divmod(by, 1)
    size = pixels.shape[axis]
    at = np.clip(np.arange(size) - int(whole), 0, size - 1)
    before = np.clip(at - 1, 0, size - 1)
    near, far = np.take(pixels, at, axis), np.take(pixels, before, axis)
    return np.float32(1 - part) * near + np.float32(part) * far


def jpeg(pixels: np.ndarray, quality: int) -> bytes:
    """`pixels`: of any number type, cut to 0 to 255."""
    buffer = io.BytesIO()
    rounded = np.clip(pixels + 0.5, 0, 255).astype(np.uint8)
    Image.fromarray(rounded).save(buffer, 'JPEG', quality=quality)
    return buffer.getvalue()
