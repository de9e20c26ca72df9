"""Triangle meshes with texture coordinates: from formulas, and from Wavefront OBJ files."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Mesh:
    """`points` [n, 3] in metres, `normals` [n, 3], `uv` [n, 2], `triangles` [m, 3] of indices."""

    points: np.ndarray
    normals: np.ndarray
    uv: np.ndarray
    triangles: np.ndarray

    def obj(self) -> bytes:
        lines = [f'v {x:.6g} {y:.6g} {z:.6g}' for x, y, z in self.points]
        lines += [f'vt {u:.6g} {v:.6g}' for u, v in self.uv]
        lines += [f'vn {x:.5g} {y:.5g} {z:.5g}' for x, y, z in self.normals]
        lines += [
            'f ' + ' '.join(f'{i}/{i}/{i}' for i in triangle + 1) for triangle in self.triangles
        ]
        return '\n'.join(lines).encode()


def grid_triangles(rows: int, columns: int) -> np.ndarray:
    """Two triangles for each cell of a grid of `rows` x `columns` points, row after row."""
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b = index[:-1, :-1].ravel(), index[:-1, 1:].ravel()
    c, d = index[1:, :-1].ravel(), index[1:, 1:].ravel()
    return np.concatenate([np.stack([a, b, d], 1), np.stack([a, d, c], 1)])


def smooth_normals(points, triangles) -> np.ndarray:
    """Normals averaged over the faces at each place, weighted by area."""
    corners = points[triangles]
    face = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    _, place = np.unique(points.round(6), axis=0, return_inverse=True)
    place = place.ravel()
    total = np.zeros((place.max() + 1, 3))
    for corner in range(3):
        np.add.at(total, place[triangles[:, corner]], face)
    normals = total[place]
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


def reshaped(mesh: Mesh, points: np.ndarray) -> Mesh:
    """The mesh with its points elsewhere, smooth."""
    return Mesh(points, smooth_normals(points, mesh.triangles), mesh.uv, mesh.triangles)


def box(size, tile=None, cell=0.3) -> Mesh:
    """A box around the origin, its faces cut into cells so that light falls off within them.

    With `tile` (metres) the texture repeats at that size, else it fills each face once.
    """
    parts, count = [], 0
    for axis in range(3):
        u, v = ((1, 2), (0, 2), (0, 1))[axis]
        for sign in (-1.0, 1.0):
            steps = [max(2, int(np.ceil(size[k] / cell)) + 1) for k in (u, v)]
            a, b = np.meshgrid(np.linspace(0, 1, steps[0]), np.linspace(0, 1, steps[1]))
            points = np.zeros((a.size, 3))
            points[:, u] = (a.ravel() - 0.5) * size[u]
            points[:, v] = (b.ravel() - 0.5) * size[v]
            points[:, axis] = sign * size[axis] / 2
            normal = np.eye(3)[axis] * sign
            triangles = grid_triangles(steps[1], steps[0])
            corners = points[triangles[0]]
            if np.cross(corners[1] - corners[0], corners[2] - corners[0]) @ normal < 0:
                triangles = triangles[:, ::-1]
            # Seen from outside, a picture on an upright face must not be mirrored.
            mirrored = (axis == 0 and sign < 0) or (axis == 1 and sign > 0)
            across = 1 - a.ravel() if mirrored else a.ravel()
            scale = np.array([1.0, 1.0]) if tile is None else np.array([size[u], size[v]]) / tile
            uv = np.stack([across, b.ravel()], 1) * scale
            parts.append((points, np.tile(normal, (len(points), 1)), uv, triangles + count))
            count += len(points)
    return Mesh(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def tube(path, radii, sides=24) -> Mesh:
    """A skin around a path in space: `path` [n, 3], `radii` [n]; ends are closed by radius 0."""
    path, radii = np.asarray(path, float), np.asarray(radii, float)
    tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    side = np.array([0.0, 1.0, 0.0])
    across = np.cross(tangent, side)
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    side = np.cross(across, tangent)
    angle = np.linspace(0, 2 * np.pi, sides + 1)
    ring = (
        across[:, None] * np.cos(angle)[None, :, None]
        - side[:, None] * np.sin(angle)[None, :, None]
    )
    points = (path[:, None] + radii[:, None, None] * ring).reshape(-1, 3)
    triangles = grid_triangles(len(path), sides + 1)
    u, v = np.meshgrid(angle / (2 * np.pi), np.linspace(0, 1, len(path)))
    return Mesh(
        points, smooth_normals(points, triangles), np.stack([u.ravel(), v.ravel()], 1), triangles
    )


def lathe(profile, sides=32) -> Mesh:
    """A solid of revolution about z: `profile` is (radius, height) pairs from the bottom up."""
    radii, heights = np.asarray(profile, float).T
    angle = np.linspace(0, 2 * np.pi, sides + 1)
    points = np.stack(
        [
            np.outer(radii, np.cos(angle)),
            np.outer(radii, np.sin(angle)),
            np.repeat(heights[:, None], sides + 1, 1),
        ],
        axis=-1,
    ).reshape(-1, 3)
    triangles = grid_triangles(len(radii), sides + 1)
    u, v = np.meshgrid(angle / (2 * np.pi), np.linspace(0, 1, len(radii)))
    return Mesh(
        points, smooth_normals(points, triangles), np.stack([u.ravel(), v.ravel()], 1), triangles
    )


def read_obj(path: Path, scale=1.0) -> dict[str, Mesh]:
    """The parts of a Wavefront OBJ file by the name of their material ('' without one)."""
    points, textures, normals = [], [], []
    faces: dict[str, list] = {}
    material = ''
    for line in path.read_text(errors='replace').splitlines():
        word, *rest = line.split() or ['']
        if word == 'v':
            points.append([float(x) * scale for x in rest[:3]])
        elif word == 'vt':
            textures.append([float(x) for x in rest[:2]])
        elif word == 'vn':
            normals.append([float(x) for x in rest[:3]])
        elif word == 'usemtl':
            material = rest[0] if rest else ''
        elif word == 'f':
            corners = [[int(i) - 1 if i else -1 for i in (c + '//').split('/')[:3]] for c in rest]
            fan = [(corners[0], corners[k], corners[k + 1]) for k in range(1, len(corners) - 1)]
            faces.setdefault(material, []).extend(fan)
    parts = {}
    for name, triangles in faces.items():
        used, index = np.unique(np.array(triangles).reshape(-1, 3), axis=0, return_inverse=True)
        index = index.reshape(-1, 3)
        place = np.array(points)[used[:, 0]]
        uv = np.array(textures)[used[:, 1]] if textures else place[:, [0, 2]]
        normal = np.array(normals)[used[:, 2]] if normals else smooth_normals(place, index)
        parts[name] = Mesh(place, normal, uv, index)
    return parts


def read_colours(path: Path) -> dict[str, tuple[float, float, float]]:
    """The diffuse colour (0..1) of each material of a Wavefront MTL file."""
    colours, name = {}, ''
    for line in path.read_text(errors='replace').splitlines():
        word, *rest = line.split() or ['']
        if word == 'newmtl':
            name = rest[0]
        elif word == 'Kd':
            red, green, blue = (float(x) for x in rest[:3])
            colours[name] = (red, green, blue)
    return colours
