"""Refuses to evaluate on what training has seen."""

from collections.abc import Iterable, Set

from vljepa_training.worlds.episode import Episode
from vljepa_training.worlds.language import ontology

WHAT_TO_DO = 'render the split again with python -m vljepa_training.worlds'


def check(split: str, evaluated: Iterable[Episode], trained: Iterable[Episode]) -> None:
    """Raises ValueError where `evaluated` holds an episode of training, or where training holds
    what `split` is about: kinds, colours on kinds, or bodies."""
    evaluated, trained = list(evaluated), list(trained)
    for episode in evaluated:
        if episode.split != split:
            raise ValueError(
                f'{episode.name}: expected the split {split}, got {episode.split}; {WHAT_TO_DO}'
            )
    _check_episodes(split, evaluated, trained)
    {'objects': _check_kinds, 'pairs': _check_pairs, 'bodies': _check_bodies}.get(
        split, lambda *_: None
    )(evaluated, trained)


def _check_episodes(split: str, evaluated: list[Episode], trained: list[Episode]) -> None:
    identities = {(e.world, e.split, e.seed): e.name for e in trained}
    contents = {_content(e): e.name for e in trained}
    for episode in evaluated:
        same = identities.get((episode.world, episode.split, episode.seed))
        same = same or contents.get(_content(episode))
        if same:
            raise ValueError(
                f'split {split}: expected episodes that training does not have, got '
                f'{episode.name}, which is {same} of training; {WHAT_TO_DO}'
            )


def _content(episode: Episode) -> str:
    """The same things doing the same, whatever name and seed say."""
    return repr((episode.world, episode.body, episode.things, episode.events))


def _check_kinds(evaluated: list[Episode], trained: list[Episode]) -> None:
    held = ontology.HELD_KINDS
    seen = _kinds(trained)
    _none_of('objects', 'held-out kinds', held & seen)
    _some('objects', 'kinds that training lacks', held & _kinds(evaluated))


def _check_pairs(evaluated: list[Episode], trained: list[Episode]) -> None:
    held = {(world, *pair) for world, pairs in ontology.HELD_PAIRS.items() for pair in pairs}
    _none_of('pairs', 'held-out colours on kinds', held & _pairs(trained))
    _some('pairs', 'colours on kinds that training lacks', held & _pairs(evaluated))


def _check_bodies(evaluated: list[Episode], trained: list[Episode]) -> None:
    bodies = {(e.world, e.body) for e in evaluated}
    _none_of('bodies', 'unseen bodies', bodies & {(e.world, e.body) for e in trained})


def _kinds(episodes: list[Episode]) -> set[str]:
    return {thing.kind for e in episodes for thing in e.things}


def _pairs(episodes: list[Episode]) -> set[tuple]:
    return {(e.world, thing.colour, thing.kind) for e in episodes for thing in e.things}


def _none_of(split: str, what: str, found: Set[str] | Set[tuple]) -> None:
    if found:
        raise ValueError(
            f'split {split}: expected no {what} in the training episodes, got '
            f'{", ".join(sorted(map(str, found)))}; render the training episodes again'
        )


def _some(split: str, what: str, found: Set[str] | Set[tuple]) -> None:
    if not found:
        raise ValueError(f'split {split}: expected {what}, got none; {WHAT_TO_DO}')
