"""What a home says of itself: that it has been in use, and its name."""

import secrets
from pathlib import Path

from outreach.files.write import write_file
from outreach.model.errors import BadInput

#: Written when a home is complete. Where it stands, the database holds what must not be forgotten.
_MARKER = "home"
_NAME = "id"
#: Outside the database on purpose: whoever can write rows can still not write history.
_KEY = "audit.key"
_SANDBOX_KEY = "sandbox.key"


def mark(home: Path) -> None:
    """Say that this home is made, and may be in use from now on."""
    if not (home / _MARKER).exists():
        write_file(home / _MARKER, b"outreach keeps a campaign here; see outreach.sqlite and .env\n")


def in_use(home: Path) -> bool:
    """Whether a campaign has been kept here: letters, answers, and who must not be written to."""
    return any((home / name).exists() for name in (_MARKER, _NAME))


def audit_key(home: Path) -> bytes:
    """What signs the audit and the approvals of this home; empty where there is none. Raises `BadInput`."""
    file = home / _KEY
    try:
        return file.read_bytes().strip() if file.exists() else b""
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}") from None


def make_audit_key(home: Path) -> None:
    """Make the key of a home that has signed nothing yet."""
    if not (home / _KEY).exists():
        write_file(home / _KEY, secrets.token_hex(32).encode())


def sandbox_key(home: Path) -> bytes:
    """By which this home's sandbox is known from any other server; made at its first use.

    Raises `BadInput` where it cannot be read or written.
    """
    file = home / _SANDBOX_KEY
    try:
        if not file.exists():
            write_file(file, secrets.token_hex(32).encode())
        return file.read_bytes().strip()
    except OSError as error:
        raise BadInput(f"{file} cannot be read or written: {error.strerror}") from None


def private_files(home: Path) -> list[Path]:
    """The home and what is in it that nobody else may open: its secrets, and the mails of rehearsals."""
    names = (".env", _KEY, _SANDBOX_KEY, "received")
    return [home, *(home / name for name in names)]


def home_name(home: Path) -> str:
    """Tells this home's claims from those of another home on the same database; made at its first use.

    Raises `BadInput` where it cannot be read or written: two homes without a name would be one.
    """
    file = home / _NAME
    try:
        known = file.read_text("ascii").strip() if file.exists() else ""
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{file} cannot be read: put it back from your last copy of the home") from None
    if not known:
        known = secrets.token_hex(6)
        write_file(file, known.encode())
    return known
