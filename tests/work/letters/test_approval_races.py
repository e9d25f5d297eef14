"""Approving and editing at the same moment, over two real connections: only what was read is approved."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest
from sqlalchemy import Engine

from outreach.model.errors import NotAllowed, WrongState
from outreach.model.ids import CampaignId, LetterId
from outreach.model.status import Status
from outreach.store.approvals import sealed
from outreach.work.campaigns.approve import approve_campaign
from outreach.work.campaigns.load import load
from outreach.work.letters.approve import approve, approve_letters
from outreach.work.letters.edit import edit, edit_letter
from tests.builders import (
    ANN,
    BOB,
    MORNING,
    campaign,
    digest_of,
    draft,
    draft_context,
    furnish,
    office,
    seen,
    terms,
    texts,
)
from tests.waiting import until_somebody_waits
from tests.work.seen import all_letters, letter, mime, path

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)

BODY = "A paragraph of my own."


def test_whoever_rewrites_letters_while_they_are_approved_approves_none_of_them(engine: Engine) -> None:
    """The approver rewrote the last ten of 150: all ten were approved by their own editor, and left."""
    furnish(engine, *(office(f"gov-{n}-mfa") for n in range(4)))
    ids = draft(engine)
    read = seen(engine, *ids)

    with ThreadPoolExecutor(1) as other:
        with engine.begin() as connection:
            edit(connection, BOB, read[-1], BODY, context=draft_context(), now=MORNING)
            approving = other.submit(approve_letters, engine, BOB, read, terms())
            until_somebody_waits(engine)
        with pytest.raises(WrongState, match="has changed since you read it: read it again"):
            approving.result()

    assert {one.status for one in all_letters(engine)} == {Status.DRAFT}
    with pytest.raises(NotAllowed, match="bob made letter"):
        approve_letters(engine, BOB, seen(engine, ids[-1]), terms())


def test_an_edit_that_comes_while_its_letter_is_approved_takes_the_approval_away(engine: Engine) -> None:
    furnish(engine, office())
    ids = draft(engine)
    read = seen(engine, *ids)

    with ThreadPoolExecutor(1) as other:
        with engine.begin() as connection:
            approve(connection, BOB, read, terms())
            editing = other.submit(
                edit_letter, engine, BOB, read[0], BODY, context=draft_context(), now=MORNING
            )
            until_somebody_waits(engine)
        editing.result()

    edited = letter(engine, ids[0])
    assert (edited.status, edited.approved_by, edited.seal) == (Status.DRAFT, None, None)
    assert path(engine, ids[0]) == ["draft", "approved", "queued", "draft"]


def test_what_is_approved_is_what_was_read_whoever_edits_at_the_same_moment(engine: Engine) -> None:
    """`approve ID:SEAL` approved something else in 168 of 300 runs."""
    furnish(engine, office())
    [one] = draft(engine)

    for turn in range(20):
        _approve_beside_an_edit(engine, one, f"{BODY} {turn}")


def _approve_beside_an_edit(engine: Engine, one: LetterId, body: str) -> None:
    """Whichever of the two comes first."""
    read, read_seal = seen(engine, one), sealed(letter(engine, one), mime(engine, one))
    together = Barrier(2)

    def approve_it() -> None:
        together.wait()
        with suppress(WrongState):
            [approved] = approve_letters(engine, BOB, read, terms())
            assert approved.seal == read_seal

    def edit_it() -> None:
        together.wait()
        edit_letter(engine, ANN, read[0], body, context=draft_context(), now=MORNING)

    with ThreadPoolExecutor(2) as pool:
        for run in [pool.submit(approve_it), pool.submit(edit_it)]:
            run.result()
    assert letter(engine, one).status is Status.DRAFT
    assert body.encode() in mime(engine, one)


def test_a_campaign_that_is_loaded_while_it_is_approved_is_not_approved(engine: Engine) -> None:
    """The approval landed on a text that its approver had never seen."""
    furnish(engine)
    read = digest_of(engine)

    with ThreadPoolExecutor(1) as other:
        with engine.begin() as connection:
            load(connection, ANN, campaign(reference="B-2"), texts(), now=MORNING)
            approving = other.submit(approve_campaign, engine, BOB, CampaignId("appeal"), read, now=MORNING)
            until_somebody_waits(engine)
        with pytest.raises(WrongState, match="campaign appeal has changed since you read it: read it again"):
            approving.result()
