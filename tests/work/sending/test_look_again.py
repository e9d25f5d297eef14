"""The law of looking again says the same of one letter as of many."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, update

from outreach.model.directory import AddressState, Approach, Suppression
from outreach.model.ids import LetterId
from outreach.model.letter import Letter
from outreach.model.thread import Answer, AnswerKind
from outreach.store import directory, directory_schema, letters, pauses, threads
from outreach.work.sending.look_again import Lookout, look_again
from tests.builders import ANN, MORNING, mailbox, office, queue
from tests.store.rows import set_columns

Deed = Callable[[Connection, Letter], None]


def renamed(connection: Connection, letter: Letter) -> None:
    directory.put(connection, office(letter.office_id, name="Another name"), by=ANN.handle, now=MORNING)


def moved_away(connection: Connection, letter: Letter) -> None:
    directory.put(connection, office(letter.office_id, addresses=()), by=ANN.handle, now=MORNING)


def dead(connection: Connection, letter: Letter) -> None:
    gone = mailbox(letter.address, state=AddressState.DEAD)
    directory.put(connection, office(letter.office_id, addresses=(gone,)), by=ANN.handle, now=MORNING)


def no_target(connection: Connection, letter: Letter) -> None:
    other = office(letter.office_id, approach=Approach.NOT_A_TARGET)
    directory.put(connection, other, by=ANN.handle, now=MORNING)


def barred(connection: Connection, letter: Letter) -> None:
    """Of a country that the campaign bars, as a cell now says."""
    directory.put(connection, office(letter.office_id, country="RU"), by=ANN.handle, now=MORNING)


def nowhere(connection: Connection, letter: Letter) -> None:
    """A zone that nobody knows."""
    here = directory_schema.offices.c.id == letter.office_id
    connection.execute(update(directory_schema.offices).where(here).values(time_zone="Mars/Olympus"))


def office_suppressed(connection: Connection, letter: Letter) -> None:
    said = Suppression(target=letter.office_id, requested_by=ANN.handle, reason="they asked")
    directory.suppress(connection, said, MORNING)


def mailbox_suppressed(connection: Connection, letter: Letter) -> None:
    said = Suppression(target=letter.address.upper(), requested_by=ANN.handle, reason="it asked")
    directory.suppress(connection, said, MORNING)


def late(connection: Connection, letter: Letter) -> None:
    set_columns(connection, letter.id, printed_on=(MORNING - timedelta(days=9)).date())


def answered_reminder(connection: Connection, letter: Letter) -> None:
    set_columns(connection, letter.id, references="<earlier@freeazat.example>")
    threads.add(
        connection,
        Answer(
            id=None,
            campaign_id=letter.campaign_id,
            office_id=letter.office_id,
            letter_id=letter.id,
            kind=AnswerKind.ANSWERED,
            note="",
            recorded_by=ANN.handle,
            recorded_at=MORNING,
        ),
    )


def account_paused(connection: Connection, letter: Letter) -> None:
    set_columns(connection, letter.id, account=f"account-of-{letter.id}")
    target = pauses.account(f"account-of-{letter.id}")
    pauses.add(connection, target, requested_by="ann", reason="wait", now=MORNING)


DEEDS: list[Deed] = [
    renamed,
    moved_away,
    dead,
    no_target,
    barred,
    nowhere,
    office_suppressed,
    mailbox_suppressed,
    late,
    answered_reminder,
    account_paused,
]


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    done=st.lists(st.lists(st.sampled_from(DEEDS), max_size=2), min_size=5, max_size=5), live=st.booleans()
)
def test_what_stands_against_a_letter_is_the_same_alone_and_among_others(
    sqlite: Engine, done: list[list[Deed]], live: bool
) -> None:
    ids = _five_letters(sqlite)
    with sqlite.connect() as connection, connection.begin() as transaction:
        found = letters.find(connection, ids=ids)
        for letter, deeds in zip(found, done, strict=True):
            for deed in deeds:
                deed(connection, letter)
        now = letters.find(connection, ids=ids)

        lookout = Lookout(live=live)
        lookout.read_anew(connection, MORNING)
        together = lookout.look(connection, now, now=MORNING).against
        one_by_one = {letter.id: look_again(connection, letter, live=live, now=MORNING) for letter in now}
        transaction.rollback()

    assert together == {name: said for name, said in one_by_one.items() if said is not None}


@pytest.mark.parametrize("deed", DEEDS)
def test_each_of_these_deeds_stands_against_its_own_letter_and_no_other(sqlite: Engine, deed: Deed) -> None:
    """Or the property above would say nothing."""
    ids = _five_letters(sqlite)
    with sqlite.begin() as connection:
        deed(connection, letters.get(connection, ids[2]))
        lookout = Lookout(live=False)
        lookout.read_anew(connection, MORNING)

        against = lookout.look(connection, letters.find(connection, ids=ids), now=MORNING).against

    assert against.keys() == {ids[2]}


def _five_letters(engine: Engine) -> list[LetterId]:
    with engine.begin() as connection:
        known = [letter.id for letter in letters.find(connection)]
    return known or queue(engine, *(office(f"gov-{number}-mfa") for number in range(5)))
