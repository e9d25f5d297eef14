"""The addressee's block."""

from outreach.model.directory import Channel
from outreach.rendering.letter.addressee import address_lines
from tests.rendering.builders import office, postal


def test_the_holder_stands_above_the_institution() -> None:
    someone = office(holder="Jo Doe", name="Parliament")

    assert address_lines(someone, Channel.EMAIL) == ("Jo Doe", "Parliament")


def test_the_directorys_words_for_the_post_are_not_printed() -> None:
    someone = office(title="Chair / secretariat", unit="DROI", name="Parliament")

    assert address_lines(someone, Channel.EMAIL) == ("Parliament",)


def test_on_paper_the_postal_address_follows_line_by_line() -> None:
    someone = office(addresses=(postal("Ministry, 37, quai d'Orsay, 75351 Paris, France"),))

    assert address_lines(someone, Channel.POST) == (
        "Ministry",
        "37, quai d'Orsay",
        "75351 Paris",
        "France",
    )
    assert address_lines(someone, Channel.EMAIL) == ("Ministry",)
