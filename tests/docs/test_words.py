"""`docs/words.md`: every state of a letter and every cause of a hold has its line, and no other has."""

from outreach.model.status import HoldCause, Status
from tests.docs.pages import rows


def test_every_state_is_explained_in_the_order_of_its_life() -> None:
    assert [row[0] for row in rows("words.md", "The states of a letter")] == [
        status.value for status in Status
    ]


def test_every_cause_of_a_hold_has_a_way_on() -> None:
    table = list(rows("words.md", "Why a letter is held"))

    assert [row[0] for row in table] == [cause.value for cause in HoldCause]
    assert all(row[2] for row in table)
