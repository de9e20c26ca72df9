"""How a pack does on recorded footage that was annotated by looking at it."""
