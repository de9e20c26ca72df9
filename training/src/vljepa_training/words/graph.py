"""The calibration as an ONNX graph: S_y and the picture's features → a probability a sentence."""

import numpy as np
import onnx

from vljepa_training.onnx_graphs.writer import GraphWriter

from .calibrate import (
    HOME_BEND,
    HOME_SPAN,
    LARGEST_LOGIT,
    LEAST_SHARE,
    TEMPERATURE,
    Calibration,
    Linear,
    both_numbers,
    coloured_numbers,
    event_numbers,
    members,
    movers,
    named_numbers,
    object_numbers,
)
from .sentences import (
    BOTH,
    COLOURED,
    EVENT,
    EVENT_SENTENCES,
    GROUP,
    GROUPS,
    NAMED,
    sentences,
)

FAR_BELOW = -1.0
"""A cosine less this: what an event does not have."""


class Calibrated:
    """Writes the steps of `calibrate`, in their order and with their names."""

    def __init__(self, made: Calibration):
        self._made = made
        self._g = GraphWriter('words', 'float16')

    def model(self) -> onnx.ModelProto:
        g, made = self._g, self._made
        embedding = g.input('embedding', ['batch', made.typical_states.shape[1]])
        features = g.input('features', ['batch', made.picture_mean.shape[0]])
        pictures = g.unit_norm(features)
        cosines = self._scores(embedding, 'kinds', made.meanings.kinds)
        centred = g.node('Sub', pictures, self._exact(made.picture_mean))
        parts = self._scores(centred, 'picture_parts', made.picture_parts)
        far_state = self._far(embedding, 'typical_states', made.typical_states)
        far_picture = self._far(pictures, 'typical_pictures', made.typical_pictures)
        state = g.node('Concat', cosines, parts, far_state, far_picture, axis=1)
        every_move = self._linear_rows(state, made.moves)
        moves, home = self._split_last(every_move)
        same = (far_state, far_picture, home)

        of_events = self._events(cosines, moves, same)
        of_groups = self._groups(cosines, moves, same)
        objects = g.node('Gather', of_events, self._whole(object_numbers()), axis=1)
        m = made.meanings
        things = self._parts(
            ('things', embedding, objects, same),
            (made.named, m.things, made.usual_things, m.has_thing),
        )
        colours = self._parts(
            ('colours', embedding, objects, same),
            (made.coloured, m.colours, made.usual_colours, m.has_colour),
        )
        kind, thing = named_numbers()
        colour_kind, colour = coloured_numbers()
        both_kind, both_thing, both_colour = both_numbers()
        count_things, count_colours = m.has_thing.shape[1], m.has_colour.shape[1]
        with_thing = self._picked(things, both_kind * count_things + both_thing)
        with_colour = self._picked(colours, both_kind * count_colours + both_colour)
        groups, events = (
            self._level(level, part, home)
            for level, part in ((GROUP, of_groups), (EVENT, of_events))
        )
        naming = {
            COLOURED: self._picked(colours, colour_kind * count_colours + colour),
            NAMED: self._picked(things, kind * count_things + thing),
            BOTH: self._both(with_thing, with_colour),
        }
        named = [
            g.node(
                'Min', self._level(level, part, home), self._picked(events, event_numbers(level))
            )
            for level, part in naming.items()
        ]
        logits = g.node('Concat', moves, groups, events, *named, axis=1)
        g.output(g.node('Sigmoid', logits), 'probabilities', ['batch', len(sentences())])
        return g.model()

    def _events(self, cosines: str, moves: str, same: tuple[str, ...]) -> str:
        g = self._g
        count = len(EVENT_SENTENCES)
        columns = [cosines, self._log_shares(cosines), self._margins(cosines)]
        first = [self._sliced(values, 0, count) for values in columns]
        mover = g.node('Gather', moves, self._whole(movers(EVENT_SENTENCES)), axis=1)
        return self._blended(self._made.event, (mover, *first), same, (-1, 1))

    def _groups(self, cosines: str, moves: str, same: tuple[str, ...]) -> str:
        g = self._g
        inside = members()
        shares = g.node('Exp', self._log_shares(cosines))
        share = g.node('MatMul', shares, self._exact(inside.T.astype(np.float32)))
        share = g.node('Log', g.node('Max', share, g.constant(LEAST_SHARE)))
        wide = g.node('Unsqueeze', cosines, self._whole([1]))
        best = self._largest(g.node('Where', g.constant(inside), wide, g.constant(FAR_BELOW)))
        others = self._largest(g.node('Where', g.constant(~inside), wide, g.constant(FAR_BELOW)))
        mover = [group[0] for group in GROUPS.values()]
        moved = g.node('Gather', moves, self._whole(movers(mover)), axis=1)
        columns = (moved, best, share, g.node('Sub', best, others))
        return self._blended(self._made.group, columns, same, (-1, 1))

    def _parts(self, of: tuple, fitted: tuple) -> str:
        """[batch, J · parts]: logits of things or of colours."""
        g = self._g
        name, embedding, objects, same = of
        linear, meanings, usual, has = fitted
        kinds, parts, dimension = meanings.shape
        scores = self._scores(embedding, name, meanings.reshape(-1, dimension))
        scores = g.node('Reshape', scores, self._whole([-1, kinds, parts]))
        corrected = g.node('Sub', scores, self._exact(usual))
        corrected = g.node('Where', g.constant(has), corrected, g.constant(FAR_BELOW))
        event = g.node('Unsqueeze', objects, self._whole([2]))
        columns = (
            *(event, scores, corrected),
            *(self._log_shares(corrected), self._margins(corrected)),
        )
        logits = self._blended(linear, columns, same, (-1, 1, 1))
        bounded = g.node('Min', logits, event)
        return g.node('Reshape', bounded, self._whole([-1, kinds * parts]))

    def _both(self, thing: str, colour: str) -> str:
        g, both = self._g, self._made.both
        weighed = [
            g.node('Mul', part, g.constant(float(weight)))
            for part, weight in zip((thing, colour), both.weights, strict=True)
        ]
        logits = g.node('Add', g.node('Add', *weighed), g.constant(float(both.bias)))
        return g.node('Min', g.node('Min', self._clipped(logits), thing), colour)

    def _level(self, number: int, logits: str, home: str) -> str:
        g, linear = self._g, self._made.levels[number]
        first, *others = (g.constant(float(weight)) for weight in linear.weights)
        fitted = g.node('Add', g.node('Mul', logits, first), g.constant(float(linear.bias)))
        if others:
            least, most = (g.constant(end) for end in HOME_SPAN)
            clipped = g.node('Clip', home, least, most)
            bent = g.node('Relu', g.node('Sub', clipped, g.constant(HOME_BEND)))
            for feature, weight in zip((clipped, bent), others, strict=True):
                fitted = g.node('Add', fitted, g.node('Mul', feature, weight))
        return fitted

    def _blended(
        self, linear: Linear, columns: tuple, same: tuple[str, ...], shape: tuple[int, ...]
    ) -> str:
        """`linear` of the blended features, each by itself, so that nothing large is joined."""
        g = self._g
        reshaped = [g.node('Reshape', column, self._whole(list(shape))) for column in same]
        home = g.node('Sigmoid', reshaped[-1])
        every = (*columns, *reshaped[:-1])
        count = len(every)

        def weighed(weights: np.ndarray) -> str:
            terms = [
                g.node('Mul', column, g.constant(float(weight)))
                for column, weight in zip(every, weights, strict=True)
            ]
            total = terms[0]
            for term in terms[1:]:
                total = g.node('Add', total, term)
            return total

        near, away = weighed(linear.weights[:count]), weighed(linear.weights[count : 2 * count])
        away_share = g.node('Sub', g.constant(1.0), home)
        logits = g.node('Add', g.node('Mul', near, home), g.node('Mul', away, away_share))
        logits = g.node('Add', logits, g.node('Mul', home, g.constant(float(linear.weights[-1]))))
        return self._clipped(g.node('Add', logits, g.constant(float(linear.bias))))

    def _linear_rows(self, x: str, linear: Linear) -> str:
        g = self._g
        product = g.node('MatMul', x, self._exact(linear.weights.T))
        return self._clipped(g.node('Add', product, self._exact(np.asarray(linear.bias))))

    def _clipped(self, logits: str) -> str:
        g = self._g
        return g.node('Clip', logits, g.constant(-LARGEST_LOGIT), g.constant(LARGEST_LOGIT))

    def _scores(self, x: str, name: str, rows: np.ndarray) -> str:
        return self._g.node('MatMul', x, self._g.weight(name, rows.T))

    def _far(self, x: str, name: str, centroids: np.ndarray) -> str:
        nearest = self._largest(self._scores(x, name, centroids), keepdims=1)
        return self._g.node('Sub', self._g.constant(1.0), nearest)

    def _largest(self, values: str, keepdims: int = 0) -> str:
        return self._g.node('ReduceMax', values, self._whole([-1]), keepdims=keepdims)

    def _log_shares(self, scores: str) -> str:
        scaled = self._g.node('Div', scores, self._g.constant(TEMPERATURE))
        return self._g.node('LogSoftmax', scaled, axis=-1)

    def _margins(self, scores: str) -> str:
        g = self._g
        best, _ = g.node('TopK', scores, self._whole([2]), outputs=2, axis=-1)
        first, second = g.node('Split', best, outputs=2, axis=-1, num_outputs=2)
        others = g.node('Where', g.node('Equal', scores, first), second, first)
        return g.node('Sub', scores, others)

    def _split_last(self, values: str) -> tuple[str, str]:
        """All columns but the last, and the last."""
        last = len(self._made.moves.weights) - 1
        return self._sliced(values, 0, last), self._sliced(values, last, last + 1)

    def _sliced(self, values: str, start: int, end: int) -> str:
        axes = self._whole([1])
        return self._g.node('Slice', values, self._whole([start]), self._whole([end]), axes)

    def _picked(self, values: str, numbers: np.ndarray) -> str:
        return self._g.node('Gather', values, self._whole(numbers), axis=1)

    def _exact(self, values: np.ndarray) -> str:
        """As float32: too few, or too sensitive, to be stored smaller."""
        return self._g.constant(np.asarray(values, np.float32))

    def _whole(self, numbers) -> str:
        return self._g.constant(np.asarray(numbers, np.int64))


def build(made: Calibration) -> onnx.ModelProto:
    """Graph `embedding` [batch, D] and `features` [batch, F] → `probabilities` [batch, sentences],
    of unit norm the one and of any the other."""
    return Calibrated(made).model()
