"""Never write there again."""

import pytest
from sqlalchemy import Engine

from outreach.model.errors import BadInput, NotAllowed, NotFound
from outreach.store import directory
from outreach.work.contacts.suppress import lift_suppression, suppress_target
from tests.builders import MORNING, actor, furnish, office


def suppressed(engine: Engine) -> dict[str, str]:
    with engine.begin() as connection:
        return {said.target: said.reason for said in directory.suppressed(connection)}


def test_an_office_or_a_mailbox_is_suppressed_with_the_reason(sqlite: Engine) -> None:
    furnish(sqlite, office())

    suppress_target(sqlite, actor("ann"), "gov-xx-mfa", reason="they asked", now=MORNING)
    suppress_target(sqlite, actor("ann"), "Someone@Elsewhere.example", reason="a court", now=MORNING)

    assert suppressed(sqlite) == {
        "gov-xx-mfa": "they asked",
        "registry@gov-xx-mfa.example": "they asked",
        "someone@elsewhere.example": "a court",
    }


def test_a_mailbox_that_somebody_named_stays_silent_when_its_office_is_lifted(sqlite: Engine) -> None:
    furnish(sqlite, office())
    suppress_target(sqlite, actor("ann"), "gov-xx-mfa", reason="they asked", now=MORNING)
    suppress_target(sqlite, actor("bob"), "registry@gov-xx-mfa.example", reason="a court", now=MORNING)

    lift_suppression(sqlite, actor("ann"), "gov-xx-mfa", reason="a mistake", now=MORNING)

    assert suppressed(sqlite) == {"registry@gov-xx-mfa.example": "a court"}


def test_an_office_that_is_not_there_is_not_found(sqlite: Engine) -> None:
    furnish(sqlite)

    with pytest.raises(NotFound):
        suppress_target(sqlite, actor("ann"), "gov-yy-mfa", reason="they asked", now=MORNING)


def test_what_is_no_mailbox_is_refused(sqlite: Engine) -> None:
    furnish(sqlite)

    with pytest.raises(BadInput):
        suppress_target(sqlite, actor("ann"), "not a mailbox@", reason="they asked", now=MORNING)


def test_a_stranger_suppresses_nobody(sqlite: Engine) -> None:
    furnish(sqlite, office())

    with pytest.raises(NotAllowed):
        suppress_target(sqlite, actor("eve"), "gov-xx-mfa", reason="they asked", now=MORNING)
    assert suppressed(sqlite) == {}
