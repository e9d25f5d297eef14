from datetime import date

from outreach.model.gender import Gender
from outreach.model.office_name import Holder, gender_of, holders_on, name_for
from tests.builders import called, office

FRENCH = called("Affaires mondiales Canada", language="fr")
HERS = called("Ministère", language="fr", gender=Gender.FEMALE)
OWN = called("Itamaraty")
DAY = date(2026, 6, 2)


def test_a_name_is_found_along_the_languages_parents() -> None:
    assert name_for([FRENCH], "fr-CA", Gender.MALE) == FRENCH
    assert name_for([FRENCH], "de", Gender.MALE) is None


def test_a_known_gender_takes_its_row_and_an_unknown_one_never() -> None:
    assert name_for([FRENCH, HERS], "fr", Gender.FEMALE) == HERS
    assert name_for([FRENCH, HERS], "fr", Gender.UNKNOWN) == FRENCH
    assert name_for([HERS], "fr", Gender.UNKNOWN) is None


def test_its_own_name_may_stand_in_every_language() -> None:
    assert name_for([OWN], "de", Gender.UNKNOWN) == OWN
    assert name_for([OWN, FRENCH], "fr", Gender.UNKNOWN) == FRENCH


def test_a_holder_is_in_office_from_the_first_day_to_the_last() -> None:
    first, second = Holder(name="A", until=DAY), Holder(name="B", since=date(2026, 6, 3))

    assert holders_on([first, second], DAY, "fr") == (first,)
    assert holders_on([first, second], date(2026, 6, 3), "fr") == (second,)


def test_a_language_that_writes_a_holder_otherwise_has_its_own_row() -> None:
    latin, russian = Holder(name="N. Primerov"), Holder(name="Н. Примерову", language="ru")

    assert holders_on([latin, russian], DAY, "ru-KZ") == (russian,)
    assert holders_on([latin, russian], DAY, "en") == (latin,)


def test_where_no_term_is_known_the_directorys_own_holder_serves() -> None:
    before = Holder(name="A", until=date(2026, 6, 1))

    assert office(holder="Jo Doe").holders_on(DAY, "fr") == (Holder(name="Jo Doe"),)
    assert office(holder="Jo Doe", holders=(before,)).holders_on(date(2026, 6, 1), "fr") == (before,)
    assert office().holders_on(DAY, "fr") == ()


def test_several_holders_have_a_gender_only_if_they_share_it() -> None:
    her, him = Holder(name="A", gender=Gender.FEMALE), Holder(name="B", gender=Gender.MALE)

    assert gender_of([her, her], of_nobody=Gender.MALE) is Gender.FEMALE
    assert gender_of([her, him], of_nobody=Gender.MALE) is Gender.UNKNOWN
    assert gender_of([], of_nobody=Gender.MALE) is Gender.MALE
