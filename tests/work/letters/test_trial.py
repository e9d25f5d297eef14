"""A letter tried on its maker's own mailbox: marked, in the audit, in no list of letters, to no office."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import Engine

from outreach.model.directory import Channel
from outreach.model.errors import NotAllowed, NotFound, WrongState
from outreach.model.ids import CampaignId, OfficeId
from outreach.model.sending import NotNow, Outcome, Refused, Scope
from outreach.queries.audit import list_audit
from outreach.queries.letters import list_letters
from outreach.work.contacts.suppress import suppress_target
from outreach.work.letters.trial import Trial, TrialTerms, make_trial, send_trial
from outreach.work.sending.stop import stop
from tests.builders import (
    ANN,
    MORNING,
    FakeTransport,
    actor,
    campaign,
    draft_context,
    furnish,
    mailbox,
    office,
    queue,
    real_sender,
    send_context,
    send_due,
)

ME = "ann@association.test"
SANDBOX = TrialTerms(delivery="sandbox", live=False, own=(), stopped=lambda: False)
LIVE = replace(SANDBOX, delivery="live", live=True)


def trial(engine: Engine, me: str = ME, *, terms: TrialTerms = SANDBOX, **changes: Any) -> Trial:
    """Ann tries the campaign's letter."""
    values: dict[str, Any] = {"terms": terms, "context": draft_context(live=terms.live), "now": MORNING}
    return make_trial(engine, ANN, CampaignId("appeal"), me, **values | changes)


def tried(engine: Engine, *outcomes: Outcome) -> tuple[Outcome, Sequence[EmailMessage], list[str]]:
    """What came of it, the mails that left, and to whom."""
    transport = FakeTransport(*outcomes)
    outcome = asyncio.run(send_trial(trial(engine), {"main": transport}, SANDBOX))
    left = transport.handed_over
    mails = [message_from_bytes(one.content, _class=EmailMessage, policy=policy.default) for one in left]
    return outcome, mails, [one.recipient for one in left]


def test_it_goes_to_its_maker_marked_as_a_test_and_is_no_letter(engine: Engine) -> None:
    furnish(engine, office())

    _, [mail], recipients = tried(engine)

    assert recipients == [ME]
    assert mail["To"] == f"ann <{ME}>"
    assert str(mail["Subject"]).startswith("[test] Azat Miftakhov")
    assert mail["Date"] is not None
    assert list_letters(engine) == []
    last = list_audit(engine)[-1]
    assert (last.actor, last.act, last.target) == ("ann", "test letter", "appeal")
    assert last.detail == {"office": "gov-xx-mfa", "to": ME}


def test_a_refusal_is_told_and_not_tried_again(sqlite: Engine) -> None:
    furnish(sqlite, office())
    refused = Refused(reason="550 no", scope=Scope.ADDRESS)

    outcome, mails, _ = tried(sqlite, refused)

    assert outcome == refused
    assert len(mails) == 1


def test_an_office_on_paper_can_be_tried_too_and_a_queued_letter_stays_as_it_is(sqlite: Engine) -> None:
    [letter] = queue(sqlite, office(addresses=(mailbox("Box 1, Paris", channel=Channel.POST),)))
    before = list_letters(sqlite)

    made = trial(sqlite)

    assert list_letters(sqlite) == before
    assert letter.encode() not in made.message.content


@pytest.mark.parametrize(
    "me",
    [
        "registry@gov-xx-mfa.example",
        "Registry@GOV-XX-MFA.example",
        "ann@gov-xx-mfa.example",
        "x@a.gov-xx-mfa.example",
    ],
)
@pytest.mark.parametrize("terms", [SANDBOX, LIVE], ids=["sandbox", "live"])
def test_no_institution_can_be_written_to_by_it_not_even_if_it_is_called_ones_own(
    sqlite: Engine, me: str, terms: TrialTerms
) -> None:
    furnish(sqlite, office())

    with pytest.raises(NotAllowed, match="is an office's, or lies where gov-xx-mfa has its own"):
        trial(sqlite, me, terms=replace(terms, own=(me,)))
    assert "test letter" not in {line.act for line in list_audit(sqlite)}


