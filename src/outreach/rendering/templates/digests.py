"""What the texts are at this moment, as digests: a campaign is loaded with them (`model.made_from`)."""

import hashlib
import tomllib
from pathlib import Path

from outreach.model.form_of_address import FormsOfAddress
from outreach.model.made_from import SIGNATURE
from outreach.model.territory import Territories

_TEXTS = frozenset({".md", ".mjml", ".toml", ".txt"})


def texts_digests(folder: Path) -> dict[str, str]:
    """Path below the template's folder, with slashes → digest of that file.

    Of ``requests.toml`` each text has its own, as ``fr/requests.toml, asks.visas``: a changed ask touches the
    letters that ask it and no other.
    """
    found: dict[str, str] = {}
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix in _TEXTS:
            path, content = file.relative_to(folder).as_posix(), file.read_bytes()
            found |= _of_each(path, content) if file.name == "requests.toml" else {path: _digest(content)}
    return found


def _of_each(path: str, content: bytes) -> dict[str, str]:
    try:
        tables = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return {path: _digest(content)}  # which no letter is made from
    return {
        f"{path}, {table}.{name}": _digest(str(text).encode())
        for table, texts in tables.items()
        if isinstance(texts, dict)
        for name, text in texts.items()
    }


def forms_digests(forms: FormsOfAddress) -> dict[str, str]:
    """``forms/<language>/<country>/<rank>/<gender>/<number>`` → digest of that form of address."""
    return {f"forms/{'/'.join(key)}": _digest(form.says.encode()) for key, form in forms.items()}


def territories_digests(territories: Territories) -> dict[str, str]:
    """``annex-countries/<language>/<territory>`` → digest of that heading of the annex."""
    return {
        f"annex-countries/{language}/{territory}": _digest(f"{one.name}\n{one.sort_key}".encode())
        for (language, territory), one in territories.items()
    }


def signature_digest(content: bytes) -> dict[str, str]:
    """The picture of a signature under its name → its digest."""
    return {SIGNATURE: _digest(content)}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]
