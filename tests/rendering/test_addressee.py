"""The addressee's block."""

from outreach.model.directory import Channel
from outreach.rendering.addressee import address_lines
from tests.rendering.builders import office, postal


def test_the_post_stands_above_the_unit_and_the_institution() -> None:
    someone = office(office="Chair", unit="Subcommittee", name="Parliament")

    assert address_lines(someone, Channel.EMAIL) == ("Chair", "Subcommittee", "Parliament")


def test_what_is_empty_or_said_already_is_left_out() -> None:
    assert address_lines(office(office="", unit="Ministry", name="Ministry"), Channel.EMAIL) == ("Ministry",)


def test_on_paper_the_postal_address_follows_line_by_line() -> None:
    someone = office(addresses=(postal("Ministry, 37, quai d'Orsay, 75351 Paris, France"),))

    assert address_lines(someone, Channel.POST) == (
        "Minister",
        "Ministry",
        "37, quai d'Orsay",
        "75351 Paris",
        "France",
    )
    assert address_lines(someone, Channel.EMAIL) == ("Minister", "Ministry")
