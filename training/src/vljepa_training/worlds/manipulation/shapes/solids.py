"""Plain solids."""

import numpy as np

from vljepa_training.scenes.meshes import Mesh, lathe
from vljepa_training.scenes.world import geom

from .parts import turned


def cube(world, look):
    return geom('box', (0, 0, 0.045), (0.045, 0.045, 0.045), look)


def ball(world, look):
    return geom('sphere', (0, 0, 0.05), 0.05, look)


def cylinder(world, look):
    return geom('cylinder', (0, 0, 0.06), (0.042, 0.06), look)


def cone(world, look):
    return turned(world, look, [(0, 0), (0.055, 0), (0.055, 0.004), (0.001, 0.13)], 'cone')


def pyramid(world, look):
    corners = np.array([(-1, -1, 0), (1, -1, 0), (1, 1, 0), (-1, 1, 0)]) * 0.055
    apex = np.array((0, 0, 0.12))
    faces = [(corners[k], corners[(k + 1) % 4], apex) for k in range(4)]
    faces += [(corners[0], corners[2], corners[1]), (corners[0], corners[3], corners[2])]
    points = np.array(faces).reshape(-1, 3)
    triangles = np.arange(len(points)).reshape(-1, 3)
    edges = points[triangles]
    normals = np.cross(edges[:, 1] - edges[:, 0], edges[:, 2] - edges[:, 0])
    normals = np.repeat(normals / np.linalg.norm(normals, axis=1, keepdims=True), 3, 0)
    mesh = Mesh(points, normals, points[:, :2], triangles)
    return geom('mesh', material=look, mesh=world.mesh(mesh, 'pyramid'))


def ring(world, look):
    angle = np.linspace(0, 2 * np.pi, 25)
    profile = [(0.042 + 0.02 * np.cos(a), 0.02 + 0.02 * np.sin(a)) for a in angle[::3]]
    return geom('mesh', material=look, mesh=world.mesh(lathe(profile, 24), 'ring'))
