"""Three hundred offices that nobody has: each rank, woman, man and unknown, in every variant we write in."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from outreach.model.directory import Address, AddressState, Approach, Channel, Office
from outreach.model.gender import Gender
from outreach.model.ids import OfficeId
from outreach.model.office_name import Holder, OfficeName
from tests.every_letter import tables
from tests.every_letter.tables import Target

HOW_MANY = 300

#: The tag that a letter is in, and the country that its office speaks for.
TAGS = (
    ("fr", "FR"), ("fr-CA", "CA"), ("fr-CH", "CH"), ("fr-BE", "BE"), ("fr-LU", "LU"), ("fr-CM", "CM"),
    ("de", "DE"), ("de-AT", "AT"), ("de-CH", "CH"), ("de-LI", "LI"),
    ("en", "FI"), ("en", "AM"), ("en-GB", "GB"), ("en-US", "US"),
    ("en-CA", "CA"), ("en-IE", "IE"), ("en-MT", "MT"),
    ("es", "ES"), ("es-MX", "MX"), ("es-AR", "AR"), ("es-CL", "CL"),
    ("it", "IT"), ("it-CH", "CH"), ("it", "SM"),
    ("pt", "BR"), ("pt-PT", "PT"), ("pt-AO", "AO"),
    ("ru", "MD"), ("ru", "AM"), ("ru", "BY"), ("ru-BY", "BY"), ("ru", "TJ"),
)  # fmt: skip

#: Body and kind of the offices that have such a rank; where it speaks for no country its body says so.
_KINDS = {
    "head-of-state": "government head-of-state",
    "governor-general": "government head-of-state",
    "head-of-government": "government head-of-government",
    "minister": "government foreign-ministry",
    "foreign-minister": "government foreign-ministry",
    "state-secretary": "government foreign-ministry",
    "ambassador": "government embassy",
    "ombudsperson": "government ombudsperson;government human-rights-commission",
    "president-of-parliament": "EU eu-parliament;parliament member-of-parliament",
    "president-of-commission": "EU eu-commission",
    "committee-chair": "parliament parliament-committee;CoE coe-assembly",
    "committee": "parliament parliament-committee;EU eu-parliament;CoE coe-assembly",
    "committee-co-chairs": "parliament parliament-committee",
    "committee-chair-and-ranking-member": "parliament parliament-committee",
    "member-of-parliament": "parliament member-of-parliament;EU eu-parliament",
    "member-of-lords": "parliament member-of-parliament",
    "senator": "parliament member-of-parliament",
    "high-representative": "EU eu-external-action",
    "special-representative": "EU eu-external-action",
    "high-commissioner": "UN un-office",
    "commissioner": "CoE coe-office;EU eu-commission",
    "mandate-holder": "UN un-special-procedure",
    "working-group": "UN un-special-procedure",
    "director": "OSCE osce-institution",
    "secretariat": "UN un-office;UN un-special-procedure;CoE coe-office;EU eu-commission",
    "focal-point": "EU eu-external-action;UN un-office;OSCE osce-institution",
}
_CALLED = {
    "de": "Zobelamt", "en": "Sable Office", "es": "Oficina Cebellina", "fr": "Bureau Zibeline",
    "it": "Ufficio Zibellino", "pt": "Gabinete da Zibelina", "ru": "Соболиное бюро",
}  # fmt: skip
_TITLES = {
    "de": "Leitung", "en": "Head", "es": "Dirección", "fr": "Direction",
    "it": "Direzione", "pt": "Direção", "ru": "Руководство",
}  # fmt: skip
#: Who holds it: as we write the name, as Russian does, and the surname in both.
_PEOPLE = (
    ("Ilda Verruniak", "Илда Верруняк", "Verruniak", "Верруняк"),
    ("Ottol Bramsquith", "Оттол Брамскуит", "Bramsquith", "Брамскуит"),
    ("Senna Quorlamp", "Сенна Куорламп", "Quorlamp", "Куорламп"),
    ("Jarek Fintowel", "Ярек Финтовел", "Fintowel", "Финтовел"),
)
_CHANNELS = (Channel.EMAIL, Channel.POST, Channel.WEB_FORM)


@dataclass(frozen=True, kw_only=True)
class Invented:
    """One office, as the product has it and as its reader has it, with the letter that it gets."""

    office: Office
    target: Target
    tag: str
    channel: Channel
    day: date
    step: str


@cache
def invented() -> tuple[Invented, ...]:
    """The same three hundred, always; rows of the forms of address that have not come yet come first."""
    return tuple(_invented())


def _invented() -> Iterator[Invented]:
    chance = random.Random(8)  # noqa: S311  # it decides what is tried, and keeps no secret
    ranks = sorted(_KINDS)
    whom = [(rank, gender) for rank in ranks for gender in "fmu"]
    deck: list[tuple[str, str]] = []
    used: set[int] = set()
    for number in range(HOW_MANY):
        rank, gender = whom[number % len(whom)]
        if len(deck) < len(TAGS):
            deck += chance.sample(TAGS, len(TAGS))
        fitting = [one for one in (*deck, *TAGS) if _row(rank, gender, *one)]
        tag, country = next((one for one in fitting if id(_row(rank, gender, *one)) not in used), fitting[0])
        used.add(id(_row(rank, gender, tag, country)))
        if (tag, country) in deck:
            deck.remove((tag, country))
        yield _one(number, rank, gender, tag, country, chance)


def _row(rank: str, gender: str, tag: str, country: str) -> dict[str, str] | None:
    bare = Target(id="", body="", kind="", rank=rank, country=country, gender=gender, names={})
    return tables.form(bare, tag)


def _one(number: int, rank: str, gender: str, tag: str, country: str, chance: random.Random) -> Invented:
    body, kind = chance.choice(_KINDS[rank].split(";")).split()
    if body in {"EU", "UN", "CoE", "OSCE"} and _row(rank, gender, tag, ""):
        country = ""
    row = _row(rank, gender, tag, country)
    assert row is not None
    several = row["number"] == "several"
    day = date(2026, 1, 1) + timedelta(days=chance.choice((0, 3, 14, 31, 59, 90, 152, 200, 243, 304, 364)))
    id_ = f"inv-{number:03}"
    people = chance.sample(_PEOPLE, 4)
    wanted = chance.choice((0, 2)) if several else chance.choice((0, 1, 1))
    holders, read = _holders(people, wanted, gender, tag, day, has_surname=chance.random() < 0.7)
    if number % 29 == 5 and len(read) == 1:
        own = {"ru": "Дорогая коллега!", "en": "Dear colleague,"}.get(tag, "")
        holders = tuple(_with(one, own) if one.is_in_office(day) else one for one in holders)
    else:
        own = ""
    names = _names(f"{number:03}", tag, variant=number % 4 == 0, several=several)
    channel = _CHANNELS[number % 3 if number % 7 else 0]
    if kind == "un-special-procedure" and tag.partition("-")[0] not in {"en", "fr", "es"}:
        channel = Channel.EMAIL  # no worksheet is written in other languages
    post = f"Zibelinengasse {number + 1} | 10999 Zobelstadt"
    staff = (
        f"Staffname {number}",
        f"Staffunit {number}",
        f"Stafftitle {number}",
        f"Call the porter first {number}.",
    )
    address = {
        Channel.EMAIL: f"registry@{id_}.example",
        Channel.POST: post,
        Channel.WEB_FORM: f"https://{id_}.example/form",
    }[channel]
    strangers = tuple(text for one in people for text in one[:2] if text not in {name for name, _ in read})
    target = Target(
        id=id_, body=body, kind=kind, rank=rank, country=country, gender=gender, holders=read,
        own_salutation=own, strangers=strangers, names=names, staff=staff,
        post=post if channel is Channel.POST else "",
    )  # fmt: skip
    office = Office(
        id=OfficeId(id_), body=body, name=staff[0], unit=staff[1], title=staff[2], note=staff[3],
        body_kind=kind, rank=rank, country=country or None, seat_country="BE", time_zone="Europe/Paris",
        gender=Gender(gender) if not read else Gender.UNKNOWN, holders=holders, names=_as_names(names),
        addresses=(Address(channel=channel, value=address, state=AddressState.VERIFIED),),
        languages=(tag,), written_in=tag, approach=Approach.LETTER,
    )  # fmt: skip
    again = (tables.request(target) or {}).get("reminders", 0)
    step = "reminder" if again and number % 2 else "first"
    return Invented(office=office, target=target, tag=tag, channel=channel, day=day, step=step)


def _with(holder: Holder, salutation: str) -> Holder:
    return Holder(
        name=holder.name, surname=holder.surname, gender=holder.gender, since=holder.since,
        until=holder.until, salutation=salutation, language=holder.language,
    )  # fmt: skip


def _holders(
    people: list[tuple[str, str, str, str]],
    wanted: int,
    gender: str,
    tag: str,
    day: date,
    *,
    has_surname: bool,
) -> tuple[tuple[Holder, ...], tuple[tuple[str, str], ...]]:
    """Those in office, one who was and one who will be; each as we write them and as Russian does."""
    holders: list[Holder] = []
    read: list[tuple[str, str]] = []
    for place, (name, in_russian, surname, surname_in_russian) in enumerate(people[: wanted + 2]):
        since, until = day - timedelta(days=200), day + timedelta(days=200)
        if place == wanted:
            since, until = day - timedelta(days=900), day - timedelta(days=1)
        elif place > wanted:
            since, until = day + timedelta(days=1), day + timedelta(days=900)
        for language, called, family in (("", name, surname), ("ru", in_russian, surname_in_russian)):
            holders.append(
                Holder(
                    name=called,
                    surname=family if has_surname else "",
                    gender=Gender(gender),
                    since=since,
                    until=until,
                    language=language,
                )
            )
        if place < wanted:
            is_russian = tag.startswith("ru")
            family = surname_in_russian if is_russian else surname
            read.append((in_russian if is_russian else name, family if has_surname else ""))
    return tuple(holders), tuple(read)


def _names(number: str, tag: str, *, variant: bool, several: bool) -> dict[tuple[str, str], dict[str, str]]:
    tags = [*tables.LANGUAGES, *([tag] if variant and "-" in tag else [])]
    named: dict[tuple[str, str], dict[str, str]] = {}
    for one in tags:
        language, _, region = one.partition("-")
        called = f"{_CALLED[language]} {number}{region}"
        place = "{name_1} | {name_2}" if several else "{name}"
        for gender, mark in (("u", ""), ("f", " ♀"), ("m", " ♂")):
            if gender == "f" and language in {"en", "de"}:
                continue  # the row of unknown gender serves
            title = _TITLES[language] + mark
            named[one, gender] = {
                "institution": called,
                "title": title,
                "address": f"{place} | {title} | {called}",
                "address_without_holder": f"{title} | {called}",
            }
    return named


def _as_names(named: dict[tuple[str, str], dict[str, str]]) -> tuple[OfficeName, ...]:
    return tuple(
        OfficeName(
            language=tag,
            gender=Gender(gender),
            institution=row["institution"],
            title=row["title"],
            address=tuple(row["address"].split(" | ")),
            address_without_holder=tuple(row["address_without_holder"].split(" | ")),
        )
        for (tag, gender), row in named.items()
    )
