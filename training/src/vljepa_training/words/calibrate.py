"""How likely each sentence is true: logistic regressions over named features of a state.

Four steps, each of which reads what the one before it gives. (1) What moves, and whether the window
is like those of the worlds that the pack was trained on, from the cosines of S_y with all kinds of
events, the picture's features and how far both are from anything typical. (2) The event, from its
cosine, its share among all kinds, and step 1. (3) Its thing and, apart from that, its colour, each
among those that the event may have, against the scores that typical states of that event give them.
(4) Both together. Then the best of each level is fitted once more, as the best of many. What says
more is never more likely than what it implies.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from vljepa_training.worlds.episode import COLOURS

from .sentences import (
    BOTH,
    COLOURED,
    EVENT,
    EVENT_SENTENCES,
    GROUP,
    GROUPS,
    MOVER_OF,
    MOVES,
    MOVING,
    NAMED,
    colours_of,
    kinds_with_things,
    object_kinds,
    painted_things,
    sentences,
    state_kinds,
    things,
)

PICTURE_PARTS = 24
"""Principal components of the picture's features that step 1 reads."""
TYPICAL = 200
"""Centroids of typical states, and as many of typical pictures."""
TEMPERATURE = 0.03
"""Of shares: cosines of what is likely differ by a few hundredths."""
STRENGTH = {'moves': 0.1, 'event': 1.0, 'named': 1.0, 'level': 1.0}
"""Inverse of the regressions' L2 penalty."""
WORDED = 3.0
"""A window that the node puts into words counts as so many others."""
LARGEST_LOGIT = 8.0
LEAST_SHARE = 1e-4


@dataclass
class Data:
    """Windows of streams, and what is true of them."""

    embeddings: np.ndarray
    """S_y: float32 [N, D], unit norm."""
    features: np.ndarray
    """The newest frame's, pooled: float32 [N, F]."""
    groups: np.ndarray
    streams: np.ndarray
    worded: np.ndarray
    """bool [N]: what the node puts into words."""
    true: np.ndarray
    """bool [N, sentences]."""

    def part(self, chosen: np.ndarray) -> 'Data':
        return Data(
            *(
                values[chosen]
                for values in (
                    *(self.embeddings, self.features, self.groups, self.streams),
                    *(self.worded, self.true),
                )
            )
        )


@dataclass
class Linear:
    """A logistic regression: `sigmoid(weights · x + bias)`."""

    weights: np.ndarray
    bias: np.ndarray | float

    def logits(self, x: np.ndarray) -> np.ndarray:
        return np.clip(x @ self.weights.T + self.bias, -LARGEST_LOGIT, LARGEST_LOGIT)


def fitted(x: np.ndarray, y: np.ndarray, weight: np.ndarray, strength: float) -> Linear:
    """On raw features: their scaling is folded into the weights."""
    if y.all() or not y.any():
        # Nothing to learn: as sure as half a row of the other kind would leave it.
        sign = 1.0 if y.all() else -1.0
        return Linear(np.zeros(x.shape[1]), sign * np.log(2 * len(y) + 1))
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=strength, max_iter=2000)
    model.fit(scaler.transform(x), y, sample_weight=weight)
    weights = model.coef_[0] / scaler.scale_
    return Linear(weights, float(model.intercept_[0] - weights @ scaler.mean_))


def balanced(groups: np.ndarray, worded: np.ndarray) -> np.ndarray:
    """Weights by which a group counts as the square root of its rows; their mean is 1."""
    _, numbers, counts = np.unique(groups, return_inverse=True, return_counts=True)
    weights = np.where(worded, WORDED, 1.0) / np.sqrt(counts)[numbers]
    return weights / weights.mean()


def unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12)


def log_shares(scores: np.ndarray) -> np.ndarray:
    """Of cosines along the last axis, by a softmax."""
    scaled = scores / TEMPERATURE
    scaled = scaled - scaled.max(-1, keepdims=True)
    return scaled - np.log(np.exp(scaled).sum(-1, keepdims=True))


def margins(scores: np.ndarray) -> np.ndarray:
    """How much each is above the best of the others, along the last axis."""
    best = np.sort(scores, -1)[..., -2:]
    others = np.where(scores == best[..., 1:], best[..., :1], best[..., 1:])
    return scores - others


