"""The phrases that the pack can say; ImageNet's are also what its Predictor aims at."""

from pathlib import Path

FOLDER = Path(__file__).parent


def imagenet_phrases() -> list[str]:
    """ImageNet's 1000 classes in the classifier's order, as people say them: "a coffee mug"."""
    return _lines('imagenet_phrases.txt')


def robot_phrases() -> list[str]:
    """What manipulators and mobile robots see and do."""
    return _lines('robot_phrases.txt')


def bank_phrases() -> list[str]:
    """The phrase bank's texts in the order of its scores."""
    return imagenet_phrases() + robot_phrases()


def _lines(name: str) -> list[str]:
    return (FOLDER / name).read_text('utf-8').splitlines()
