"""Episodes on disk: `<folder>/<name>.json` and `<name>.frames`, a zip of the JPEG files.

Each is written under another name first and the frames before the JSON file, so an episode whose
JSON file is there is whole.
"""

import zipfile
from pathlib import Path

from .episode import Episode


def episode_path(folder: Path, name: str) -> Path:
    return folder / f'{name}.json'


def frames_path(path: Path) -> Path:
    """Where the frames of the episode at `path` are."""
    return path.with_suffix('.frames')


def write(path: Path, episode: Episode, frames: list[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix('.part')
    with zipfile.ZipFile(partial, 'w', zipfile.ZIP_STORED) as archive:
        for index, frame in enumerate(frames):
            # A fixed date: the same spec gives the same file.
            archive.writestr(zipfile.ZipInfo(f'{index:06d}.jpg'), frame)
    partial.replace(frames_path(path))
    episode.write(partial)
    partial.replace(path)


def read_frames(path: Path) -> list[bytes]:
    """The JPEG files of the episode at `path` (its JSON file), in the order of time.

    Raises ValueError where they cannot be read.
    """
    frames = frames_path(path)
    try:
        with zipfile.ZipFile(frames) as archive:
            return [archive.read(name) for name in sorted(archive.namelist())]
    except (OSError, zipfile.BadZipFile) as error:
        raise ValueError(
            f'{frames} cannot be read as the frames of an episode: {error}; delete '
            f'{path.name} and render it again'
        ) from error