CANDIDATES = 3
"""Kinds, things and colours of each state that are learned from: those of the largest scores."""
FEWEST_TYPICAL = 8
"""States of a kind whose mean score is trusted."""
INNER_FOLDS = 4
DRAWS = 20
LEAST_LOGIT = -1.5
"""What is less likely before it is fitted once more is not said anyway."""
SAID_LOGIT = 1.0
"""About the logit from which on sentences are said."""
CAUTION = {GROUP: 1.0, EVENT: 1.0, COLOURED: 3.0, NAMED: 2.0, BOTH: 2.0}
"""By level: standard deviations by which the last fit's logits are lowered. Streams differ most in
colours."""
HOME_SPAN = (-6.0, 3.0)
"""Logits of being at home between which it makes a difference to the last fit of an event."""
HOME_BEND = -2.0
"""Where that difference changes its slope."""
TOGETHER = 500
"""Windows whose sentences are scored at once."""


@dataclass
class Meanings:
    """Embeddings of what can be claimed, unit norm."""

    kinds: np.ndarray
    """[K, D]: of `state_kinds()`."""
    things: np.ndarray
    """[J, T, D]: of `object_kinds()` and `things()`; zeros where the event has no such thing."""
    colours: np.ndarray
    """[J, C, D]; zeros where the event is told without colours."""
    has_thing: np.ndarray
    """bool [J, T]."""
    has_colour: np.ndarray
    """bool [J, C]."""