def test_live_it_goes_to_those_mailboxes_alone_that_are_ones_own(sqlite: Engine) -> None:
    furnish(sqlite, office(), appeal=campaign(sender=real_sender()))

    with pytest.raises(
        NotAllowed, match=r"none of your own mailboxes: .* test_addresses of config/outreach.toml"
    ):
        trial(sqlite, terms=LIVE)
    with pytest.raises(NotAllowed, match="none of your own mailboxes"):
        trial(sqlite, terms=replace(LIVE, own=("bob@association.test",)))
    assert trial(sqlite, terms=replace(LIVE, own=("Ann@Association.test",))).message.recipient == ME


def test_a_home_of_the_other_kind_refuses(sqlite: Engine) -> None:
    queue(sqlite, office())
    send_due(send_context(sqlite, {"main": FakeTransport()}))

    with pytest.raises(NotAllowed, match="this home has sent by sandbox: begin a new one for live"):
        trial(sqlite, terms=replace(LIVE, own=(ME,)))


def test_whoever_asked_for_silence_gets_no_test_either(sqlite: Engine) -> None:
    furnish(sqlite, office())
    suppress_target(sqlite, ANN, ME, reason="they asked", now=MORNING)

    with pytest.raises(NotAllowed, match="not to be written to: they asked"):
        trial(sqlite)


@pytest.mark.parametrize("target", ["gov-a", "registry@gov-a.example"])
def test_where_none_is_named_it_is_the_letter_of_the_first_that_may_be_written_to(
    sqlite: Engine, target: str
) -> None:
    furnish(sqlite, office("gov-a"), office("gov-b"))
    suppress_target(sqlite, ANN, target, reason="they asked", now=MORNING)

    assert trial(sqlite).office_id == "gov-b"


@pytest.mark.parametrize("target", ["*", "campaign:appeal", "account:main"])
def test_what_is_stopped_lets_no_test_pass(sqlite: Engine, target: str) -> None:
    furnish(sqlite, office())
    stop(sqlite, ANN, target, reason="lunch", now=MORNING)

    with pytest.raises(WrongState, match="by ann: lunch"):
        trial(sqlite)


def test_the_stop_file_counts_until_the_last_moment(sqlite: Engine) -> None:
    furnish(sqlite, office())
    stopped = replace(SANDBOX, stopped=lambda: True)
    made, transport = trial(sqlite), FakeTransport()

    with pytest.raises(WrongState, match="everything is stopped"):
        trial(sqlite, terms=stopped)
    with pytest.raises(NotNow):
        asyncio.run(send_trial(made, {"main": transport}, stopped))
    assert transport.handed_over == []


def test_an_account_that_is_gone_since_the_campaign_was_loaded_is_told(sqlite: Engine) -> None:
    furnish(sqlite, office())
    made = trial(sqlite)

    with pytest.raises(WrongState, match="there is no account 'main' in the settings: add it"):
        asyncio.run(send_trial(made, {"other": FakeTransport()}, SANDBOX))


def test_what_blocks_the_letter_is_said_and_so_is_that_there_is_nobody(sqlite: Engine) -> None:
    furnish(sqlite, office("ru-mfa", country="RU"), office("gov-x", rank="nobody-of-that-rank"))

    with pytest.raises(WrongState, match="the letter to gov-x is blocked: no form of address for"):
        trial(sqlite)
    with pytest.raises(WrongState, match="no letter goes to ru-mfa: barred by the campaign"):
        trial(sqlite, office_id=OfficeId("ru-mfa"))
    with pytest.raises(NotFound, match="there is no office gov-y"):
        trial(sqlite, office_id=OfficeId("gov-y"))
    with pytest.raises(NotAllowed, match="nobody here goes by eve"):
        make_trial(
            sqlite,
            actor("eve"),
            CampaignId("appeal"),
            ME,
            terms=SANDBOX,
            context=draft_context(),
            now=MORNING,
        )
