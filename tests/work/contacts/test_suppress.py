"""Never write there again."""

import pytest
from sqlalchemy import Engine

from outreach.model.errors import BadInput, NotAllowed, NotFound
from outreach.store import directory
from outreach.work.contacts.suppress import suppress
from tests.builders import MORNING, furnish, office


def suppressed(engine: Engine) -> dict[str, str]:
    with engine.begin() as connection:
        return directory.suppressed(connection)


def test_an_office_or_a_mailbox_is_suppressed_with_the_reason(sqlite: Engine) -> None:
    furnish(sqlite, office())

    suppress(sqlite, "gov-xx-mfa", reason="they asked", who="ann", now=MORNING)
    suppress(sqlite, "Someone@Elsewhere.example", reason="a court", who="ann", now=MORNING)

    assert suppressed(sqlite) == {"gov-xx-mfa": "they asked", "someone@elsewhere.example": "a court"}


def test_an_office_that_is_not_there_is_not_found(sqlite: Engine) -> None:
    furnish(sqlite)

    with pytest.raises(NotFound):
        suppress(sqlite, "gov-yy-mfa", reason="they asked", who="ann", now=MORNING)


def test_what_is_no_mailbox_is_refused(sqlite: Engine) -> None:
    furnish(sqlite)

    with pytest.raises(BadInput):
        suppress(sqlite, "not a mailbox@", reason="they asked", who="ann", now=MORNING)


def test_a_stranger_suppresses_nobody(sqlite: Engine) -> None:
    furnish(sqlite, office())

    with pytest.raises(NotAllowed):
        suppress(sqlite, "gov-xx-mfa", reason="they asked", who="eve", now=MORNING)
    assert suppressed(sqlite) == {}
