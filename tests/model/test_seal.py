import pytest

from outreach.model.directory import Channel
from outreach.model.seal import seal


def sealed(
    mime: bytes = b"Subject: x\r\n\r\nBody\r\n",
    recipient: str = "office@ministry.example",
    channel: Channel = Channel.EMAIL,
    envelope_sender: str = "returns@association.example",
) -> str:
    return seal(mime, recipient=recipient, channel=channel, envelope_sender=envelope_sender)


def test_the_same_letter_has_the_same_seal_on_every_machine() -> None:
    assert sealed() == "707d881effa25ac3a2ab3d69e16a06efa43629386dc64a43d4f42ec1e7b22bb7"


@pytest.mark.parametrize(
    "changed",
    [
        sealed(mime=b"Subject: x\r\n\r\nBody.\r\n"),
        sealed(recipient="Office@ministry.example"),
        sealed(channel=Channel.POST),
        sealed(envelope_sender="other@association.example"),
    ],
    ids=["one byte", "the recipient", "the channel", "the sender"],
)
def test_whatever_changes_breaks_the_seal(changed: str) -> None:
    assert changed != sealed()


def test_facts_do_not_run_into_each_other() -> None:
    assert sealed(recipient="a", envelope_sender="bc") != sealed(recipient="ab", envelope_sender="c")
