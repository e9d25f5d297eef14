"""The addressee's block."""

import pytest

from outreach.model.office_name import Holder
from outreach.rendering.letter.addressee import addressee, postal_lines
from tests.builders import called

MINISTER = called(
    "Auswärtiges Amt",
    language="de",
    address=("Frau Bundesministerin des Auswärtigen", "{name}", "Auswärtiges Amt"),
    address_without_holder=("Auswärtiges Amt", "Leitung"),
)
CHAIRS = called("Commission", address=("The Honorable {name_1}", "The Honorable {name_2}", "Co-Chairs"))


def test_the_holder_stands_where_the_lines_have_a_place_for_a_name() -> None:
    lines = addressee(MINISTER, [Holder(name="Dr. Anna Beispiel")])

    assert lines == ("Frau Bundesministerin des Auswärtigen", "Dr. Anna Beispiel", "Auswärtiges Amt")


def test_without_a_holder_the_lines_without_one_are_printed() -> None:
    assert addressee(MINISTER, []) == ("Auswärtiges Amt", "Leitung")


def test_two_holders_stand_each_in_their_place() -> None:
    lines = addressee(CHAIRS, [Holder(name="Jo Doe"), Holder(name="Max Roe")])

    assert lines == ("The Honorable Jo Doe", "The Honorable Max Roe", "Co-Chairs")


@pytest.mark.parametrize("name", [MINISTER, CHAIRS])
def test_a_name_for_which_the_lines_have_no_place_is_left_out_with_its_place(name: object) -> None:
    someone, other = Holder(name="Jo Doe"), Holder(name="Max Roe")

    assert addressee(CHAIRS, [someone]) == ("Commission",)
    assert addressee(MINISTER, [someone, other]) == ("Auswärtiges Amt", "Leitung")


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("37, quai d'Orsay | 75007 Paris", ("37, quai d'Orsay", "75007 Paris")),
        ("37, quai d'Orsay, 75007 Paris, France", ("37, quai d'Orsay", "75007 Paris")),
        (
            "Plaza del Marqués de Salamanca, 8, 28006 Madrid, Spain",
            ("Plaza del Marqués de Salamanca, 8", "28006 Madrid", "ESPAGNE"),
        ),
        (
            "Hlboká cesta 2 | 833 36 Bratislava 37 | SLOVAQUIE",
            ("Hlboká cesta 2", "833 36 Bratislava 37", "SLOVAQUIE"),
        ),
        ("1, rue de la Paix | L-1 Luxembourg", ("1, rue de la Paix", "L-1 Luxembourg")),
    ],
)
def test_a_postal_address_is_parted_at_its_marks_and_names_a_foreign_country(
    address: str, lines: tuple[str, ...]
) -> None:
    assert postal_lines(address, sender_country="FR") == lines


def test_the_country_is_in_the_language_of_where_the_letter_is_posted() -> None:
    assert postal_lines("Rue Wiertz 60 | 1047 Bruxelles | Belgium", sender_country="DE")[-1] == "BELGIEN"
    assert postal_lines("Unter den Linden 1 | 10117 Berlin | Germany", sender_country="DE") == (
        "Unter den Linden 1",
        "10117 Berlin",
    )
