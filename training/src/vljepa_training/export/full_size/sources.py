"""The pretrained parts: where they come from, which of their files are read, under which license.

A part is a local folder or an id of the Hugging Face hub. All parts are looked for before anything
is computed, and everything that is missing is named at once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from huggingface_hub import hf_hub_download

from vljepa_training.export.errors import ExportError


@dataclass(frozen=True)
class Part:
    option: str
    """Of the command line."""
    role: str
    hub_id: str
    license: str
    license_url: str
    files: tuple[str, ...]

    def describe(self) -> str:
        return f'{self.hub_id} on the Hugging Face hub, {self.license} ({self.license_url})'


VJEPA2 = Part(
    option='--vjepa2',
    role='x_encoder',
    hub_id='facebook/vjepa2-vitl-fpc64-256',
    license='MIT',
    license_url='https://huggingface.co/facebook/vjepa2-vitl-fpc64-256',
    files=('config.json', 'model.safetensors'),
)
LLAMA = Part(
    option='--llama',
    role='predictor',
    hub_id='meta-llama/Llama-3.2-1B',
    license='Llama 3.2 Community License',
    license_url='https://huggingface.co/meta-llama/Llama-3.2-1B/blob/main/LICENSE.txt',
    files=('config.json', 'tokenizer.json', 'tokenizer_config.json'),
)
EMBEDDING_GEMMA = Part(
    option='--embedding-gemma',
    role='y_encoder',
    hub_id='google/embeddinggemma-300m',
    license='Gemma Terms of Use',
    license_url='https://ai.google.dev/gemma/terms',
    files=('config.json', 'tokenizer.json', 'tokenizer_config.json'),
)
PARTS = (VJEPA2, LLAMA, EMBEDDING_GEMMA)

CHECKPOINT_SOURCE = (
    'best.pt of cun-bjy/open-vljepa on the Hugging Face hub, or what training in the layout of '
    'https://github.com/dion-jy/open-vljepa writes; under the Llama 3.2 Community License and the '
    'Gemma Terms of Use'
)
LLAMA_TABLE_FILE = 'model.safetensors'
"""Read only where a checkpoint leaves the frozen token table out."""

Download = Callable[[str, str], str]


@dataclass(frozen=True)
class Inputs:
    """Folders with every file that is read, and the checkpoint."""

    vjepa2: Path
    llama: Path
    embedding_gemma: Path
    checkpoint: Path


def find_inputs(
    vjepa2: str,
    llama: str,
    embedding_gemma: str,
    checkpoint: str,
    download: Download | None = None,
) -> Inputs:
    """Looks for every input; `download(hub_id, file)` gives the path of a file of the hub.

    Raises ExportError naming all that is missing, where it comes from and under which license.
    """
    problems: list[str] = []
    folders = [
        _folder(part, given, download or hf_hub_download, problems)
        for part, given in zip(PARTS, (vjepa2, llama, embedding_gemma), strict=True)
    ]
    path = Path(checkpoint)
    if not path.is_file():
        problems.append(
            f'--checkpoint: expected a file, there is none at {checkpoint}; it comes from '
            f'{CHECKPOINT_SOURCE}'
        )
    if problems:
        raise ExportError('inputs are missing:\n- ' + '\n- '.join(problems))
    own_vjepa2, own_llama, own_gemma = folders
    return Inputs(own_vjepa2, own_llama, own_gemma, path)


def _folder(part: Part, given: str, download: Download, problems: list[str]) -> Path:
    folder = Path(given)
    if folder.is_dir():
        missing = [name for name in part.files if not (folder / name).is_file()]
        if missing:
            problems.append(
                f'{part.option}: {folder} lacks {", ".join(missing)}; it comes from '
                f'{part.describe()}'
            )
        return folder
    if given.count('/') != 1 or given.startswith(('.', '/', '~')):
        problems.append(
            f'{part.option}: expected a folder with {", ".join(part.files)}, or a hub id, got '
            f'"{given}", which is neither; it comes from {part.describe()}'
        )
        return folder
    for name in part.files:
        try:
            folder = Path(download(given, name)).parent
        except Exception as error:  # of many kinds: no network, no such file, a gate not passed
            reason = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
            problems.append(
                f'{part.option}: {name} of {given} cannot be downloaded ({reason}). It comes from '
                f'{part.describe()}; accept its license there and log in with `hf auth login`, or '
                'give a local folder'
            )
            break
    return folder
