"""Full-size parts and an open-vljepa checkpoint to a pack that the node loads."""
