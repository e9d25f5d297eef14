"""Header fields: what is read is what was written, by the standard library and by a strict reader."""

import re
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import AddressHeader
from email.policy import default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.model.errors import BadInput
from outreach.model.text import header_fault
from outreach.rendering.mime.encoded_words import decode_words, encode_words
from outreach.rendering.mime.headers import (
    identifiers_field,
    language_field,
    mailbox_field,
    single_spaced,
    text_field,
)

RAPPORTEUR = (
    "Special Rapporteur on torture and other cruel, inhuman or degrading treatment or punishment (OHCHR)"
)
REMINDER = "Напоминание. Азат Мифтахов (колония ИК-18, Харп, Россия): сообщения о пытках, угроза жизни"

fit = st.text(alphabet="aZ 9-,:;()<>@[]\"\\'&.=?_éßñжЯ北🙂\u00a0\u2011", max_size=150).filter(
    lambda text: header_fault(text) is None
)
names = fit.map(single_spaced).map(str.strip).filter(bool)


def parsed(field: str) -> object:
    return message_from_bytes(f"{field}\r\n\r\n".encode("ascii"), policy=default)[field.split(":")[0]]


def strictly_read(field: str) -> str:
    """RFC 5322 §2.2.3 and RFC 2047, nothing forgiven."""
    lines = field.split("\r\n")
    assert all(line.startswith(" ") for line in lines[1:])
    assert max(map(len, lines)) <= 76
    value = "".join(lines).partition(": ")[2]
    words = "".join(f"{word} " for word in value.split(" ") if word.startswith("=?"))
    return decode_words(words.rstrip(" ")) + value[len(words) :] if words else value


def unquoted(phrase: str) -> str:
    """RFC 5322 §3.2.4."""
    quoted = re.fullmatch(r'"((?:[^"\\]|\\.)*)"', phrase)
    return re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else phrase


@given(fit.map(str.strip).filter(bool))
@example(REMINDER)
@example("a  b   c")
@example("x" * 80)
def test_a_subject_is_read_as_it_was_written(subject: str) -> None:
    field = text_field("Subject", subject)

    assert strictly_read(field) == subject
    assert str(parsed(field)) == subject


def test_a_subject_in_ascii_stays_as_it_is() -> None:
    subject = "Appeal to O'Neil & Co: " + "words and more words, " * 6 + "end"

    lines = text_field("Subject", subject).split("\r\n")

    assert lines[0].startswith("Subject: Appeal to O'Neil & Co: words and more")
    assert len(lines) == 3
    assert "".join(lines) == f"Subject: {subject}"


@given(names)
@example(RAPPORTEUR)
@example('A long name, with <brackets>, "quotes" and (comments) that does not fit in one line of 76')
@example(
    "Ministère de l'Europe et des Affaires étrangères, direction de la coopération, bureau 4 <a@b.example>"
)
@example("Dr. Anna")
@example('"\u00a0"')
def test_a_mailbox_field_holds_one_mailbox_and_its_name_as_it_is(name: str) -> None:
    field = mailbox_field("To", name, "office@ministry.example")

    header = parsed(field)
    assert isinstance(header, AddressHeader)
    assert [address.addr_spec for address in header.addresses] == ["office@ministry.example"]
    # Between encoded words of a name this parser keeps the spaces that RFC 2047 §6.2 drops.
    assert header.addresses[0].display_name.split() == name.split() or not name.isascii()
    assert "".join(header.addresses[0].display_name.split()) == "".join(name.split())
    phrase = strictly_read(field).removesuffix("<office@ministry.example>").removesuffix(" ")
    # What encoded words hold is the name itself, quotation marks and all.
    assert (unquoted(phrase) if name.isascii() else phrase) == name
    if not name.isascii():
        encoded = field.replace("\r\n", "")[len("To: ") :].removesuffix("<office@ministry.example>")
        assert str(make_header(decode_header(encoded.strip(" ")))) == name


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Ministry", "To: Ministry <a@b.example>"),
        ("  Ministry   of  All ", "To: Ministry of All <a@b.example>"),
        ("", "To: a@b.example"),
        ("Ministry, All", 'To: "Ministry, All" <a@b.example>'),
        ('The "All" \\', 'To: "The \\"All\\" \\\\" <a@b.example>'),
        ("Solidarité 43", "To: =?utf-8?q?Solidarit=C3=A9_43?= <a@b.example>"),
    ],
)
def test_a_name_is_written_in_the_plainest_form_that_holds_it(name: str, field: str) -> None:
    assert mailbox_field("To", name, "a@b.example") == field


@pytest.mark.parametrize(
    "value",
    [
        "=?utf-8?q?Global_Affairs=0D=0AReply-To:_spy@evil.example=0D=0AX-N:?=",
        "Ministry =?utf-8?b?DQpCY2M6IHNweUBldmlsLmV4YW1wbGU=?= of all",
        "=?x",
        "x\r\nBcc: spy@evil.example",
        "x\ny",
        "x\u2028y",
        "x\u200by",
        "x\u202ey",
    ],
)
def test_nothing_that_decodes_or_breaks_into_another_field_is_written(value: str) -> None:
    with pytest.raises(BadInput, match=r"'=\?' in it|control or hidden character"):
        text_field("Subject", value)
    with pytest.raises(BadInput, match=r"'=\?' in it|control or hidden character"):
        mailbox_field("From", value, "a@b.example")


@pytest.mark.parametrize(
    "address", ["", "a", "a@b, c@d", "A <a@b>", "ü@b.example", "a@b\r\n", "a..b@c.example", "=?x@b.example"]
)
def test_an_address_is_one_and_bare(address: str) -> None:
    with pytest.raises(BadInput, match="cannot stand in a header"):
        mailbox_field("To", "x", address)


@pytest.mark.parametrize("identifier", ["", "a@b", "<a b@c>", "<a@b> <c@d>", "<a@b>\r\nBcc: x@y"])
def test_an_identifier_is_one_msg_id(identifier: str) -> None:
    with pytest.raises(BadInput, match="is not a Message-ID"):
        identifiers_field("References", [identifier])


@pytest.mark.parametrize("tag", ["", "fr, en", "français", "fr\r\nBcc: x@y"])
def test_a_language_is_one_tag(tag: str) -> None:
    with pytest.raises(BadInput, match="is not a language tag"):
        language_field("Content-Language", tag)


def test_a_language_may_have_a_country() -> None:
    assert language_field("Content-Language", "pt-BR") == "Content-Language: pt-BR"


@given(st.text(min_size=1, max_size=200).filter(lambda text: not re.search("[\ud800-\udfff]", text)))
def test_encoded_words_are_short_whole_and_say_the_same(text: str) -> None:
    words = encode_words(text, room=60)

    assert len(words[0]) <= 60
    assert all(len(word) <= 75 for word in words)
    assert all(decode_words(word) for word in words), "a character is torn"
    assert decode_words(" ".join(words)) == text


@pytest.mark.parametrize(
    "value",
    [
        *("=?utf-8?q?a?=  =?utf-8?q?b?=", "=?utf-8?q?a?= b", "=?latin-1?q?a?=", "=?utf-8?q?a b?="),
        *("=?utf-8?b?!?=", "=?utf-8?q?=FF?=", "=?utf-8?q?" + "a" * 80 + "?=", ""),
    ],
)
def test_what_is_not_an_encoded_word_of_ours_is_not_read(value: str) -> None:
    with pytest.raises(ValueError, match=r"is not an encoded word|cannot be decoded"):
        decode_words(value)
