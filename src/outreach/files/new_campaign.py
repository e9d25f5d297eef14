"""The neutral files from which a campaign of one's own is made: ``templates/new-campaign/``."""

from collections.abc import Sequence
from pathlib import Path

from outreach.files.read import LARGEST_TOML, read_file

#: Below a home or the starter. Not in ``templates/emails/``: no letter is ever made from these texts.
FOLDER = Path("templates", "new-campaign")
#: In it: the texts, a folder for each language beside the layouts.
TEXTS = "emails"


def read_neutral(roots: Sequence[Path]) -> dict[str, bytes]:
    """Path below the folder, with ``/`` → what is in it; one below a later root stands for an earlier one's.

    Raises `BadInput` for a file that cannot be read.
    """
    found: dict[str, Path] = {}
    for root in roots:
        folder = root / FOLDER
        for file in sorted(folder.rglob("*")):
            if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts):
                found[file.relative_to(folder).as_posix()] = file
    return {name: read_file(file, limit=LARGEST_TOML) for name, file in found.items()}
