"""Four eyes: whoever ever wrote a letter never approves it, and an approver may name what they read."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from outreach.model.errors import NotAllowed, WrongState
from outreach.model.ids import CampaignId, Handle, LetterId, OfficeId
from outreach.model.letter import Letter
from outreach.queries.letters import digest_of_drafts
from outreach.store import campaigns, contents, directory
from outreach.store.approvals import sealed
from outreach.work.contacts.verify import verify_address
from outreach.work.letters.approve import approve_letters
from outreach.work.letters.draft import draft_letters
from tests.builders import (
    ANN,
    BOB,
    MORNING,
    actor,
    address_of,
    campaign,
    draft,
    draft_context,
    furnish,
    mailbox,
    office,
    seen,
    terms,
    texts,
)
from tests.work.seen import letter, mime


def approve(engine: Engine, one: str, who: str) -> list[Letter]:
    return approve_letters(engine, actor(who), seen(engine, LetterId(one)), terms())


def approve_as_read(engine: Engine, ids: list[LetterId], digest: str) -> list[Letter]:
    read = seen(engine, *ids)
    return approve_letters(engine, BOB, read, terms(), digest=digest)


def seal_of(engine: Engine, one: str) -> str:
    """As `letters show` prints it."""
    shown = letter(engine, one)
    return sealed(shown, mime(engine, one))[:12]


def redraft(engine: Engine, *, who: str) -> None:
    """Draft again after the campaign's reference has changed."""
    with engine.begin() as connection:
        changed = replace(campaign(), reference="A-2")
        campaigns.put(connection, changed, texts(), by=Handle(who), now=MORNING)
    draft_letters(
        engine, actor(who), CampaignId("appeal"), "first", context=draft_context(), clock=lambda: MORNING
    )


def test_the_first_author_cannot_approve_what_another_has_changed_since(sqlite: Engine) -> None:
    furnish(sqlite, office())
    [one] = draft(sqlite)
    redraft(sqlite, who="bob")

    for who in ("ann", "bob"):
        with pytest.raises(NotAllowed, match="a second person must"):
            approve(sqlite, one, who)


@pytest.mark.parametrize("gone_before", [False, True])
def test_whoever_changed_the_address_approves_no_letter_to_it(sqlite: Engine, gone_before: bool) -> None:
    furnish(sqlite, office())
    with sqlite.begin() as connection:
        if gone_before:
            directory.put(connection, office(addresses=()), by=BOB.handle, now=MORNING)
        changed = office(addresses=(mailbox("other@ministry.example"),))
        directory.put(connection, changed, by=BOB.handle, now=MORNING)
    [one] = draft(sqlite)

    with pytest.raises(NotAllowed, match=r"bob made letter \w+ and cannot approve it: a second person must"):
        approve(sqlite, one, "bob")

    seen_address = address_of(sqlite, "gov-xx-mfa")
    verify_address(sqlite, ANN, OfficeId("gov-xx-mfa"), seen_address, now=MORNING)
    assert approve(sqlite, one, "bob")


def test_what_has_changed_since_it_was_read_is_not_approved(sqlite: Engine) -> None:
    furnish(sqlite, office())
    [one] = draft(sqlite)
    read = seen(sqlite, one)
    redraft(sqlite, who="ann")

    with pytest.raises(WrongState, match="has changed since you read it"):
        approve_letters(sqlite, actor("bob"), read, terms())


def test_what_was_read_and_stands_so_is_approved(sqlite: Engine) -> None:
    furnish(sqlite, office())
    [one] = draft(sqlite)
    read = seal_of(sqlite, one)

    [approved] = approve(sqlite, one, "bob")

    assert approved.seal is not None
    assert approved.seal.startswith(read)


def test_the_seal_that_was_shown_is_held_against_what_is_sealed(sqlite: Engine) -> None:
    """Whatever changed it, also who left its version as it was."""
    furnish(sqlite, office())
    [one] = draft(sqlite)
    read = replace(seen(sqlite, one)[0], seal=seal_of(sqlite, one))
    with sqlite.begin() as connection:
        contents.put(connection, one, b"other words")

    with pytest.raises(WrongState, match="has changed since you read it"):
        approve_letters(sqlite, BOB, [read], terms())


def test_of_many_only_those_that_were_read_are_approved_and_all_or_none(sqlite: Engine) -> None:
    furnish(sqlite, office("one"), office("two"))
    one, two = draft(sqlite)
    read = digest_of_drafts(sqlite, [letter(sqlite, one), letter(sqlite, two)])

    for ids in ([one], [two], []):
        with pytest.raises(WrongState, match="these are not the letters that you read"):
            approve_as_read(sqlite, ids, read)
    redraft(sqlite, who="ann")
    with pytest.raises(WrongState, match="these are not the letters that you read"):
        approve_as_read(sqlite, [one, two], read)

    read = digest_of_drafts(sqlite, [letter(sqlite, one), letter(sqlite, two)])
    assert [x.status for x in approve_as_read(sqlite, [two, one], read[:12])] == ["queued", "queued"]
