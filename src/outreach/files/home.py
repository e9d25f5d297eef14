"""What a home says of itself: that it has been in use, and its name."""

import re
import secrets
from pathlib import Path

from outreach.files.read import LARGEST_LINE, is_there, read_file
from outreach.files.write import append_line, write_file
from outreach.model.errors import BadInput

#: Written when a home is complete. Where it stands, the database holds what must not be forgotten.
_MARKER = "home"
_NAME = "id"
_NAMED = re.compile("[0-9a-f]{12}")
#: Outside the database on purpose: whoever can write rows can still not write history.
_KEY = "audit.key"
_SANDBOX_KEY = "sandbox.key"
#: Where the audit's end was, each time it had moved: whoever takes lines off it in the database is found out.
_AUDIT_ENDS = "audit.ends"


def mark(home: Path) -> None:
    """Say that this home is made, and may be in use from now on."""
    if not is_there(home / _MARKER):
        write_file(home / _MARKER, b"outreach keeps a campaign here; see outreach.sqlite and .env\n")


def database_file(home: Path) -> Path:
    """Where its database is, unless the settings name another one."""
    return home / "outreach.sqlite"


def in_use(home: Path) -> bool:
    """Whether a campaign has been kept here: letters, answers, and who must not be written to.

    Raises `BadInput` where that cannot be found out.
    """
    return any(is_there(home / name) for name in (_MARKER, _NAME))


def audit_key(home: Path) -> bytes:
    """What signs the audit and the approvals of this home; empty where there is none. Raises `BadInput`."""
    return _kept(home / _KEY)


def make_audit_key(home: Path) -> None:
    """Make the key of a home that has signed nothing yet."""
    if not is_there(home / _KEY):
        write_file(home / _KEY, secrets.token_hex(32).encode())


def audit_ends(home: Path) -> list[str]:
    """The ends of the audit that were seen from here, oldest first, as `keep_audit_end` was given them."""
    file = home / _AUDIT_ENDS
    return read_file(file).decode("ascii", "replace").splitlines() if file.exists() else []


def keep_audit_end(home: Path, end: str) -> None:
    """Note where the audit's end is now, unless that was the last that was noted. Raises `BadInput`."""
    file = home / _AUDIT_ENDS
    if audit_ends(home)[-1:] != [end]:
        append_line(file, end)


def sandbox_key(home: Path) -> bytes:
    """By which this home's sandbox is known from any other server; made at its first use.

    Raises `BadInput` where it cannot be read or written.
    """
    file = home / _SANDBOX_KEY
    if not _kept(file):
        write_file(file, secrets.token_hex(32).encode())
    return _kept(file)


def private_files(home: Path) -> list[Path]:
    """The home and what is in it that nobody else may open: its secrets, and the mails of rehearsals."""
    names = (".env", _KEY, _AUDIT_ENDS, _SANDBOX_KEY, "received")
    return [home, *(home / name for name in names)]


def home_name(home: Path) -> str:
    """Tells this home's claims from those of another home on the same database; made at its first use.

    Raises `BadInput` where it cannot be read or written: two homes without a name would be one.
    """
    file = home / _NAME
    try:
        known = _kept(file).decode("ascii")
    except (BadInput, UnicodeDecodeError):
        known = "?"
    if not known:
        known = secrets.token_hex(6)
        write_file(file, known.encode())
    if not _NAMED.fullmatch(known):
        raise BadInput(f"{file} cannot be read: put it back from your last copy of the home")
    return known


def _kept(file: Path) -> bytes:
    """What the program has written there, empty where nothing is. Raises `BadInput`."""
    return read_file(file, limit=LARGEST_LINE).strip() if is_there(file) else b""
