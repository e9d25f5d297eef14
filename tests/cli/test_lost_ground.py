"""What a command says when the ground gives way: a lost database, a full disk, a folder that is closed."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach.files.write import write_file
from tests.builders import AUDIT_KEY
from tests.cli.program import Program

CAMPAIGN = ("--campaign", "miftakhov-2026")

#: As on a disk without room: no file grows.
FULL = 'ulimit -f 0; exec "$@"'


def lose(home: Path) -> list[Path]:
    files = sorted(home.glob("outreach.sqlite*"))
    for file in files:
        file.unlink()
    return files


def emptied(home: Path) -> None:
    lose(home)
    (home / "outreach.sqlite").touch()


def without_tables(home: Path) -> None:
    lose(home)
    made = sqlite3.connect(home / "outreach.sqlite")
    made.execute("CREATE TABLE another_programs (x)")
    made.close()


def without_a_version(home: Path) -> None:
    opened = sqlite3.connect(home / "outreach.sqlite")
    with opened:
        opened.execute("DELETE FROM alembic_version")
    opened.close()


@pytest.mark.parametrize("spoil", [lose, emptied, without_tables, without_a_version])
def test_a_used_home_that_lost_its_database_says_what_to_put_back(
    sent: Program, spoil: Callable[[Path], object]
) -> None:
    """And is not told to make a new one, which has forgotten who must not be written to."""
    spoil(sent.home)
    before = {file: file.stat().st_size for file in sent.home.iterdir()}

    for words in (("status",), ("send", "--once"), ("letters", "list"), ("init",), ("stop",)):
        complaint = sent(*words, who="ann").complaint
        assert "is gone or empty: put it back from your last copy" in complaint
        assert "run `outreach init`" not in complaint
    assert "put it back" in " ".join(sent("doctor").out.split())

    assert {file: file.stat().st_size for file in before} == before


def test_a_home_that_was_never_made_is_told_to_be_made(empty: Program) -> None:
    assert "run `outreach init` first" in empty("status").complaint
    assert not (empty.home / "outreach.sqlite").exists()


def test_a_full_disk_is_one_line_for_every_command_and_changes_nothing(
    queued: Program, tmp_path: Path
) -> None:
    letters = queued.letters()
    for words in (
        ("send", "--once"),
        ("letters", "hold", *CAMPAIGN, "--reason", "x"),
        ("contacts", "suppress", "gov-fr-mfa", "--reason", "x"),
        ("people", "add", "eve", "--name", "Eve"),
        ("init",),
    ):
        complaint = queued.apart(*words, who="ann", by=FULL).complaint
        assert "make room" in complaint, words
    assert queued.apart("contacts", "export", tmp_path / "x.csv", by=FULL).code == 2
    assert queued.apart("report", "html", *CAMPAIGN, tmp_path / "r.html", by=FULL).code == 2

    assert list(tmp_path.glob("*.csv")) + list(tmp_path.glob("*.html")) == []
    assert [file for file in queued.home.iterdir() if file.name.startswith(".") and file.name != ".env"] == []
    assert queued.letters() == letters
    assert "everything" not in queued("status").out


def test_on_a_full_disk_whoever_wants_to_stop_is_told_of_the_file(queued: Program) -> None:
    for target in ((), CAMPAIGN, ("--account", "main")):
        complaint = queued.apart("stop", *target, who="ann", by=FULL).complaint
        assert complaint.endswith(f"to stop everything at once, put an empty file STOP into {queued.home}")

    queued.apart("--version", by=f'touch "{queued.home}/STOP"; exec "$@"')
    assert queued("send", "--once").code == 1
    assert queued.received() == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda home: (home / "config" / "outreach.toml").write_text("colour = 1"),
        lambda home: (home / ".env").write_text("OUTREACH_DELIVERY"),
        lambda home: (home / "clock").write_text("soon"),
        lambda home: (home / "audit.key").unlink(),
        lose,
    ],
    ids=["settings", "env", "clock", "key", "database"],
)
def test_whatever_keeps_a_stop_from_being_written_down_the_file_is_named(
    queued: Program, spoil: Callable[[Path], object]
) -> None:
    spoil(queued.home)

    assert f"put an empty file STOP into {queued.home}" in queued("stop", who="ann").complaint


def test_a_home_begun_on_a_full_disk_is_made_once_there_is_room(tmp_path: Path) -> None:
    outreach = Program(tmp_path / "home")

    assert "cannot be written: " in outreach.apart("init", by=FULL).complaint
    assert outreach.apart("init", by='ulimit -f 200; exec "$@"').code == 2
    outreach.done("init")
    outreach.done("people", "add", "ann", "--name", "Ann")

    assert (outreach.home / "templates" / "emails" / "azat-miftakhov" / "layout.mjml").stat().st_size > 0
    assert len((outreach.home / "audit.key").read_text()) == 64


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        ("config", ("status",)),
        ("config/follow-ups.toml", ("status",)),
        (".env", ("status",)),
        ("audit.key", ("status",)),
        ("clock", ("send", "--once")),
        ("outreach.sqlite", ("status",)),
        ("contacts", ("contacts", "load", "contacts")),
        ("contacts/signatories.csv", ("campaign", "load", "config/campaigns/miftakhov-2026.toml")),
        ("templates", ("letters", "draft", *CAMPAIGN)),
    ],
)
def test_what_may_not_be_read_is_named_and_nothing_stands_in_for_it(
    ready: Program, closed: str, words: tuple[str, ...]
) -> None:
    """The starter's settings, with which letters would leave from other accounts, least of all."""
    place = ready.home / closed
    place.chmod(0)

    complaint = ready.apart(*words, who="ann", module="tests.confined").complaint
    place.chmod(0o700)

    assert "cannot be" in complaint
    assert closed in complaint or "its file and its folder must be there, and yours" in complaint


def take_away(file: Path) -> None:
    if file.is_dir() and not file.is_symlink():
        file.rmdir()
    else:
        file.unlink()


@pytest.mark.parametrize(
    "lay",
    [
        Path.mkdir,
        os.mkfifo,
        lambda file: file.symlink_to("/dev/zero"),
        lambda file: file.symlink_to("nowhere"),
        lambda file: file.write_bytes(b"\xff" * 100),
        lambda file: file.write_bytes(b"0" * 10_000),
        lambda file: file.write_bytes(b"\0\0"),
    ],
    ids=["folder", "pipe", "device", "lost link", "no text", "huge", "NUL"],
)
@pytest.mark.parametrize("name", ["clock", "id", "sender.lock", "sandbox.key", "audit.key"])
def test_whatever_stands_in_the_place_of_a_homes_own_file_is_a_line_at_once(
    queued: Program, name: str, lay: Callable[[Path], object]
) -> None:
    (queued.home / name).unlink(missing_ok=True)
    lay(queued.home / name)

    said = queued("send", "--once")

    if said.code == 2:
        assert name in said.complaint
        take_away(queued.home / name)
        if name == "audit.key":
            write_file(queued.home / name, AUDIT_KEY)
        assert {letter["status"] for letter in queued.letters().values()} == {"queued"} or name == "clock"
    else:  # bytes that only differ from those we wrote: a lock's, a sandbox's
        assert "Traceback" not in said.err
