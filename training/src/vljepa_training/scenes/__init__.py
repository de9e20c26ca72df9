"""3D scenes for MuJoCo: meshes, textures, objects, and the stage that poses and lights them."""
