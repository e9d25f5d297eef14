"""`outreach letters`: what programs are promised, and what staff are told."""

from datetime import timedelta
from pathlib import Path

import pytest

from outreach.model.status import Status
from tests.builders import MORNING
from tests.cli.conftest import CAMPAIGN_FILE
from tests.cli.program import Program, parsed, text

CAMPAIGN = ("--campaign", "miftakhov-2026")


def test_the_list_of_letters_is_as_programs_were_promised(drafted: Program) -> None:
    found = drafted.json("letters", "list")

    assert isinstance(found, list)
    assert [set(letter) for letter in found] == [
        {
            *("id", "campaign_id", "step", "office_id", "channel", "account", "language", "address"),
            *("status", "hold_cause", "reason", "message_id", "printed_on", "due_at", "approved_by"),
        }
    ] * 3
    assert drafted.letters()["gov-fr-mfa"] | {"id": "", "message_id": ""} == {
        "id": "",
        "campaign_id": "miftakhov-2026",
        "step": "first",
        "office_id": "gov-fr-mfa",
        "channel": "email",
        "account": "main",
        "language": "fr",
        "address": "registry@gov-fr-mfa.example",
        "status": "draft",
        "reason": "waits for approval",
        "message_id": "",
        "hold_cause": None,
        "printed_on": "2026-06-02",
        "due_at": "2026-06-02T07:00:00+00:00",
        "approved_by": None,
    }


def test_an_approved_letter_tells_who_approved_it_and_when_it_is_due(queued: Program) -> None:
    letter = queued.letters()["gov-gb-fcdo"]

    assert (letter["status"], letter["approved_by"]) == ("queued", "bob")
    assert letter["due_at"] == "2026-06-02T07:00:00+00:00"


def test_letters_are_listed_by_state_and_step(sent: Program) -> None:
    assert set(sent.letters("--status", "accepted")) == {"gov-fr-mfa", "gov-gb-fcdo"}
    assert set(sent.letters("--status", "accepted", "--status", "by_hand")) == set(sent.letters())
    assert sent.letters("--step", "reminder") == {}


def test_drafting_tells_of_every_office_and_drafts_nothing_twice(ready: Program) -> None:
    first = ready.json("letters", "draft", *CAMPAIGN, who="ann")
    second = ready.json("letters", "draft", *CAMPAIGN, who="ann")

    assert {line["office_id"]: line["result"] for line in first} == {
        "gov-fr-mfa": "drafted",
        "gov-gb-fcdo": "drafted",
        "gov-fi-mfa": "drafted",
        "gov-xx-mfa": "no_address",
    }
    assert {line["result"] for line in second} == {"unchanged", "no_address"}
    assert len(ready.json("tasks", "list")) == 1


@pytest.mark.parametrize(
    ("step", "words"), [("second", "has no step 'second'"), ("reminder", "is a reminder")]
)
def test_only_the_first_step_is_drafted_here(ready: Program, step: str, words: str) -> None:
    assert words in ready("letters", "draft", *CAMPAIGN, "--step", step, who="ann").complaint


def test_one_letter_is_shown_with_its_text_and_its_history(sent: Program) -> None:
    letter = sent.letters()["gov-fr-mfa"]["id"]

    shown = sent.json("letters", "show", letter)

    assert [move["target"] for move in shown["moves"]] == [
        *("draft", "approved", "queued", "claimed", "transmitting", "accepted")
    ]
    assert {attempt["phase"] for attempt in shown["attempts"]} == {"claimed", "transmitting", "accepted"}
    assert "Azat Miftakhov" in sent.done("letters", "show", letter).out


def test_eml_writes_exactly_what_left(sent: Program, tmp_path: Path) -> None:
    letter, file = sent.letters()["gov-fr-mfa"], tmp_path / "letter.eml"

    sent.done("letters", "show", letter["id"], "--eml", file)

    received = [path.read_bytes() for path in (sent.home / "received").glob("*.eml")]
    assert file.read_bytes() in received
    assert parsed(file.read_bytes())["Message-ID"] == letter["message_id"]
    assert letter["id"] in text(parsed(file.read_bytes()))


def test_a_file_that_cannot_be_written_is_named_and_leaves_nothing(sent: Program, tmp_path: Path) -> None:
    letter, file = sent.letters()["gov-fr-mfa"]["id"], tmp_path / "no such folder" / "letter.eml"

    assert f"{file} cannot be written" in sent("letters", "show", letter, "--eml", file).complaint
    assert not file.parent.exists()


