"""Rules of the house that no tool knows; docs/security-rules.md says why most of them are there."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.builders import EMAILS, REPOSITORY

SOURCE = REPOSITORY / "src" / "outreach"

#: Domains that nobody can own (RFC 2606; the last one is IANA's for tests in Russian).
NOBODYS = (".example", ".test", ".invalid", "@example.org", "@example.com", ".испытание")
#: The last label of a domain is no number: what ends in one is an IP address, as in a database's URL.
ADDRESS = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+[^\W\d][\w-]*")


def lines_with(pattern: str, *but: str) -> list[str]:
    """The lines of the program that match, in any file but those."""
    wanted = re.compile(pattern)
    return [
        f"{file.relative_to(SOURCE)}:{number}: {line.strip()}"
        for file in sorted(SOURCE.rglob("*.py"))
        if file.relative_to(SOURCE).as_posix() not in but
        for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1)
        if wanted.search(line)
    ]


@cache
def tracked() -> list[Path]:
    """Every file that is kept in the repository."""
    if not (REPOSITORY / ".git").exists():
        pytest.fail("not a checkout, so nobody can tell which files are kept: clone the repository")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True)
    files = [REPOSITORY / name for name in listed.stdout.decode().split("\0") if name]
    return [file for file in files if file.is_file()]


def test_nothing_is_unpickled_nor_executed_from_data() -> None:
    assert lines_with(r"import .*\b(?:pickle|marshal|shelve|dill|jsonpickle|yaml)\b") == []
    assert lines_with(r"yaml\.\w*load|(?<![\w.])(?:eval|exec)\(") == []


def test_jinja_environments_are_made_in_one_place() -> None:
    assert lines_with(r"jinja2\.\w+\(") == []
    assert lines_with(r"(?:Environment|_Sandbox)\(", "rendering/templates/environment.py") == []
    # Our own dataclass of that name is made where it is defined; jinja2's may be named, but never made.
    assert lines_with(r"(?<!\w)Template\(", "rendering/templates/template.py") == []


def test_other_processes_are_started_in_one_place() -> None:
    started = (
        r"import .*\b(?:subprocess|multiprocessing|pty)\b|os\.(?:fork|exec|spawn|posix_spawn|system|popen)"
    )

    assert lines_with(started, "rendering/workshop/process.py") == []


def test_only_wiring_asks_what_time_it_is() -> None:
    # The scheduler counts seconds from now until its next round, and leases run by the database's clock,
    # which on SQLite is the machine's; no letter's date and no rule is decided by either.
    asked = r"\.now\(|\.utcnow\(|\.today\(|time\.time\("

    assert lines_with(asked, "wiring/house.py", "scheduler.py", "store/database_clock.py") == []


def test_our_letters_fetch_nothing() -> None:
    remote = re.compile(r"""(?:src|href|background|url)\s*[=(:]\s*["']?\s*(?:https?:)?//""", re.IGNORECASE)
    tags = re.compile(
        r"<(?:img|mj-image|mj-include|mj-font|link|script|iframe|object|video)\b", re.IGNORECASE
    )
    files = [file for file in EMAILS.rglob("*") if file.is_file()]

    assert files
    for file in files:
        text = file.read_text("utf-8")
        assert not remote.search(text), file
        assert not tags.search(text), file


def test_no_kept_file_has_a_mail_address_that_is_not_in_the_directory() -> None:
    directory = {address.casefold() for address in addresses_in(REPOSITORY / "contacts")}

    strangers = [
        f"{file.relative_to(REPOSITORY)}: {address}"
        for file in tracked()
        for address in addresses(file)
        if address.casefold() not in directory and not address.casefold().rstrip(".").endswith(NOBODYS)
    ]
    assert strangers == []


def addresses(file: Path) -> Iterator[str]:
    """The mail addresses in a text."""
    yield from ADDRESS.findall(readable(file))


def addresses_in(folder: Path) -> Iterator[str]:
    """Those of the directory's files."""
    for file in folder.glob("*.csv"):
        yield from addresses(file)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_what_is_installed_is_named_by_hash_and_nobodys_address(lock: str) -> None:
    text = (REPOSITORY / lock).read_text("utf-8")
    named = [entry for entry in text.replace("\\\n", " ").splitlines() if not entry.startswith("#")]

    assert named
    for entry in named:
        assert re.match(r"[a-z0-9._-]+(?:\[[a-z,]+\])?==[^ ]+ .*--hash=sha256:[0-9a-f]{64}", entry), entry
        assert "://" not in entry, entry


#: A page of ours, as code and pages cite it: by its path, or in a link from one page to another.
CITED = re.compile(r"(?<![\w/.-])((?:docs|bench|tests)/[\w./-]+\.md)|\]\((?!https?:)([^)#\s]+\.md)")
#: Planning papers, which no reader has.
PLANS = re.compile(r"\b(?:DESIGN|FAULTS|STYLE)(?:\.md)?\b|SECURITY\.md §|\bprotocol\.md\b")


def test_every_page_that_is_cited_exists() -> None:
    dead = [
        f"{file.relative_to(REPOSITORY)}: {cited}"
        for file in tracked()
        for text in [readable(file)]
        for from_the_top, from_here in CITED.findall(text)
        for cited in [from_the_top or from_here]
        if not (REPOSITORY / cited if from_the_top else file.parent / cited).is_file()
    ]
    assert dead == []


def test_nothing_cites_a_paper_that_no_reader_has() -> None:
    cited = [
        f"{file.relative_to(REPOSITORY)}: {found[0]}"
        for file in tracked()
        if file != Path(__file__) and file.name != "LICENSE"
        for found in [PLANS.search(readable(file))]
        if found
    ]
    assert cited == []


def readable(file: Path) -> str:
    """A kept file's text; a picture has none."""
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        return ""
