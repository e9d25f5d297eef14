"""Sending: never twice, never lost, and every end written down."""

from sqlalchemy import Engine

from outreach.work.send_letters import send_letters
from tests.builders import FakeTransport, postroom, queue, statuses


def test_an_accepted_letter_is_accepted(engine: Engine) -> None:
    ids = queue(engine)
    transport = FakeTransport()

    send_letters(postroom(engine, {"main": transport}), ids)

    assert statuses(engine) == {"gov-xx-mfa": "accepted"}
    assert [message.letter for message in transport.handed_over] == ids
