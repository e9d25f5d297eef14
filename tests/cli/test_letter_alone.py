"""`outreach letters preview` and `letters test`: one letter looked at, and tried on oneself."""

import stat
from pathlib import Path

import pytest

from outreach.files.write import write_file
from tests.cli.program import Program, parsed, text

CAMPAIGN = ("--campaign", "miftakhov-2026")
PREVIEW = ("letters", "preview", *CAMPAIGN)
FILES = {"desktop.html", "phone.html", "dark.html", "paper.html", "letter.txt", "letter.eml"}


def read(folder: Path, name: str) -> str:
    return (folder / name).read_text("utf-8")


def test_a_letter_is_looked_at_in_files_and_nothing_is_drafted(ready: Program) -> None:
    said = ready.done(*PREVIEW, "--to", "gov-gb-fcdo")

    folder = ready.home / "previews" / "miftakhov-2026-gov-gb-fcdo-first"
    assert {file.name for file in folder.iterdir()} == FILES
    assert set(said.out.splitlines()[:-1]) == {str(folder / name) for name in FILES}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert "We ask your Government to intervene" in " ".join(read(folder, "letter.txt").split())
    assert '<iframe title="The letter, 375 pixels wide" width="375"' in read(folder, "phone.html")
    assert "@media (prefers-color-scheme: dark)" in read(folder, "desktop.html")
    assert "prefers-color-scheme" not in read(folder, "dark.html")
    assert "@media print" not in read(folder, "paper.html")
    assert ready.json("letters", "list") == []
    assert ready.json("tasks", "list") == []


def test_what_is_looked_at_is_what_is_drafted(ready: Program) -> None:
    ready.done("letters", "draft", *CAMPAIGN, who="ann")
    before = ready.json("letters", "list")
    ready.done(*PREVIEW, "--to", "gov-fr-mfa", "--out", ready.home / "seen")
    ready.done("letters", "show", "gov-fr-mfa", "--eml", ready.home / "drafted.eml")

    assert (ready.home / "seen" / "letter.eml").read_bytes() == (ready.home / "drafted.eml").read_bytes()
    assert ready.json("letters", "list") == before


def test_a_reminder_and_a_form_are_looked_at_before_there_is_a_first_letter(ready: Program) -> None:
    ready.done(*PREVIEW, "--to", "gov-gb-fcdo", "--step", "reminder", "--out", ready.home / "a")
    ready.done(*PREVIEW, "--to", "gov-fi-mfa", "--out", ready.home / "b")

    assert "On 2 June 2026 (our reference AM-2026/" in " ".join(read(ready.home / "a", "letter.txt").split())
    assert "To:" not in read(ready.home / "b", "letter.eml").partition("\n\n")[0]


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--to", "gov-xx-mfa"), "no letter goes to gov-xx-mfa: no address is known: find one"),
        (("--to", "gov-fr-mfa", "--channel", "post"), "gov-fr-mfa has no address for post: it has email"),
        (("--to", "gov-nowhere"), "there is no office gov-nowhere"),
        (("--to", "gov-fr-mfa", "--step", "third"), "has no step 'third': it has first, reminder"),
    ],
)
def test_what_stands_against_a_letter_is_said_in_a_line(
    ready: Program, words: tuple[str, ...], complaint: str
) -> None:
    assert complaint in ready(*PREVIEW, *words).complaint
    assert not (ready.home / "previews").exists()


def test_a_browser_is_opened_only_where_it_is_asked_for(ready: Program) -> None:
    told, browser = ready.home / "told", ready.home / "browser"
    write_file(browser, f'#!/bin/sh\necho "$1" >> {told}\n'.encode(), mode=0o700)
    by = f'BROWSER="{browser} %s" exec "$@"'

    assert ready.apart(*PREVIEW, "--to", "gov-fr-mfa", by=by).code == 0
    assert not told.exists()
    assert ready.apart(*PREVIEW, "--to", "gov-fr-mfa", "--open", by=by).code == 0
    assert told.read_text("utf-8") == (
        f"file://{ready.home}/previews/miftakhov-2026-gov-fr-mfa-first/desktop.html\n"
    )


def test_a_letter_is_tried_on_its_maker_through_the_sandbox(ready: Program) -> None:
    said = ready.done(
        "letters", "test", *CAMPAIGN, "--to", "ann@us.test", "--office", "gov-gb-fcdo", who="ann"
    )

    [mail] = ready.received()
    assert mail["To"] == "ann <ann@us.test>"
    assert str(mail["Subject"]).startswith("[test] Azat Miftakhov")
    assert "We ask your Government to intervene" in " ".join(text(mail).split())
    assert "to ann@us.test: taken" in " ".join(said.out.split())
    assert ready.json("letters", "list") == []
    assert ready.json("audit", "list")[-1]["act"] == "test letter"
    assert ready.done("audit", "verify").code == 0


def test_live_nobody_is_written_to_who_is_not_set_as_ones_own(
    ready: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    (ready.home / "clock").unlink()
    monkeypatch.setenv("OUTREACH_DELIVERY", "live")
    tried = ("letters", "test", *CAMPAIGN, "--to")

    assert "is none of your own mailboxes" in ready(*tried, "ann@us.test", who="ann").complaint
    monkeypatch.setenv("OUTREACH_TEST_ADDRESSES", "gov-fr-mfa@ministry.example, x@us.test")
    assert "is none of your own mailboxes" in ready(*tried, "ann@us.test", who="ann").complaint


def test_the_raw_file_is_the_letter(ready: Program) -> None:
    ready.done(*PREVIEW, "--to", "gov-fr-mfa", "--out", ready.home / "seen")

    mail = parsed((ready.home / "seen" / "letter.eml").read_bytes())

    assert text(mail).replace("\r\n", "\n") == read(ready.home / "seen", "letter.txt")
