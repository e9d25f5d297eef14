"""What comes from outside never steers the terminal, and a place that cannot be written to is a line."""

import subprocess
import sys
from pathlib import Path

import pytest

from outreach.cli.tell import print_json, print_table, say
from tests.cli.program import Program

CAMPAIGN = ("--campaign", "miftakhov-2026")


def test_foreign_words_do_not_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    words = "550 \x1b[2J\x9b31m\u202e no"

    say(words)
    print_table(["a", "b"], [(words, words)])
    print_json([words])

    shown = capsys.readouterr().out
    assert "550" in shown
    assert not {"\x1b", "\x9b"} & set(shown)


@pytest.mark.parametrize("typed", ["two\nlines", "\x1b[2J", "x" * 501], ids=["lines", "escape", "long"])
def test_a_reason_is_one_line_that_can_be_read(queued: Program, typed: str) -> None:
    for command in (("stop", "--reason"), ("people", "add", "eve", "--name")):
        assert "one line" in queued(*command, typed, who="ann").complaint

    assert queued.json("status")["stopped"] == []


@pytest.mark.parametrize("nothing", ["", "  "])
def test_where_somebody_will_ask_why_something_is_said(queued: Program, nothing: str) -> None:
    for command in (("contacts", "suppress", "gov-fr-mfa"), ("letters", "hold", "gov-fr-mfa")):
        assert "say it in a few words" in queued(*command, "--reason", nothing, who="ann").complaint

    assert queued.letters()["gov-fr-mfa"]["status"] == "queued"


#: Steers a terminal, and turns the direction of what follows.
STEERING = "\x1b[31mX\u202e\x9b"


@pytest.mark.parametrize(
    "words",
    [
        ("people", "add", STEERING, "--name", "x"),
        ("contacts", "load", f"/tmp/{STEERING}"),
        ("contacts", "suppress", STEERING, "--reason", "x"),
        ("contacts", "suppress", "gov-fr-mfa", "--reason", STEERING),
        ("campaign", "show", STEERING),
        ("letters", "show", STEERING),
        ("letters", "approve", f"gov-fr-mfa:{STEERING}"),
        ("letters", "approve", *CAMPAIGN, "--at", STEERING),
        ("letters", "hold", *CAMPAIGN, "--reason", STEERING),
        ("letters", "settle", "gov-fr-mfa", "--outcome", "sent", "--note", STEERING),
        ("letters", "settle", "gov-fr-mfa", "--outcome", STEERING, "--note", "x"),
        ("tasks", "done", "1", "--proof", STEERING),
        ("stop", "--account", STEERING),
        ("letters", "list", f"--{STEERING}"),
        (STEERING,),
    ],
    ids=lambda words: " ".join(words).replace(STEERING, "…"),
)
def test_whatever_is_typed_comes_back_as_what_can_be_read(drafted: Program, words: tuple[str, ...]) -> None:
    said = drafted(*words, who="ann")

    assert said.code == 2
    assert not set(STEERING) & set(said.out + said.err) - set("[31mX")


def test_a_files_name_and_a_homes_steer_nothing(drafted: Program, tmp_path: Path) -> None:
    said = drafted("letters", "show", "gov-fr-mfa", "--eml", tmp_path / STEERING)
    nowhere = Program(tmp_path / f"home{STEERING}")("letters", "list")

    assert said.code == 0
    for words in (said.out, nowhere.complaint):
        assert "□[31mX□□" in words


def test_no_name_puts_a_line_of_its_own_into_a_complaint(drafted: Program, tmp_path: Path) -> None:
    named = tmp_path / "list\nall is well.csv"
    named.write_bytes(b"\xff")

    for words in (
        ("contacts", "load", named),
        ("campaign", "load", named),
        ("letters", "edit", "gov-fr-mfa", "--file", named),
        ("resume", "--account", "x\nall is well"),
    ):
        assert "all is well" in drafted(*words, who="ann").complaint


def test_a_device_is_never_replaced_nor_a_link_followed(sent: Program, tmp_path: Path) -> None:
    letter = sent.letters()["gov-fr-mfa"]["id"]
    link = tmp_path / "link.eml"
    link.symlink_to(tmp_path / "elsewhere")

    for place in (Path("/dev/full"), link):
        assert "no ordinary file" in sent("letters", "show", letter, "--eml", place).complaint
        assert "no ordinary file" in sent("contacts", "export", place).complaint

    assert Path("/dev/full").is_char_device()
    assert not (tmp_path / "elsewhere").exists()


def test_a_name_of_five_thousand_letters_is_a_line(sent: Program) -> None:
    letter = sent.letters()["gov-fr-mfa"]["id"]

    assert "too long" in sent("letters", "show", letter, "--eml", "x" * 5_000).complaint
    assert "too long" in sent("contacts", "load", "x" * 5_000).complaint


def test_a_handle_that_is_no_text_is_refused(ready: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTREACH_AS", "ann\udcff")

    assert "nobody's handle" in ready("stop").complaint


def test_a_full_device_under_the_answer_is_a_line_and_the_approval_stands(drafted: Program) -> None:
    words = ["--home", str(drafted.home), "--as", "bob", "letters", "approve", *CAMPAIGN]
    with Path("/dev/full").open("w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "outreach", *words],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert run.returncode == 2
    assert "No space left on device" in run.stderr.splitlines()[0]
    assert "Traceback" not in run.stderr
    assert {letter["status"] for letter in drafted.letters().values()} == {"queued"}