@dataclass
class Calibration:
    """Everything that is fitted."""

    meanings: Meanings
    typical_states: np.ndarray = field(default_factory=lambda: np.zeros(0))
    typical_pictures: np.ndarray = field(default_factory=lambda: np.zeros(0))
    picture_mean: np.ndarray = field(default_factory=lambda: np.zeros(0))
    picture_parts: np.ndarray = field(default_factory=lambda: np.zeros(0))
    usual_things: np.ndarray = field(default_factory=lambda: np.zeros(0))
    """[J, T]: scores that typical states of each kind give its things."""
    usual_colours: np.ndarray = field(default_factory=lambda: np.zeros(0))
    moves: Linear = field(default_factory=lambda: Linear(np.zeros(0), 0.0))
    group: Linear = field(default_factory=lambda: Linear(np.zeros(0), 0.0))
    event: Linear = field(default_factory=lambda: Linear(np.zeros(0), 0.0))
    named: Linear = field(default_factory=lambda: Linear(np.zeros(0), 0.0))
    coloured: Linear = field(default_factory=lambda: Linear(np.zeros(0), 0.0))
    both: Linear = field(default_factory=lambda: Linear(np.zeros(0), 0.0))
    levels: dict[int, Linear] = field(default_factory=dict)
    """By level: what holds for its most probable sentence, of `level_features`."""

    def state_features(self, embeddings: np.ndarray, features: np.ndarray) -> np.ndarray:
        """[N, K + parts + 2]: cosines with kinds, parts of the picture, and both distances."""
        pictures = unit(features)
        far_state = 1 - (embeddings @ self.typical_states.T).max(1, keepdims=True)
        far_picture = 1 - (pictures @ self.typical_pictures.T).max(1, keepdims=True)
        return np.concatenate(
            [
                embeddings @ self.meanings.kinds.T,
                (pictures - self.picture_mean) @ self.picture_parts.T,
                far_state,
                far_picture,
            ],
            1,
        )

    def event_features(self, state: np.ndarray, moves: np.ndarray) -> np.ndarray:
        """[N, events, 7] for the kinds of `EVENT_SENTENCES`, which come first."""
        cosines = state[:, : self.kinds]
        columns = [cosines, log_shares(cosines), margins(cosines)]
        of_events = [values[:, : len(EVENT_SENTENCES)] for values in columns]
        return joined(moves[:, movers(EVENT_SENTENCES)], *of_events, same=near_home(state, moves))

    def group_features(self, state: np.ndarray, moves: np.ndarray) -> np.ndarray:
        """[N, groups, 7]."""
        cosines = state[:, : self.kinds]
        shares = np.exp(log_shares(cosines))
        inside = members()
        best = np.where(inside, cosines[:, None], -1).max(-1)
        others = np.where(inside, -1, cosines[:, None]).max(-1)
        share = np.log(np.maximum(shares @ inside.T, LEAST_SHARE))
        first = [group[0] for group in GROUPS.values()]
        mover = moves[:, movers(first)]
        return joined(mover, best, share, best - others, same=near_home(state, moves))

    @property
    def kinds(self) -> int:
        return len(self.meanings.kinds)

    def logits(self, embeddings: np.ndarray, features: np.ndarray) -> 'Logits':
        state = self.state_features(embeddings, features)
        return self.logits_after(embeddings, state, self.moves.logits(state))

    def logits_after(
        self, embeddings: np.ndarray, state: np.ndarray, moves: np.ndarray
    ) -> 'Logits':
        """After step 1."""
        same = near_home(state, moves)
        events = self.event.logits(blended(self.event_features(state, moves)))
        groups = self.group.logits(blended(self.group_features(state, moves)))
        of_objects = events[:, object_numbers()]
        m = self.meanings

        def parts(linear: Linear, table: np.ndarray, usual: np.ndarray, has: np.ndarray):
            scores = np.einsum('nd,jpd->njp', embeddings, table, optimize=True)
            x = part_features(scores, usual, has, of_objects, same)
            logits = linear.logits(blended(x))
            return np.minimum(logits, of_objects[..., None])

        things = parts(self.named, m.things, self.usual_things, m.has_thing)
        colours = parts(self.coloured, m.colours, self.usual_colours, m.has_colour)
        return Logits(moves[:, :-1], moves[:, -1], groups, events, things, colours)

    def sentence_logits(self, of: 'Logits') -> np.ndarray:
        """[N, sentences], in their order."""
        kind, thing = named_numbers()
        both_kind, both_thing, both_colour = both_numbers()
        colour_kind, colour = coloured_numbers()
        pair = np.stack(
            [of.things[:, both_kind, both_thing], of.colours[:, both_kind, both_colour]], -1
        )
        both = np.minimum(self.both.logits(pair), pair.min(-1))
        groups = self.level(GROUP, of.groups, of.home)
        events = self.level(EVENT, of.events, of.home)
        parts = {
            COLOURED: of.colours[:, colour_kind, colour],
            NAMED: of.things[:, kind, thing],
            BOTH: both,
        }
        named = (
            np.minimum(self.level(level, part, of.home), events[:, event_numbers(level)])
            for level, part in parts.items()
        )
        return np.concatenate([of.moves, groups, events, *named], 1)

    def level(self, number: int, logits: np.ndarray, home: np.ndarray) -> np.ndarray:
        """Of `logits` [N, sentences] and `home` [N], fitted once more."""
        if number not in self.levels:
            return logits
        linear = self.levels[number]
        return level_features(number, logits, home[:, None]) @ linear.weights + linear.bias


@dataclass
class Logits:
    moves: np.ndarray
    """[N, moves]."""
    home: np.ndarray
    """[N]: that the window is like those of training's worlds."""
    groups: np.ndarray
    events: np.ndarray
    things: np.ndarray
    """[N, J, T]."""
    colours: np.ndarray
    """[N, J, C]."""


def part_features(
    scores: np.ndarray, usual: np.ndarray, has: np.ndarray, events: np.ndarray, same: np.ndarray
) -> np.ndarray:
    """[N, J, parts, 8] for things or colours from their cosines [N, J, parts].

    `usual` and `has` are [J, parts] or [N, J, parts], `events` [N, J] the events' logits.
    """
    corrected = np.where(has, scores - usual, -1)
    wide = np.broadcast_to(events[..., None], scores.shape)
    return joined(wide, scores, corrected, log_shares(corrected), margins(corrected), same=same)


def level_features(level: int, logits: np.ndarray, home: np.ndarray) -> np.ndarray:
    """[…, 1 or 3] for the last fit of a level: the logit and, of groups and events, how much at
    home the window is. Names are hardly said elsewhere: their fit cannot know what that changes.
    """
    if level > EVENT:
        return logits[..., None]
    clipped = np.clip(home, *HOME_SPAN)
    bent = np.maximum(clipped - HOME_BEND, 0)
    return np.stack(np.broadcast_arrays(logits, clipped, bent), -1)


