"""Folding, for the headers that no letter of today has but the policy promises."""

from email.message import EmailMessage

from outreach.rendering.mime.folding import POLICY


def test_a_long_unsubscribe_link_stays_a_link() -> None:
    url = "<https://sender.example/unsubscribe/" + "a" * 150 + ">"
    message = EmailMessage(policy=POLICY)
    message["List-Unsubscribe"] = url

    assert message.as_bytes() == f"List-Unsubscribe: {url}\r\n\r\n".encode()


def test_other_long_headers_are_folded_between_words() -> None:
    message = EmailMessage(policy=POLICY)
    message["Subject"] = "abcdefghi " * 9

    lines = message.as_bytes().split(b"\r\n")
    assert lines[0] == b"Subject: abcdefghi abcdefghi abcdefghi abcdefghi abcdefghi abcdefghi"
    assert lines[1].strip() == b"abcdefghi abcdefghi abcdefghi"
