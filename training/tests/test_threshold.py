"""The choice of the change threshold asks the node's own detector."""

import numpy as np

from node_program import needs_node
from vljepa_training.export.nano.threshold import THRESHOLDS, changes
from vljepa_training.worlds.episode import RATE


@needs_node
def test_changes_are_those_of_the_node():
    seconds = 4
    half = round(seconds * RATE)
    first, second = np.eye(2, 8, dtype=np.float32)
    at_rest = np.tile(first, (2 * half, 1))
    changing = np.concatenate([at_rest[:half], np.tile(second, (half, 1))])
    confirmed = changes([at_rest, changing])
    assert len(confirmed) == len(THRESHOLDS)
    for resting, once in confirmed:
        assert resting == []
        assert len(once) == 1
        assert seconds < once[0] < seconds + 2