def near_home(state: np.ndarray, moves: np.ndarray) -> np.ndarray:
    """[N, 3]: both distances from what is typical, and step 1's logit for the worlds of training,
    which comes last there."""
    return np.concatenate([state[:, -2:], moves[:, -1:]], 1)


def joined(*columns: np.ndarray, same: np.ndarray) -> np.ndarray:
    """Features side by side in a last axis; `same` [N, …] is the same for all of a window."""
    shape = columns[0].shape
    ends = [
        np.broadcast_to(column.reshape(-1, *[1] * (len(shape) - 1)), shape) for column in same.T
    ]
    return np.stack([*columns, *ends], -1)


def blended(x: np.ndarray) -> np.ndarray:
    """Features of two regressions in one: for windows like those of training, and for others.

    The last feature is the logit of being at home there; both count by its probability.
    """
    home = 1 / (1 + np.exp(-x[..., -1:]))
    return np.concatenate([x[..., :-1] * home, x[..., :-1] * (1 - home), home], -1)


def movers(kinds: Iterable[str]) -> list[int]:
    """Numbers of the claims that say what moves in each kind."""
    claims = list(MOVES.values())
    return [claims.index(MOVER_OF.get(kind, 'something_changes')) for kind in kinds]


@cache
def members() -> np.ndarray:
    """bool [groups, K]."""
    kinds = state_kinds()
    return np.array([[kind in group for kind in kinds] for group in GROUPS.values()])


@cache
def object_numbers() -> list[int]:
    events = list(EVENT_SENTENCES)
    return [events.index(kind) for kind in object_kinds()]


@cache
def coloured_numbers() -> np.ndarray:
    """[2, coloured sentences]: numbers of kind and colour."""
    kinds = object_kinds()
    pairs = [(j, c) for j, kind in enumerate(kinds) for c in range(len(colours_of(kind)))]
    return np.array(pairs).T


@cache
def named_numbers() -> np.ndarray:
    """[2, named sentences]: numbers of kind and thing."""
    kinds, names = object_kinds(), things()
    return np.array([(kinds.index(k), names.index(t)) for k, t in kinds_with_things()]).T


@cache
def both_numbers() -> np.ndarray:
    """[3, sentences with both]: numbers of kind, thing and colour."""
    kinds, names, colours = object_kinds(), things(), list(COLOURS)
    triples = [(kinds.index(k), names.index(t), colours.index(c)) for k, t, c in painted_things()]
    return np.array(triples).T


@cache
def event_numbers(level: int) -> np.ndarray:
    """[sentences of a level that names]: numbers of the events that they tell of."""
    numbers = {COLOURED: coloured_numbers, NAMED: named_numbers, BOTH: both_numbers}[level]()
    return np.array(object_numbers())[numbers[0]]


@cache
def both_table() -> np.ndarray:
    """[J, T, C]: numbers among the sentences with both; -1 where there is none."""
    numbers = both_numbers()
    found = np.full((len(object_kinds()), len(things()), len(COLOURS)), -1)
    found[tuple(numbers)] = np.arange(numbers.shape[1])
    return found


