"""Offices that nobody has: as many foreign ministries as are wanted, over the seven languages."""

from collections.abc import Iterator
from dataclasses import dataclass

from outreach.model.directory import Address, Approach, Channel, Office
from outreach.model.ids import OfficeId
from outreach.model.office_name import EVERY_LANGUAGE, OfficeName


@dataclass(frozen=True, kw_only=True)
class _Place:
    language: str
    country: str
    time_zone: str
    #: What its foreign ministry calls itself: accents make encoded-words of the To: header.
    name: str


_PLACES = (
    _Place(language="fr", country="FR", time_zone="Europe/Paris", name="Ministère des affaires étrangères"),
    _Place(language="en", country="IE", time_zone="Europe/Dublin", name="Department of Foreign Affairs"),
    _Place(language="de", country="AT", time_zone="Europe/Vienna", name="Ministerium für Äußeres"),
    _Place(language="es", country="ES", time_zone="Europe/Madrid", name="Ministerio de Asuntos Exteriores"),
    _Place(language="it", country="IT", time_zone="Europe/Rome", name="Ministero degli Affari Esteri"),
    _Place(
        language="pt", country="PT", time_zone="Europe/Lisbon", name="Ministério dos Negócios Estrangeiros"
    ),
    _Place(language="ru", country="MD", time_zone="Europe/Chisinau", name="Министерство иностранных дел"),
)

#: How many: as many offices that follow each other have one each.
LANGUAGES = len(_PLACES)


def offices(count: int) -> Iterator[Office]:
    """That many offices, gov-b00001 and on, the languages in turn."""
    for number in range(1, count + 1):
        place = _PLACES[number % len(_PLACES)]
        name = f"gov-b{number:05}"
        yield Office(
            id=OfficeId(name),
            body="government",
            name=f"{place.name} {number}",
            names=(
                OfficeName(
                    language=EVERY_LANGUAGE,
                    institution=f"{place.name} {number}",
                    address_without_holder=(f"{place.name} {number}",),
                ),
            ),
            body_kind="foreign-ministry",
            rank="foreign-minister",
            addresses=(Address(channel=Channel.EMAIL, value=f"registry@{name}.example"),),
            languages=(place.language,),
            time_zone=place.time_zone,
            country=place.country,
            approach=Approach.LETTER,
        )