@pytest.mark.parametrize(
    ("at", "zone", "complaint"),
    [
        ("2027-03-28 02:30", "Europe/Paris", "does not exist in Europe/Paris"),
        ("2026-10-25 02:30", "Europe/Paris", "comes twice in Europe/Paris"),
        ("2026-06-02 09:30", "Europe/Nowhere", "'Europe/Nowhere' is not an IANA time zone"),
        ("tomorrow", "recipient", "'tomorrow' is no time"),
        ("2026-06-02 09:30+02:00", "recipient", "has an offset"),
        ("2025-06-02 09:30", "sender", "is past for"),
    ],
)
def test_a_time_that_means_nothing_approves_nothing(
    drafted: Program, at: str, zone: str, complaint: str
) -> None:
    said = drafted("letters", "approve", *CAMPAIGN, "--at", at, "--in", zone, who="bob")

    assert complaint in said.complaint
    assert {letter["status"] for letter in drafted.letters().values()} == {"draft"}


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        ("recipient", "2026-06-02T10:30:00+00:00"),
        ("sender", "2026-06-02T09:30:00+00:00"),
        ("Europe/Helsinki", "2026-06-02T08:30:00+00:00"),
    ],
)
def test_a_time_is_meant_on_the_clock_that_is_named(drafted: Program, zone: str, instant: str) -> None:
    drafted.done("letters", "approve", *CAMPAIGN, "--at", "2026-06-02 11:30", "--in", zone, who="bob")

    assert drafted.letters()["gov-gb-fcdo"]["due_at"] == instant


def test_nobody_approves_what_they_have_drafted(drafted: Program) -> None:
    said = drafted("letters", "approve", *CAMPAIGN, who="ann")

    assert "a second person must" in said.complaint
    assert {letter["status"] for letter in drafted.letters().values()} == {"draft"}


def test_an_empty_digest_approves_nothing(drafted: Program) -> None:
    said = drafted("letters", "approve", *CAMPAIGN, "--seen", "", who="bob")

    assert "write the digest as `letters list` does, 8 signs or more" in said.complaint
    assert {letter["status"] for letter in drafted.letters().values()} == {"draft"}


def test_what_is_nowhere_is_told_and_does_not_pass_for_nothing_to_do(drafted: Program) -> None:
    """A slip of the pen read as "nothing to draft", and "no such letter", with exit code 0."""
    draft = drafted("letters", "draft", *CAMPAIGN, "--office", "gov-fr-mfe", who="ann")

    assert "there is no office gov-fr-mfe" in draft.complaint
    assert "there is no campaign miftakhow" in drafted("letters", "list", "--campaign", "miftakhow").complaint
    assert "nobody of body UNO is in the directory" in drafted("contacts", "list", "--body", "UNO").out


def test_of_several_letters_one_that_is_unknown_stops_all(drafted: Program) -> None:
    known = drafted.letters()["gov-fr-mfa"]["id"]

    for words in (("approve",), ("cancel", "--reason", "no")):
        said = drafted("letters", words[0], known, "0000000000", *words[1:], who="bob")
        assert "there is no letter 0000000000" in said.complaint

    assert {letter["status"] for letter in drafted.letters().values()} == {"draft"}


def test_letters_are_held_released_and_cancelled(queued: Program) -> None:
    queued.done("letters", "hold", *CAMPAIGN, "--reason", "wait", who="ann")
    assert {letter["reason"] for letter in queued.letters().values()} == {"held: wait"}
    assert queued.json("send", "--once") == []

    letter = queued.letters()["gov-fr-mfa"]["id"]
    queued.done("letters", "release", letter, who="ann")
    assert [line["office_id"] for line in queued.json("send", "--once")] == ["gov-fr-mfa"]

    queued.done("letters", "cancel", *CAMPAIGN, "--reason", "too late", who="ann")
    left = queued.letters("--status", "cancelled")
    assert set(left) == {"gov-gb-fcdo", "gov-fi-mfa"}
    assert (
        "cannot become cancelled"
        in queued("letters", "cancel", letter, "--reason", "too late", who="ann").complaint
    )


def test_a_letter_that_was_cancelled_is_written_again_only_when_a_person_says_so(queued: Program) -> None:
    queued.done("letters", "cancel", *CAMPAIGN, "--reason", "wrong day", who="ann")

    stands = queued.json("letters", "draft", *CAMPAIGN, who="ann")
    named = queued.letters()["gov-fr-mfa"]["id"]
    again = queued.json("letters", "draft", *CAMPAIGN, "--again", named, who="ann")

    assert [line["result"] for line in stands].count("stands") == 3
    assert [line["office_id"] for line in again if line["result"] == "drafted"] == ["gov-fr-mfa"]


def test_only_a_doubt_or_a_failure_is_settled_and_only_with_a_reason(queued: Program) -> None:
    letter = queued.letters()["gov-fr-mfa"]["id"]
    settle = ("letters", "settle", letter, "--outcome", "send-again")

    assert "Missing option '--note'" in queued(*settle, who="ann").complaint
    assert "--note" in queued(*settle, "--note", " ", who="ann").complaint
    assert "there is nothing to send again" in queued(*settle, "--note", "they called", who="ann").complaint


