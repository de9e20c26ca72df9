"""The materials of one episode, painted in its style, and blocks made of them."""

import numpy as np

from vljepa_training.scenes.meshes import box
from vljepa_training.scenes.world import World, geom

from . import paint
from .styles import Style

RGB = {
    'red': (0.78, 0.09, 0.08),
    'green': (0.12, 0.55, 0.17),
    'blue': (0.10, 0.27, 0.76),
    'yellow': (0.94, 0.81, 0.08),
    'orange': (0.96, 0.47, 0.04),
    'purple': (0.46, 0.14, 0.62),
    'white': (0.95, 0.95, 0.93),
    'black': (0.06, 0.06, 0.07),
}


class Looks:
    """Gives materials by name; each is made once."""

    def __init__(self, world: World, rng, style: Style):
        self.world, self.rng, self.style = world, rng, style
        self.timber_rgb = self.near(style.timber[rng.integers(len(style.timber))], 0.1)
        self._made: dict[object, str] = {}

    def near(self, rgb, spread: float) -> np.ndarray:
        """A colour near `rgb` (0..255)."""
        return np.clip(np.array(rgb) * self.rng.uniform(1 - spread, 1 + spread, 3), 0, 255)

    def _once(self, key, make) -> str:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def flat(self, rgb, specular=0.1, emission=0.0, lamp=False) -> str:
        """One colour, 0..1."""
        key = ('flat', *np.round(rgb, 3), specular, emission, lamp)
        return self._once(
            key,
            lambda: self.world.material(rgb=rgb, specular=specular, emission=emission, lamp=lamp),
        )

    def surface(self, surface, spread=0.07) -> str:
        """A wall or a floor of the style."""
        pattern, first, second = surface
        factor = self.rng.uniform(1 - spread, 1 + spread, 3)
        colours = [np.clip(np.array(c) * factor, 0, 255) for c in (first, second)]
        return self.world.material(getattr(paint, pattern)(self.rng, *colours), specular=0.05)

    def image(self, picture: np.ndarray, emission=0.0, lamp=False) -> str:
        return self.world.material(picture, emission=emission, lamp=lamp)

    @property
    def wood(self) -> str:
        def make():
            image = paint.shade(self.timber_rgb, paint.grain(self.rng, 1.1, (1.0, 10.0)), 0.09)
            return self.world.material(image, specular=0.15)

        return self._once('wood', make)

    @property
    def timber(self) -> str:
        """The wood's colour alone, for what is thin."""
        return self.flat(self.timber_rgb / 255 * 0.85, 0.15)

    @property
    def metal(self) -> str:
        return self.flat(np.array(self.style.metal) / 255, 0.6)

    @property
    def white(self) -> str:
        return self.flat((0.9, 0.9, 0.88), 0.4)

    @property
    def dark(self) -> str:
        return self.flat((0.1, 0.1, 0.11), 0.3)

    @property
    def leaf(self) -> str:
        return self.flat((0.13, 0.36, 0.13), 0.1)

    def colour(self, name: str) -> str:
        """Paint or cloth in one of the colours that things are named by."""
        rgb = np.clip(np.array(RGB[name]) * self.rng.uniform(0.88, 1.08, 3), 0, 1)
        if self.rng.random() < 0.7:
            return self.flat(rgb, self.rng.choice([0.05, 0.3]))
        cloth = paint.shade(rgb * 255, paint.grain(self.rng, 0.2), 0.05)
        return self.world.material(cloth, specular=0.05)

    def slab(self, centre, size, material, tile=1.0, cell=0.7) -> str:
        """A textured box of full `size`; `tile` in metres, None fills each face once."""
        key = ('slab', tuple(np.round(size, 3)), tile, cell)
        mesh = self.world.mesh(box(size, tile, cell), key)
        return geom('mesh', centre, material=material, mesh=mesh)

    def legs(self, depth: float, width: float, height: float, material=None, thick=0.05) -> str:
        """Four legs under a piece of `depth` by `width`, in the style's shape."""
        material = material or self.timber
        parts = ''
        for x in (-1, 1):
            for y in (-1, 1):
                at = (x * (depth / 2 - thick), y * (width / 2 - thick), height / 2)
                if self.style.legs == 'round':
                    parts += geom('cylinder', at, (thick / 2, height / 2), material)
                else:
                    parts += geom('box', at, (thick / 2, thick / 2, height / 2), material)
        return parts


def block(centre, size, material) -> str:
    """A box of full `size` in one colour."""
    return geom('box', centre, np.array(size) / 2, material)


def pole(start, end, radius, material) -> str:
    return geom('cylinder', size=radius, material=material, ends=(*start, *end))


def ball(centre, radii, material) -> str:
    return geom('ellipsoid', centre, radii, material)