def fit(data: Data, meanings: Meanings, typical: np.ndarray) -> Calibration:
    """`typical`: bool [N], the windows of worlds that the pack was trained on the like of."""
    made = Calibration(meanings)
    weight = balanced(data.groups, data.worded)
    learn_typical(made, data, typical)
    state = made.state_features(data.embeddings, data.features)
    of_level = level_slices()
    claims = np.concatenate([data.true[:, of_level[MOVING]], typical[:, None]], 1)
    made.moves = several(state, claims, weight)
    moves = held_out_moves(state, claims, weight, data.streams)
    x, y = made.event_features(state, moves), data.true[:, of_level[EVENT]]
    made.event = chosen_fit(x, y, weight, 'event')
    events = made.event.logits(blended(x))[:, object_numbers()]
    made.group = chosen_fit(
        made.group_features(state, moves), data.true[:, of_level[GROUP]], weight, 'event'
    )
    m = meanings
    same = near_home(state, moves)
    things_ = Parts(m.things, made.usual_things, m.has_thing, named_numbers(), NAMED)
    colours_ = Parts(m.colours, made.usual_colours, m.has_colour, coloured_numbers(), COLOURED)
    near = np.argsort(-events, 1)[:, :CANDIDATES]
    made.named, thing, best_thing = fit_part(data, things_, events, near, same, weight)
    made.coloured, colour, best_colour = fit_part(data, colours_, events, near, same, weight)
    # Each of the best things with each of the best colours.
    number = both_table()[near[..., None, None], best_thing[..., None], best_colour[..., None, :]]
    pair = np.stack(np.broadcast_arrays(thing[..., None], colour[..., None, :]), -1)
    true = data.true[:, of_level[BOTH]][np.arange(len(near))[:, None, None, None], number]
    weights = np.broadcast_to(weight[:, None, None, None], number.shape)
    there = number >= 0
    made.both = fitted(pair[there], true[there], weights[there], STRENGTH['named'])
    return made


@dataclass
class BestOfLevels:
    """Of each window and level the most probable sentence: its logit, and whether it is true."""

    logits: dict[int, np.ndarray]
    true: dict[int, np.ndarray]
    home: np.ndarray
    """[N]: as in `Logits`."""


def best_of_levels(made: Calibration, data: Data) -> BestOfLevels:
    numbers = {level: part for level, part in level_slices().items() if level >= GROUP}
    count = len(data.true)
    logits = {level: np.zeros(count) for level in numbers}
    true = {level: np.zeros(count, bool) for level in numbers}
    home = np.zeros(count)
    for start in range(0, count, TOGETHER):
        rows = slice(start, start + TOGETHER)
        of = made.logits(data.embeddings[rows], data.features[rows])
        every, home[rows] = made.sentence_logits(of), of.home
        for level, part in numbers.items():
            chosen = every[:, part].argmax(1)[:, None]
            logits[level][rows] = np.take_along_axis(every[:, part], chosen, 1)[:, 0]
            true[level][rows] = np.take_along_axis(data.true[rows, part], chosen, 1)[:, 0]
    return BestOfLevels(logits, true, home)


def fit_levels(
    held_out: BestOfLevels, rows: np.ndarray, weight: np.ndarray, streams: np.ndarray
) -> dict[int, Linear]:
    """Whoever takes the most probable of many sentences takes those that are thought too likely.
    What is said is such a one: so its logit is fitted once more, for each level, on streams that
    the rest was not fitted on, and on logits near those that are said. An event of the same logit
    is less likely far from home. A few streams have few events and fewer things: the logit is
    lowered by how much the fit differs from one draw of streams to the next, times `CAUTION`.
    """
    home = held_out.home[rows]

    def fit_one(level: int, logit: np.ndarray, true: np.ndarray) -> Linear:
        near = logit > LEAST_LOGIT
        x = level_features(level, logit, home)
        names, of_stream = np.unique(streams[near], return_inverse=True)
        rng = np.random.default_rng(0)
        fits = []
        for _ in range(DRAWS):
            times = np.bincount(rng.integers(len(names), size=len(names)), minlength=len(names))
            drawn = weight[near] * times[of_stream]
            fits.append(fitted(x[near], true[near], drawn, STRENGTH['level']))
        said = level_features(level, np.array(SAID_LOGIT), np.array(HOME_SPAN[1]))
        differs = np.std([fit.weights @ said + fit.bias for fit in fits])
        weights = np.mean([fit.weights for fit in fits], axis=0)
        return Linear(
            weights, float(np.mean([fit.bias for fit in fits]) - CAUTION[level] * differs)
        )

    return {
        level: fit_one(level, logit[rows], held_out.true[level][rows])
        for level, logit in held_out.logits.items()
    }


@dataclass
class Parts:
    """Things or colours, to be learned."""

    meanings: np.ndarray
    usual: np.ndarray
    has: np.ndarray
    numbers: np.ndarray
    """Of kind and part, by sentence."""
    level: int