def test_nothing_leaves_before_its_time(queued: Program) -> None:
    queued.set_clock(MORNING - timedelta(minutes=1))

    assert queued.json("send", "--once") == []
    assert set(queued.json("status")["letters"]) == {Status.QUEUED}


def test_a_letter_is_named_by_its_printed_reference_or_its_office(drafted: Program) -> None:
    letter = drafted.letters()["gov-fr-mfa"]["id"]

    for name in (letter, f"AM-2026/{letter}", "gov-fr-mfa"):
        assert drafted.json("letters", "show", name)["id"] == letter
    assert "there is no letter nobody" in drafted("letters", "show", "nobody").complaint


@pytest.mark.parametrize(
    ("names", "complaint"),
    [
        (("{}:",), "write the seal as"),
        (("{}:7",), "write the seal as"),
        (("{}:not-hexadecimal",), "write the seal as"),
        (("{}:deadbeef",), "has changed since you read it"),
        (("{}:deadbeef", "{}"), "named twice"),
        (("{}", "gov-fr-mfa"), "named twice"),
    ],
)
def test_a_seal_that_is_none_approves_nothing(
    drafted: Program, names: tuple[str, ...], complaint: str
) -> None:
    letter = drafted.letters()["gov-fr-mfa"]["id"]

    said = drafted("letters", "approve", *(name.format(letter) for name in names), who="bob")

    assert complaint in said.complaint
    assert drafted.letters()["gov-fr-mfa"]["status"] == "draft"


def test_the_seal_that_was_shown_approves_that_letter_alone(drafted: Program) -> None:
    shown = drafted.json("letters", "show", "gov-fr-mfa")

    drafted.done("letters", "approve", f"{shown['id']}:{shown['seal'][:8]}", who="bob")

    assert {office: x["status"] for office, x in drafted.letters().items()} == {
        "gov-fr-mfa": "queued",
        "gov-gb-fcdo": "draft",
        "gov-fi-mfa": "draft",
    }


def test_the_digest_that_was_listed_approves_those_drafts_as_they_were_alone(drafted: Program) -> None:
    listed = " ".join(drafted.done("letters", "list", *CAMPAIGN).out.split())
    digest = listed.rpartition("letters approve --campaign miftakhov-2026 --seen ")[2].split()[0]
    approve = ("letters", "approve", *CAMPAIGN, "--seen")

    assert "write the digest as `letters list` does" in drafted(*approve, "x", who="bob").complaint
    assert "not the letters that you read" in drafted(*approve, "deadbeef", who="bob").complaint
    assert "not the letters" in drafted(*approve, digest, "--office", "gov-fr-mfa", who="bob").complaint
    drafted.done("letters", "reschedule", "gov-fr-mfa", "--at", "2026-06-04 10:00", who="ann")
    assert "not the letters that you read" in drafted(*approve, digest, who="bob").complaint
    drafted.done("letters", "reschedule", "gov-fr-mfa", "--at", "2026-06-02 09:00", who="ann")

    drafted.done(*approve, digest, who="bob")

    assert {letter["status"] for letter in drafted.letters().values()} == {"queued"}


def test_chosen_offices_are_drafted_and_approved_and_no_others(ready: Program) -> None:
    ready.done("letters", "draft", *CAMPAIGN, "--office", "gov-fr-mfa", "--office", "gov-gb-fcdo", who="ann")
    ready.done("letters", "approve", *CAMPAIGN, "--office", "gov-gb-fcdo", who="bob")

    assert {office: x["status"] for office, x in ready.letters().items()} == {
        "gov-fr-mfa": "draft",
        "gov-gb-fcdo": "queued",
    }


def test_what_is_sealed_is_shown(drafted: Program) -> None:
    told = " ".join(drafted.done("letters", "show", "gov-gb-fcdo").out.split())

    for words in (
        *("registry@gov-gb-fcdo.example", "appel@freeazat.example", "retours@freeazat.example", "email"),
        *("2026-06-02 09:00 Europe/London", "2026-06-02 10:00 Europe/Paris", "letters approve"),
    ):
        assert words in told
    assert "registry@gov-gb-fcdo.example" in drafted.done("letters", "list").out


def test_a_letter_is_given_another_day_and_dated_that_day(queued: Program) -> None:
    queued.done("letters", "reschedule", "gov-gb-fcdo", "--at", "2026-06-04 10:00", who="ann")

    letter = queued.letters()["gov-gb-fcdo"]
    assert (letter["status"], letter["printed_on"], letter["approved_by"]) == ("draft", "2026-06-04", None)
    assert letter["due_at"] == "2026-06-04T09:00:00+00:00"


