"""How long each stage of the peer takes, told from outside of its code: only with --stages."""

import json
import time
from collections import defaultdict


class Stages:
    """Wraps what the stages of bench/stages/trace.ts are called in; `write` says what they took."""

    def __init__(self, peer, module):
        # By stage: (when it ended in ms of the system clock, how long it took in ms).
        self._times = defaultdict(list)
        model = peer._model
        module["picture"] = self._timed("decompress", module["picture"])
        for owner, method, stage in (
            (model._preparer, "prepare", "prepare"),
            (model._encoder, "run", "x_encoder"),
            (model._predictor, "run", "predictor"),
            (peer._publisher, "publish", "publish"),
        ):
            setattr(owner, method, self._timed(stage, getattr(owner, method)))
        take = peer._newest.take

        def taken():
            frame = take()
            if frame is not None:
                _, (received, _) = frame
                self._add("wait", received)
            return frame

        peer._newest.take = taken

    def write(self, path):
        with open(path, "w") as file:
            json.dump(self._times, file)

    def _timed(self, stage, call):
        def timed(*args, **named):
            started = time.perf_counter()
            result = call(*args, **named)
            self._add(stage, started)
            return result

        return timed

    def _add(self, stage, started):
        self._times[stage].append((time.time() * 1000, (time.perf_counter() - started) * 1000))
