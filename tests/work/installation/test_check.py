"""The look at an installation: each part with what was found, and what to do where something is wrong."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, text

from outreach.model.campaign import Campaign
from outreach.model.case import Case, Need
from outreach.model.directory import AddressState
from outreach.model.errors import BadInput, NotAllowed, WrongState
from outreach.model.ids import CampaignId, Handle
from outreach.model.office_filter import parse_filter
from outreach.model.person import Person
from outreach.store import audit
from outreach.store import installation as installations
from outreach.store.database import open_database
from outreach.work.campaigns.approve import approve_campaign
from outreach.work.installation.check import Check, Installation, SendingAccount, check_installation
from outreach.work.people.add import add_person
from outreach.work.people.disable import disable_person
from tests.builders import (
    ANN,
    BOB,
    MORNING,
    RULES,
    campaign,
    digest_of,
    draft_context,
    furnish,
    mailbox,
    office,
    queue,
    real_sender,
    the_case,
)

#: Nobody's, and yet no example: no country will ever have this code (ISO 3166-1, user-assigned).
DOMAIN = "association.zz"
OURS = f"appel@{DOMAIN}"
RELAY = SendingAccount(kind="smtp", host=f"smtp.{DOMAIN}:465", missing_secret=None)


def raising(error: Exception) -> Callable[..., Any]:
    def raise_it(*_: object) -> Any:
        raise error

    return raise_it


LANGUAGES = "de, de-AT, de-CH, en, en-US, es, es-MX, fr, fr-CA, it, pt, pt-PT, ru"


def installation(there: Engine, **changes: Any) -> Installation:
    """One in which everything is as it should be."""
    values: dict[str, Any] = {
        "delivery": "sandbox",
        "live": False,
        "engine": lambda: there,
        "audit_ends": list,
        "own_files": list,
        "rules": lambda: RULES,
        "draft_context": lambda _: nullcontext(draft_context()),
        "accounts": {"main": RELAY},
        "set_clock": lambda: None,
        "private": [],
        "python": "3.13.1",
        "verifies_headers": True,
    }
    return Installation(**values | changes)


def live(there: Engine, **changes: Any) -> Installation:
    return installation(there, delivery="live", live=True, **changes)


def look(known: Installation, what: str) -> Check:
    """What was found of that part."""
    [found] = [check for check in check_installation(known) if check.what == what]
    return found


def test_where_everything_is_as_it_should_be_each_part_says_what_is_there(engine: Engine) -> None:
    appeal = replace(own_sender(), case=replace(the_case(), needs=()))
    furnish(engine, office(addresses=(mailbox(state=AddressState.VERIFIED),)), appeal=appeal)
    add_person(engine, ANN, Person(handle=Handle("cy"), name="Cy"), now=MORNING)

    checks = check_installation(live(engine))

    assert [check.what for check in checks if not check.ok] == []
    found = {check.what: check.found for check in checks}
    # What should be looked at in our own texts is theirs to say.
    texts, _, _ = found["texts of appeal"].partition("; ")
    assert found | {"database": "", "texts of appeal": texts} == {
        "program": "Python 3.13.1",
        "permissions": "the home, its secrets and its database are yours alone",
        "database": "",
        "audit": "1 line, as they were written",
        "counts": "0 letters, each in the state in which it is counted",
        "people": "3 people",
        "files": "all are as the starter has them",
        "follow-up rules": "0 kinds of body with a clock of their own",
        "campaigns": "appeal; to be approved by a second person: appeal",
        "texts of appeal": f"complete in {LANGUAGES}, as they were loaded",
        "sender of appeal": OURS,
        "consents of appeal": "none is wanting",
        "accounts": "main sends to smtp.association.zz:465 (smtp)",
        "delivery": "live",
        "addresses": "1 mailbox, 0 not checked yet",
    }


def own_sender(*, email: str = OURS, envelope_sender: str = OURS, **changes: Any) -> Campaign:
    return campaign(sender=replace(real_sender(), email=email, envelope_sender=envelope_sender), **changes)


def test_letters_that_are_not_where_they_are_counted_are_told(engine: Engine) -> None:
    queue(engine, office("a"), office("b"))
    assert look(installation(engine), "counts").found == "2 letters, each in the state in which it is counted"

    with engine.begin() as connection:
        connection.execute(text("UPDATE letters SET status = 'accepted' WHERE office_id = 'a'"))

    assert look(installation(engine), "counts") == Check(
        what="counts",
        ok=False,
        found="letters of appeal are not in the states that `status` counts: somebody has written into the "
        "database; see `outreach audit verify`, then `outreach init` counts them anew",
    )


def test_without_its_database_nothing_more_is_looked_at(sqlite: Engine) -> None:
    known = installation(sqlite, engine=raising(WrongState("there is no home: run `outreach init` first")))

    checks = check_installation(known)

    assert [(check.what, check.ok) for check in checks] == [
        ("program", True),
        ("permissions", True),
        ("database", False),
    ]
    assert "outreach init" in checks[-1].found


def test_a_database_that_cannot_be_written_to_is_told(sqlite: Engine) -> None:
    event.listen(sqlite, "connect", lambda connection, _: connection.execute("PRAGMA query_only = ON"))

    found = look(installation(sqlite), "database")

    assert not found.ok
    assert found.found.startswith("the database cannot be used: attempt to write a readonly database; ")


def test_an_interpreter_whose_email_library_lets_headers_break_is_a_warning(sqlite: Engine) -> None:
    found = look(installation(sqlite, python="3.11.9", verifies_headers=False), "program")

    assert found.ok
    assert found.found.startswith("warning: Python 3.11.9 ")
    assert "CVE-2024-6923" in found.found
    assert "3.11.10, 3.12.5" in found.found


def test_what_others_may_open_is_named_with_the_way_to_close_it(sqlite: Engine, tmp_path: Path) -> None:
    ours, theirs = tmp_path / ".env", tmp_path / "audit.key"
    ours.touch(mode=0o600)
    theirs.touch()
    theirs.chmod(0o644)

    found = look(installation(sqlite, private=[ours, theirs, tmp_path / "outreach.sqlite"]), "permissions")

    assert not found.ok
    assert found.found.endswith(f"`chmod go= {theirs}`")


def test_a_record_that_was_changed_is_told(engine: Engine) -> None:
    furnish(engine)
    approve_campaign(engine, BOB, CampaignId("appeal"), digest_of(engine), now=MORNING)
    assert look(installation(engine), "audit").ok
    with engine.begin() as connection:
        connection.execute(text("UPDATE audit SET actor = 'eve'"))

    found = look(installation(engine), "audit")

    assert not found.ok
    assert found.found.startswith("line 1 is not as it was written")


def test_lines_that_were_taken_off_the_record_are_told(sqlite: Engine) -> None:
    furnish(sqlite)
    approve_campaign(sqlite, BOB, CampaignId("appeal"), digest_of(sqlite), now=MORNING)
    with sqlite.begin() as connection:
        end = audit.end(connection)
        connection.execute(text("DELETE FROM audit"))
        connection.execute(text("UPDATE campaigns SET approved_by = NULL"))

    found = look(installation(sqlite, audit_ends=lambda: [end]), "audit")

    assert not found.ok
    assert "`outreach audit verify`" in found.found


def test_a_database_without_its_key_is_told(sqlite: Engine) -> None:
    furnish(sqlite)
    approve_campaign(sqlite, BOB, CampaignId("appeal"), digest_of(sqlite), now=MORNING)
    keyless = open_database(sqlite.url)

    found = look(installation(keyless), "audit")
    keyless.dispose()

    assert not found.ok
    assert "copy audit.key from" in found.found


def test_two_people_are_needed_and_who_has_left_is_none_of_them(sqlite: Engine) -> None:
    furnish(sqlite)
    assert look(installation(sqlite), "people") == Check(what="people", ok=True, found="2 people")

    disable_person(sqlite, ANN, Handle("bob"), now=MORNING)

    assert not look(installation(sqlite), "people").ok


def test_without_a_campaign_the_way_to_one_is_told(sqlite: Engine) -> None:
    assert "outreach campaign load" in look(installation(sqlite), "campaigns").found


def test_an_approved_campaign_waits_for_nobody(sqlite: Engine) -> None:
    furnish(sqlite)
    approve_campaign(sqlite, BOB, CampaignId("appeal"), digest_of(sqlite), now=MORNING)

    assert look(installation(sqlite), "campaigns").found == "appeal"


@pytest.mark.parametrize(
    "fault",
    [
        BadInput("azat-miftakhov: fr is not complete: fr/requests.toml lacks asks.visas"),
        WrongState("fr/first/body.md has changed since campaign appeal was loaded"),
    ],
)
def test_texts_that_cannot_be_drafted_from_are_told_in_the_words_of_drafting(
    sqlite: Engine, fault: Exception
) -> None:
    furnish(sqlite)

    found = look(installation(sqlite, draft_context=raising(fault)), "texts of appeal")

    assert (found.ok, found.found) == (False, str(fault))


@pytest.mark.parametrize("part", ["email", "envelope_sender"])
def test_an_example_for_a_sender_is_told_and_wrong_in_live(sqlite: Engine, part: str) -> None:
    furnish(sqlite, appeal=own_sender(**{part: "appel@freeazat.example"}))

    rehearsed, for_real = (look(known(sqlite), "sender of appeal") for known in (installation, live))

    assert (rehearsed.ok, for_real.ok) == (True, False)
    wanting = f'appel@freeazat.example is an example: put your own there, [sender] {part} = "…"'
    assert f"live will want: {wanting}" in rehearsed.found
    assert for_real.found == wanting


def test_a_consent_that_is_wanting_is_told_and_wrong_in_live(sqlite: Engine) -> None:
    need = Need(of=("family",), whom=parse_filter("body:UN"), reason="OHCHR asks for it")
    case = Case(name="X", version="1", facts={}, needs=(need,))
    furnish(sqlite, appeal=own_sender(case=case))

    rehearsed, for_real = (look(known(sqlite), "consents of appeal") for known in (installation, live))

    assert (rehearsed.ok, for_real.ok) == (True, False)
    assert rehearsed.found == f"live will want: {for_real.found}"
    assert for_real.found.startswith("letters to body:UN wait until the consent of family is recorded")


def test_an_account_says_to_which_host_it_sends(sqlite: Engine) -> None:
    provider = SendingAccount(kind="mailgun", host="api.eu.mailgun.net", missing_secret="api_key")

    found = look(installation(sqlite, accounts={"main": RELAY, "provider": provider}), "accounts")

    assert found.ok
    assert found.found == (
        "main sends to smtp.association.zz:465 (smtp), provider sends to api.eu.mailgun.net (mailgun); "
        "not while this rehearses"
    )


@pytest.mark.parametrize(
    ("accounts", "words"),
    [
        ({}, "no account to send from"),
        ({"main": SendingAccount(kind="smtp", host="a.zz:465", missing_secret="password")}, "no password"),
        ({"main": SendingAccount(kind="smtp", host="smtp.x.example:465", missing_secret=None)}, "an example"),
    ],
    ids=["none", "no secret", "example"],
)
def test_live_an_account_that_cannot_send_is_wrong(
    sqlite: Engine, accounts: dict[str, SendingAccount], words: str
) -> None:
    found = look(live(sqlite, accounts=accounts), "accounts")

    assert not found.ok
    assert words in found.found


def test_a_home_is_of_one_kind_for_good(sqlite: Engine) -> None:
    with sqlite.begin() as connection:
        installations.claim_for(connection, "sandbox", MORNING)

    assert look(installation(sqlite), "delivery").ok
    assert "begin a new one for live" in look(live(sqlite), "delivery").found


def test_a_clock_that_is_set_is_told_and_one_that_must_not_be_is_wrong(sqlite: Engine) -> None:
    at: Callable[[], datetime] = lambda: MORNING  # noqa: E731

    rehearsed = look(installation(sqlite, set_clock=at), "delivery")
    for_real = look(live(sqlite, set_clock=raising(NotAllowed("clock: remove it"))), "delivery")

    assert rehearsed.found == "sandbox; the clock is set to 2026-06-02 07:00 UTC"
    assert (for_real.ok, for_real.found) == (False, "clock: remove it")


def test_addresses_that_nobody_has_checked_are_wrong_in_live_alone(sqlite: Engine) -> None:
    furnish(
        sqlite, office("a"), office("b", addresses=(mailbox("b@b.example", state=AddressState.VERIFIED),))
    )

    assert look(installation(sqlite), "addresses").found == "2 mailboxes, 1 not checked yet"
    assert look(live(sqlite), "addresses").found == "1 mailbox is not checked: see `contacts check`"
