"""What a person is told when a letter cannot go by itself."""

from contextlib import closing

import pytest

from outreach.model.directory import Channel
from outreach.model.errors import BadInput
from outreach.model.sending import ByHand, Message, Outcome
from outreach.transports.by_hand.transport import ByHandTransport
from tests.transports.driven import Driven
from tests.transports.messages import Handover, a_message


def asked(message: Message, handover: Handover | None = None) -> Outcome:
    with closing(Driven(ByHandTransport())) as transport:
        return transport.send(message, handover or Handover())


def instructions(channel: Channel, recipient: str) -> str:
    handover = Handover()

    outcome = asked(a_message(channel=channel, recipient=recipient), handover)

    assert isinstance(outcome, ByHand)
    assert handover.calls == 0
    return outcome.instructions


def test_a_form_is_told_with_its_address_and_the_text_to_paste() -> None:
    told = instructions(Channel.WEB_FORM, "https://ministry.example/contact")

    assert "Open the form: https://ministry.example/contact" in told
    assert "field by field, each under its name in [brackets]" in told
    assert "Monsieur le Ministre,\n.\n..two dots" in told
    assert "Nous vous demandons de le libérer." in told
    assert "k7m2p9w4xq" in told


def test_a_letter_by_post_is_told_with_its_envelope() -> None:
    told = instructions(Channel.POST, "Ministry of Justice, 1 Example Square, 10000 Capital")

    assert "envelope: Ministry of Justice, 1 Example Square, 10000 Capital" in told
    assert "Nous vous demandons de le libérer." in told
    assert "receipt" in told


def test_braces_in_a_letter_are_just_braces() -> None:
    message = a_message(channel=Channel.POST, content=b"Subject: {letter}\r\n\r\n{0} {text}\r\n")

    outcome = asked(message)

    assert isinstance(outcome, ByHand)
    assert "{letter}\n\n{0} {text}" in outcome.instructions


def test_a_letter_without_a_text_part_cannot_be_carried() -> None:
    html = a_message(channel=Channel.POST, content=b"Content-Type: text/html\r\n\r\n<p>a</p>\r\n")

    with pytest.raises(BadInput, match="needs a text part"):
        asked(html)


def test_an_email_is_not_for_a_person_to_carry() -> None:
    with pytest.raises(BadInput, match="goes by e-mail"):
        asked(a_message())