def fit_part(
    data: Data,
    parts: Parts,
    events: np.ndarray,
    near: np.ndarray,
    same: np.ndarray,
    weight: np.ndarray,
) -> tuple[Linear, np.ndarray, np.ndarray]:
    """The regression, and for each of the `near` kinds the best parts' logits and numbers,
    [N, near, CANDIDATES] both."""
    rows = np.arange(len(events))[:, None]
    true = np.zeros((len(events), *parts.has.shape), bool)
    true[:, parts.numbers[0], parts.numbers[1]] = data.true[:, level_slices()[parts.level]]
    scores = np.einsum('nd,jpd->njp', data.embeddings, parts.meanings, optimize=True)[rows, near]
    has, own = parts.has[near], events[rows, near]
    x = part_features(scores, parts.usual[near], has, own, same)
    best = np.argsort(-x[..., 2], -1)[..., :CANDIDATES]
    x = np.take_along_axis(x, best[..., None], 2)
    y = np.take_along_axis(true[rows, near], best, 2)
    kept = np.take_along_axis(has, best, 2)
    weights = np.broadcast_to(weight[:, None, None], y.shape)
    x = blended(x)
    linear = fitted(x[kept], y[kept], weights[kept], STRENGTH['named'])
    return linear, np.minimum(linear.logits(x), own[..., None]), best


def learn_typical(made: Calibration, data: Data, typical: np.ndarray) -> None:
    """Centroids, the picture's parts, and what is usual of each kind."""
    pictures = unit(data.features)
    made.picture_mean = pictures.mean(0)
    made.picture_parts = PCA(PICTURE_PARTS, random_state=0).fit(pictures).components_
    made.typical_states = centroids(data.embeddings[typical])
    made.typical_pictures = centroids(pictures[typical])
    m = made.meanings
    nearest = (data.embeddings @ m.kinds.T).argmax(1)
    usual = []
    for kind in object_numbers():
        of_kind = data.embeddings[nearest == kind]
        usual.append((of_kind if len(of_kind) >= FEWEST_TYPICAL else data.embeddings).mean(0))
    made.usual_things = np.einsum('jd,jpd->jp', np.stack(usual), m.things)
    made.usual_colours = np.einsum('jd,jpd->jp', np.stack(usual), m.colours)


def centroids(rows: np.ndarray) -> np.ndarray:
    count = min(TYPICAL, len(rows))
    return unit(KMeans(count, n_init=1, max_iter=50, random_state=0).fit(rows).cluster_centers_)


def several(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> Linear:
    """One regression for each column of `y`."""
    each = [fitted(x, column, weight, STRENGTH['moves']) for column in y.T]
    return Linear(np.stack([one.weights for one in each]), np.array([one.bias for one in each]))


def held_out_moves(x, y, weight, streams) -> np.ndarray:
    """Logits of step 1 for windows of streams that it was not fitted on, as they come in use."""
    logits = np.zeros(y.shape)
    names = np.unique(streams)
    for part in range(INNER_FOLDS):
        held = np.isin(streams, names[part::INNER_FOLDS])
        if held.all() or not held.any():
            return several(x, y, weight).logits(x)
        logits[held] = several(x[~held], y[~held], weight[~held]).logits(x[held])
    return logits


def chosen_fit(x: np.ndarray, y: np.ndarray, weight: np.ndarray, what: str) -> Linear:
    """From each window's best candidates by their cosines, which come second."""
    best = np.argsort(-x[..., 1], 1)[:, :CANDIDATES]
    chosen = blended(np.take_along_axis(x, best[..., None], 1))
    chosen = chosen.reshape(-1, chosen.shape[-1])
    true = np.take_along_axis(y, best, 1).reshape(-1)
    return fitted(chosen, true, np.repeat(weight, best.shape[1]), STRENGTH[what])


@cache
def level_slices() -> dict[int, slice]:
    """Where the sentences of a level are; `MOVING` has those of `MOVES`, whatever their level."""
    levels = [MOVING if s.level < GROUP else s.level for s in sentences()]
    return {
        level: slice(levels.index(level), levels.index(level) + levels.count(level))
        for level in dict.fromkeys(levels)
    }
