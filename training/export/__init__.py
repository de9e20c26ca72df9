"""The full-size pack: pretrained parts and a trained checkpoint → a pack that the node loads."""