@pytest.mark.parametrize(
    ("at", "why"),
    [("2026-06-06 10:00", "a Saturday"), ("2026-06-19 10:00", None), ("2026-07-14 10:00", "holiday")],
)
def test_a_day_on_which_nobody_is_there_is_told(drafted: Program, at: str, why: str | None) -> None:
    said = drafted.done("letters", "reschedule", "gov-fr-mfa", "gov-gb-fcdo", "--at", at, who="ann")

    told = [line for line in said.out.splitlines() if line.startswith("nobody may be there to read it:")]
    assert bool(told) is bool(why)
    if why:
        assert f"gov-fr-mfa on {at[:10]}, " in told[0]
        assert why in " ".join(said.out.split())
        plan = drafted.json("campaign", "plan", "miftakhov-2026")
        assert [why in x["day_off"] for x in plan if x["office_id"] == "gov-fr-mfa"] == [True]
        approved = drafted.done("letters", "approve", "gov-fr-mfa", who="bob")
        assert "nobody may be there to read it: gov-fr-mfa" in approved.out


def test_whoever_wants_another_day_is_told_how_to_give_it(drafted: Program) -> None:
    at = ("--at", "2026-06-04 10:00")

    complaint = drafted("letters", "approve", "gov-fr-mfa", *at, who="bob").complaint

    assert "give it that day with `letters reschedule`, and have it read again" in complaint
    drafted.done("letters", "reschedule", "gov-fr-mfa", *at, who="ann")
    drafted.done("letters", "approve", "gov-fr-mfa", who="bob")


def test_a_letter_whose_day_has_passed_is_not_approved_for_another_unseen(drafted: Program) -> None:
    drafted.set_clock(MORNING + timedelta(days=160))

    complaint = drafted("letters", "approve", "gov-fr-mfa", who="bob").complaint

    assert "is dated 2026-06-02 and would leave 2026-11-09" in complaint
    assert "draft it again for that day, and have it read again" in complaint
    drafted.done("letters", "draft", *CAMPAIGN, who="ann")
    assert drafted.letters()["gov-fr-mfa"]["printed_on"] == "2026-11-09"


def test_the_history_is_told_on_the_staffs_clock_to_the_minute(sent: Program) -> None:
    told = sent.done("letters", "show", "gov-fr-mfa").out

    assert "2026-06-02 09:00" in told  # in Paris
    assert "07:00" not in told
    assert "09:00:00" not in told


def test_of_an_office_with_one_letter_that_one_is_meant_and_its_state_told(queued: Program) -> None:
    complaint = queued("letters", "approve", "gov-fr-mfa", who="bob").complaint

    assert "is queued: only a draft can be approved" in complaint


def test_drafting_again_says_how_many_approvals_are_gone(drafted: Program) -> None:
    drafted.done("letters", "approve", *CAMPAIGN, who="bob")
    body = drafted.home / "templates" / "emails" / "azat-miftakhov" / "en" / "first" / "body.md"
    body.write_text(body.read_text("utf-8") + "\nWe thank you.\n", "utf-8")
    drafted.done("campaign", "load", CAMPAIGN_FILE, who="ann")

    said = drafted.done("letters", "draft", *CAMPAIGN, who="ann")

    assert "1 redrafted, 2 unchanged" in said.out
    assert "1 of them was approved: it must be read and approved again" in " ".join(said.out.split())


def test_cancelling_a_campaign_takes_the_letters_by_hand_too(sent: Program) -> None:
    sent.done("letters", "cancel", *CAMPAIGN, "--reason", "too late", who="ann")

    assert sent.letters()["gov-fi-mfa"]["status"] == "cancelled"


def test_a_task_whose_letter_says_what_must_not_be_said_any_more_is_not_shown(sent: Program) -> None:
    """A fact had been withheld, and until the sender's next turn a person still copied it into the form."""
    [task] = [one["id"] for one in sent.json("tasks", "list") if one["letter_id"]]
    assert "Kharp" in sent.done("tasks", "show", task).out
    case = sent.home / "config" / "cases" / "azat-miftakhov.toml"
    withheld = '[[facts.transfer.withheld]]\nfrom = "country:fr"\nreason = "it can hurt him"\n'
    case.write_text(case.read_text("utf-8") + withheld, "utf-8")
    sent.done("campaign", "load", "config/campaigns/miftakhov-2026.toml", who="ann")

    for words in (("tasks", "show", task), ("tasks", "show", task, "--json")):
        said = sent(*words)

        assert said.complaint == (
            f"task {task} is not to be done: changed since it was approved: the facts of the case: "
            "draft it again"
        )
        assert said.out == ""
