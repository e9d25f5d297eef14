"""What the texts are at this moment, as digests: a campaign is loaded with them (`model.made_from`)."""

import hashlib
from pathlib import Path

from outreach.model.form_of_address import FormsOfAddress

_TEXTS = frozenset({".md", ".mjml", ".toml", ".txt"})


def texts_digests(folder: Path) -> dict[str, str]:
    """Path below the template's folder, with slashes → digest of that file."""
    return {
        file.relative_to(folder).as_posix(): _digest(file.read_bytes())
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix in _TEXTS
    }


def forms_digests(forms: FormsOfAddress) -> dict[str, str]:
    """``forms/<language>/<country>/<rank>/<gender>/<number>`` → digest of that form of address."""
    return {f"forms/{'/'.join(key)}": _digest(form.says.encode()) for key, form in forms.items()}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
