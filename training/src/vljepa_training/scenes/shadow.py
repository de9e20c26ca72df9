"""Soft shadows on the ground, drawn as geometry: shadow maps are too slow without a GPU."""

SHADOW_GROUP = 4
"""Geom group of shadows: visible, but not things, so the segmentation leaves them out."""


def shadow(centre, radii, darkness=0.3) -> str:
    """XML of a soft shadow: flat, transparent discs.

    `centre` [3] is 1 or 2 mm over the ground, `radii` (x, y) in metres.
    """
    x, y, z = centre
    scales = (1.12, 1.0, 0.86)
    return ''.join(
        f'<geom type="ellipsoid" group="{SHADOW_GROUP}" pos="{x:.5g} {y:.5g} {z + 4e-4 * ring:.5g}"'
        f' size="{radii[0] * scale:.4g} {radii[1] * scale:.4g} 0.0001" '
        f'rgba="0 0 0 {darkness / len(scales):.3g}"/>'
        for ring, scale in enumerate(scales)
    )
