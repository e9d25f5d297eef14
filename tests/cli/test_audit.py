"""What people did, and how it is found out that somebody meddled with the record of it."""

import sqlite3

import pytest

from tests.cli.program import Program


def meddle(outreach: Program, statement: str, *values: object) -> None:
    """Write into the database as whoever has it can."""
    connection = sqlite3.connect(outreach.home / "outreach.sqlite")
    connection.execute(statement, values)
    connection.commit()
    connection.close()


def verified(outreach: Program) -> list[str]:
    """What `audit verify` finds, in lines."""
    found: list[str] = outreach.json("audit", "verify")["faults"]
    return found


def test_lines_taken_off_the_end_are_missed(drafted: Program) -> None:
    last = drafted.json("audit", "list")[-1]["number"]
    meddle(drafted, "DELETE FROM audit WHERE number > ?", last - 2)

    assert verified(drafted) == [
        f"the end is missing: line {last} was here, and the last one there is {last - 2}"
    ]
    assert drafted("audit", "verify").code == 1


def test_a_line_in_the_place_of_one_that_was_taken_off_is_told(drafted: Program) -> None:
    last = drafted.json("audit", "list")[-1]["number"]
    meddle(drafted, "DELETE FROM audit WHERE number = ?", last)
    drafted.done("stop", who="ann")

    assert verified(drafted) == [f"line {last} is another than the one that was here before"]


def test_a_note_of_the_end_that_is_no_number_of_a_line_ends_no_program(drafted: Program) -> None:
    (drafted.home / "audit.ends").write_text("9" * 5_000 + " mac\n")

    assert "nothing wrong" in " ".join(drafted.done("audit", "verify").out.split())


def test_where_the_record_ends_is_noted_once_and_for_its_owner_alone(drafted: Program) -> None:
    drafted.done("letters", "list")
    drafted.done("stop", who="ann")
    drafted.done("letters", "list")

    file = drafted.home / "audit.ends"
    numbers = [int(line.split()[0]) for line in file.read_text().splitlines()]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == drafted.json("audit", "list")[-1]["number"]
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_letter_set_on_its_way_by_other_hands_is_named_and_does_not_leave(queued: Program) -> None:
    queued.done("letters", "cancel", "gov-fr-mfa", "--reason", "no", who="ann")
    meddle(queued, "UPDATE letters SET status = 'queued' WHERE office_id = 'gov-fr-mfa'")

    letter = queued.letters()["gov-fr-mfa"]["id"]
    assert verified(queued) == [
        f"letter {letter} to gov-fr-mfa is queued, and its history does not lead there"
    ]
    assert queued("send", "--once").code == 1
    assert "gov-fr-mfa" not in "".join(mail["To"] for mail in queued.received())


def test_taking_the_stop_file_away_is_an_act(queued: Program) -> None:
    (queued.home / "STOP").touch()
    queued.done("resume", who="ann")

    line = queued.json("audit", "list")[-1]
    assert (line["actor"], line["act"], line["target"]) == ("ann", "resume", "the STOP file")


def test_a_record_that_nobody_of_us_wrote_is_still_listed(ready: Program) -> None:
    meddle(ready, "UPDATE audit SET act = 'party', detail = 'x' WHERE number = 1")

    assert ready.json("audit", "list")[0]["act"] == "party"


@pytest.mark.parametrize("words", [("send", "--once"), ("letters", "hold", "gov-fr-mfa", "--reason", "x")])
def test_with_another_key_nobody_acts_and_no_approval_is_lost(
    queued: Program, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("OUTREACH_AUDIT_KEY", "another" * 8)

    assert "was signed with another key" in queued(*words, who="ann").complaint
    assert {letter["status"] for letter in queued.letters().values()} == {"queued"}
