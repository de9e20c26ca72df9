"""Geometry of what is carried: around its own origin under its middle, front along +x, metres.

Each function takes the world and the name of its main material, which is its colour.
"""
