import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.model.errors import BadInput
from outreach.model.mailbox import (
    domain,
    is_lookalike,
    is_reserved_domain,
    mailbox,
    needs_smtputf8,
    normalize_address,
    suppression_forms,
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("office@ministry.example", "office@ministry.example"),
        ("  office@ministry.example ", "office@ministry.example"),
        ("TLHRC@Mail.House.Example", "TLHRC@mail.house.example"),
        ("o'neill+x@ministry.example", "o'neill+x@ministry.example"),
        ("büro@bücher.example", "büro@xn--bcher-kva.example"),
        ("a" * 64 + "@x.example", "a" * 64 + "@x.example"),
        ("бюро@почта.example", "бюро@xn--80a1acny.example"),
    ],
)
def test_one_bare_mailbox_is_taken_with_its_domain_in_ascii(text: str, address: str) -> None:
    assert mailbox(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "a@x.example, b@x.example",
        "a@x.example;b@x.example",
        "a@x.example b@x.example",
        "a@b@x.example",
        "Office <office@x.example>",
        "admin@good.example (<x>) <evil@x.example>",
        '"a b"@x.example',
    ],
)
def test_a_cell_with_more_than_a_bare_address_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is not one bare address"):
        mailbox(text)


@pytest.mark.parametrize(
    "hidden", ["\r\nBcc: x", "\n", "\r", "\t", "\0", "\x7f", "\u0085", "\u2028", "\u2029"]
)
def test_no_line_end_gets_through_in_any_disguise(hidden: str) -> None:
    with pytest.raises(BadInput, match="has a control character in it: type the address anew"):
        mailbox(f"office{hidden}@x.example")


def test_a_leading_dash_is_refused() -> None:
    with pytest.raises(BadInput, match="begins with a dash, which mail software takes for an option"):
        mailbox("-oQ/tmp@x.example")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "office",
            "@x.example",
            "office@",
            "office@localhost",
            "office@[127.0.0.1]",
            "office@x..example",
        ),
        *("office.@x.example", ".office@x.example", "mailto:office@x.example", "office@x.example."),
        "a" * 65 + "@x.example",
        "ю" * 33 + "@x.example",
    ],
)
def test_what_is_no_mailbox_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(BadInput, match="is not an e-mail address: "):
        mailbox(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Office@X.example", "office@x.example"),
        ("STRASSE@x.example", "straße@x.example"),
        ("bu\u0308ro@x.example", "BÜRO@x.example"),
        ("\u0390@x.example", "\u0399\u0308\u0301@x.example"),
    ],
)
def test_two_spellings_of_one_mailbox_are_equal_when_folded(one: str, other: str) -> None:
    assert normalize_address(one) == normalize_address(other)


def test_two_mailboxes_are_not() -> None:
    assert normalize_address("a@x.example") != normalize_address("b@x.example")


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert normalize_address(normalize_address(text)) == normalize_address(text)


def test_the_domain_is_what_stands_behind_the_at() -> None:
    assert domain("office@ministry.example") == "ministry.example"


@pytest.mark.parametrize(
    "address",
    [
        "m\u0430il@ministry.example",
        "office@xn--80ak6aa92e.example",
        "office@аррӏе.example",
        "office@АРРӏЕ.example",
        "раро@ministry.example",
        "office@νορα.example",
        "office@sub.сосо.example",
        "office@սօօ.example",
        "office@ɑpple.example",
        "office@polıce.example",
        "office@ʟᴀᴡ.example",
        "office@ꓖꓳꓳꓖꓡꓰ.example",
        "office@ᏀᎾᎾ.example",
    ],
)
def test_an_address_that_reads_as_another_is_a_lookalike(address: str) -> None:
    assert is_lookalike(address)


@pytest.mark.parametrize(
    "address",
    [
        "office@ministry.example",
        "büro@bücher.example",
        "бюро@почта.example",
        "office@оса.испытание",
        "оса@оса.испытание",
        "2024-x@a1.example",
        "γραφείο@υπουργείο.example",
        "գրասենյակ@նախարարություն.example",
        "office@minișterul.example",
    ],
)
def test_an_address_that_reads_as_nothing_else_is_none(address: str) -> None:
    assert not is_lookalike(address)


@pytest.mark.parametrize(
    ("address", "forms"),
    [
        ("Ann@X.example", ("ann@x.example",)),
        ("ann+tag@x.example", ("ann+tag@x.example", "ann@x.example")),
        ("ann+a+b@x.example", ("ann+a+b@x.example", "ann@x.example")),
        ("+tag@x.example", ("+tag@x.example",)),
        ("gov-xx-mfa", ("gov-xx-mfa",)),
    ],
)
def test_a_mailbox_is_silent_when_it_is_so_without_its_tag(address: str, forms: tuple[str, ...]) -> None:
    assert suppression_forms(address) == forms


@pytest.mark.parametrize(
    "name",
    [
        "example",
        "freeazat.example",
        "mail.ministry.TEST",
        "a.invalid.",
        "localhost",
        "example.com",
        "www.example.org",
        "example.net",
        "printer.local",
        "abc.onion",
        "x.home.arpa",
        "x.internal",
        "x.alt",
    ],
)
def test_a_reserved_domain_is_known(name: str) -> None:
    assert is_reserved_domain(name)


@pytest.mark.parametrize(
    "name",
    ["example.eu", "myexample.com", "example.com.fr", "test.fr", "elysee.fr", "local.gov.uk", "arpa", ""],
)
def test_anybody_elses_domain_is_not(name: str) -> None:
    assert not is_reserved_domain(name)


@pytest.mark.parametrize(("text", "needs"), [("бюро@почта.example", True), ("office@почта.example", False)])
def test_only_a_local_part_beyond_ascii_needs_smtputf8(text: str, needs: bool) -> None:
    assert needs_smtputf8(mailbox(text)) is needs
