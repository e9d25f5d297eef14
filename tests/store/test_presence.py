"""That a sender lives is seen by all on its PostgreSQL, and that it is dead as soon as its session is."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from outreach.store.gate import pass_gate
from outreach.store.presence import Presence, is_dead
from tests.taken_for_dead import hang_up

pytestmark = pytest.mark.parametrize("engine", ["postgresql"], indirect=True)


@pytest.fixture
def presence(engine: Engine) -> Iterator[Presence]:
    with Presence(engine, "home") as shown:
        yield shown


def seems_dead(engine: Engine, presence: Presence) -> bool:
    with engine.begin() as connection:
        return is_dead(connection, presence.sender)


def test_a_sender_is_seen_from_its_beginning_to_its_end(engine: Engine) -> None:
    presence = Presence(engine, "home")
    assert seems_dead(engine, presence)

    with presence:
        assert not seems_dead(engine, presence)

    assert seems_dead(engine, presence)


def test_two_senders_of_one_home_are_two(engine: Engine, presence: Presence) -> None:
    other = Presence(engine, "home")

    assert seems_dead(engine, other)
    assert not seems_dead(engine, presence)


def test_a_lost_session_is_noticed_and_the_sender_can_show_itself_again(
    engine: Engine, presence: Presence
) -> None:
    hang_up(engine)
    with engine.begin() as connection:
        assert not pass_gate(connection, presence.sender).is_seen

    presence.show()

    with engine.begin() as connection:
        assert pass_gate(connection, presence.sender).is_seen
    assert not seems_dead(engine, presence)


def test_of_two_who_ask_at_once_one_is_told_and_neither_waits(engine: Engine) -> None:
    """The other takes the dead one for living until then."""
    presence = Presence(engine, "home")
    with engine.begin() as one, engine.begin() as other:
        assert is_dead(one, presence.sender)
        assert not is_dead(other, presence.sender)


def test_the_session_is_no_transaction_that_is_left_open(engine: Engine, presence: Presence) -> None:
    """A server ends those after a while, and cannot tidy up behind them until then."""
    with engine.connect() as connection:
        states = connection.execute(
            text(
                "SELECT state FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
        )
        assert "idle in transaction" not in states.scalars().all()


def test_a_machine_that_is_gone_is_noticed_by_the_server_within_minutes(
    engine: Engine, presence: Presence
) -> None:
    shown = presence._shown_by
    assert shown is not None

    wanted = {"tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count"}
    found = shown.execute(
        text("SELECT name, source FROM pg_settings WHERE name LIKE 'tcp_keepalives%'")
    ).all()
    assert {row.name for row in found if row.source == "session"} == wanted
