"""Training: data from encoded episodes, losses, the two stages and the Y-Decoder."""
