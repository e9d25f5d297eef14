"""Whose mailbox a letter may be tried on."""

import pytest

from outreach.model.directory import Channel
from outreach.model.own_mailbox import office_there
from tests.builders import mailbox, office

OFFICES = (
    office("m-fr", addresses=(mailbox("Cabinet@Ministry.example"), mailbox("b@mail.other.example"))),
    office(
        "m-fi",
        addresses=(mailbox("https://www.form.example:443/ask", channel=Channel.WEB_FORM),),
        contact_page="https://pages.example/contact",
        source_url="https://source.example/x",
        candidates="perhaps <who@maybe.example>, or 'she@quoted.example', see https://seen.example/kontakt",
    ),
    office(
        "m-es",
        addresses=(mailbox("https://ministère.example./écrire", channel=Channel.WEB_FORM),),
        contact_page="www.bare.example/contact",
        source_url="https://web.archive.example/2026/https://kept.example/x",
        candidates="who@Bürgeramt.example.",
    ),
)


@pytest.mark.parametrize(
    ("me", "whose"),
    [
        ("cabinet@ministry.example", "m-fr"),
        ("ann@MINISTRY.example", "m-fr"),
        ("ann@desk.ministry.example", "m-fr"),
        ("ann@other.example", "m-fr"),
        ("ann@form.example", "m-fi"),
        ("ann@pages.example", "m-fi"),
        ("ann@source.example", "m-fi"),
        ("ann@maybe.example", "m-fi"),
        ("ann@quoted.example", "m-fi"),
        ("ann@seen.example", "m-fi"),
        ("ann@xn--ministre-60a.example", "m-es"),
        ("ann@bare.example", "m-es"),
        ("ann@kept.example", "m-es"),
        ("ann@xn--brgeramt-65a.example", "m-es"),
    ],
)
def test_a_mailbox_of_an_office_or_at_its_house_is_known(me: str, whose: str) -> None:
    found = office_there(me, OFFICES)

    assert found is not None
    assert found.id == whose


@pytest.mark.parametrize(
    "me", ["ann@association.example", "ann@notministry.example", "ministry.example@us.test"]
)
def test_anybody_elses_is_not(me: str) -> None:
    assert office_there(me, OFFICES) is None
