"""The letters themselves: written by the product's own verb, and given to the reader as bytes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache

from outreach.lists.campaign_file import read_campaign
from outreach.lists.contacts import read_contacts
from outreach.lists.signatories import read_signatories
from outreach.model.audience import Reachable, reach
from outreach.model.campaign import Campaign, CampaignRecord, Signer
from outreach.model.civil_time import CivilTime
from outreach.model.directory import Address, Office
from outreach.model.ids import Handle, LetterId
from outreach.model.letter import NewLetter
from outreach.rendering.letter.facts import Earlier
from outreach.wiring.staff_files import with_names_and_holders
from outreach.work.letters.compose import compose
from outreach.work.letters.occasion import Departure, LetterPlan, Occasion
from tests.builders import MORNING, REPOSITORY, draft_context, texts, the_case
from tests.every_letter import tables
from tests.every_letter.invented import Invented, invented
from tests.every_letter.letter import ReadLetter, read
from tests.every_letter.tables import Target

#: The first letter of the starter's campaign.
DAY = date(2026, 6, 2)
FIRST_REFERENCE = "AM-2026/the-first-one"
FIRST_DAY = date(2025, 12, 1)
#: Who signs to the invented offices; to the directory nobody does yet.
SIGNED_BY = ("Alba Tremontane", "+33 1 00 00 00 00", "1 rue Imaginaire 75000 Paris")
FUNCTION = {
    "de": "Vorsitzende", "en": "Chair", "es": "Presidenta", "fr": "Présidente",
    "it": "Presidente", "pt": "Presidente", "ru": "Председатель",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Written:
    """A letter, with what its reader needs to know of it."""

    target: Target
    #: The tag that it must be in.
    tag: str
    channel: str
    step: str
    day: date
    reference: str
    letter: ReadLetter
    #: What stands under the name of the association: a person, a function, a telephone, a postal address.
    signed_by: tuple[str, ...]

    @property
    def where(self) -> str:
        """How a fault names it."""
        return f"{self.target.id} ({self.tag}, {self.channel}, {self.step})"


@dataclass(frozen=True, kw_only=True)
class Unwritten:
    """An office that gets no letter, and why the product says so."""

    target: Target
    reason: str


def every_letter() -> Iterator[Written | Unwritten]:
    """Those to the starter's directory, first and reminder, and one to each invented office."""
    for office, target in _directory():
        for step in _steps(target):
            yield _to(office, target, step)
    for one in invented():
        yield _to_invented(one)


@cache
def letter_to(office_id: str, step: str = "first") -> Written:
    """That one alone; an invented office gets only the letter that it gets."""
    directory = {target.id: (office, target) for office, target in _directory()}
    if office_id in directory:
        one = _to(*directory[office_id], step)
    else:
        one = _to_invented(next(one for one in invented() if one.target.id == office_id))
    assert isinstance(one, Written), one.reason
    return one


def _steps(target: Target) -> tuple[str, ...]:
    return ("first", "reminder") if (tables.request(target) or {}).get("reminders") else ("first",)


def _to(office: Office, target: Target, step: str) -> Written | Unwritten:
    way = reach(office)
    if not isinstance(way, Reachable):
        return Unwritten(target=target, reason=way.reason)
    return _write(office, target, way.address, DAY, step, _tag(target, office))


def _to_invented(one: Invented) -> Written | Unwritten:
    return _write(one.office, one.target, one.office.addresses[0], one.day, one.step, one.tag)


def _write(
    office: Office, target: Target, address: Address, day: date, step: str, tag: str
) -> Written | Unwritten:
    record, id_ = _record(), f"{office.id}-{step}"
    signed_by: tuple[str, ...] = ()
    if target.id.startswith("inv-"):
        record = replace(record, campaign=_signed(record.campaign))
        signed_by = (*SIGNED_BY, FUNCTION[tag.partition("-")[0]])
    first = Earlier(reference=FIRST_REFERENCE, planned_on=FIRST_DAY) if step == "reminder" else None
    plan = LetterPlan(
        office=office,
        address=address,
        occasion=Occasion(step=step, not_before=day, first=first),
        departure=Departure(due=CivilTime(local=datetime.combine(day, time(9)), zone="Europe/Paris")),
    )
    new = NewLetter(
        id=LetterId(id_),
        campaign_id=record.campaign.id,
        step=step,
        office_id=office.id,
        channel=address.channel,
        message_id=f"<{id_}@freeazat.example>",
        references=(),
    )
    made = compose(record, plan, new, context=draft_context())
    if made.blocked is not None or made.content.mime is None:
        return Unwritten(target=target, reason=str(made.blocked))
    return Written(
        target=target,
        tag=tag,
        channel=address.channel.value,
        step=step,
        day=day,
        reference=f"AM-2026/{id_}",
        letter=read(made.content.mime),
        signed_by=signed_by,
    )


@cache
def _record() -> CampaignRecord:
    return CampaignRecord(
        campaign=_campaign(),
        digest="",
        texts=texts(),
        loaded_by=Handle("ann"),
        loaded_at=MORNING,
        makers=(),
        approved_by=None,
        approved_at=None,
    )


def _signed(campaign: Campaign) -> Campaign:
    """As it will be before the first letter leaves: a person signs, and the association has an address."""
    name, telephone, postal_address = SIGNED_BY
    signer = Signer(name=name, telephone=telephone, function=FUNCTION)
    return replace(campaign, sender=replace(campaign.sender, signed_by=signer, postal_address=postal_address))


def _campaign() -> Campaign:
    file = REPOSITORY / "config" / "campaigns" / "miftakhov-2026.toml"
    signed = REPOSITORY / "contacts" / "signatories.csv"
    read_file = read_campaign(file.read_bytes(), file.name, today=DAY)
    return read_file.completed(read_signatories(signed.read_bytes(), signed.name), the_case())


#: Languages that a country's authorities write in, in its own variant; of France's French there is one.
_SPOKEN = {
    "fr-BE", "fr-CA", "fr-CH", "fr-LU", "fr-CM", "fr-BJ", "de-AT",
    "en-GB", "en-US", "en-IE", "en-MT", "en-CA", "pt-PT",
}  # fmt: skip


def _tag(target: Target, office: Office) -> str:
    """By hand: French, else English, else its own, of which we have seven; in its country's variant."""
    spoken = office.languages
    ours = [one for one in ("fr", "en") if one in spoken] + [one for one in spoken if one in tables.LANGUAGES]
    language = (*ours, "en")[0]
    variant = f"{language}-{target.country}"
    return variant if variant in _SPOKEN else language


@cache
def _directory() -> tuple[tuple[Office, Target], ...]:
    return tuple(_read_directory())


def _read_directory() -> Iterator[tuple[Office, Target]]:
    named: dict[str, dict[tuple[str, str], dict[str, str]]] = {}
    for row in tables.rows(REPOSITORY / "contacts" / "office-names.csv"):
        named.setdefault(row["office"], {})[row["language"], row["gender"] or "u"] = row
    for file in sorted((REPOSITORY / "contacts").glob("*.csv")):
        if file.stem in {"office-names", "signatories"}:
            continue
        found = read_contacts(file.read_bytes(), file.name, today=DAY)
        offices = {one.id: one for one in with_names_and_holders(found.offices, [REPOSITORY])}
        for row in tables.rows(file):
            yield (
                offices[row["id"]],  # type: ignore[index]
                Target(
                    id=row["id"],
                    body=row["body"],
                    kind=row["body_kind"],
                    rank=row["rank"],
                    country=row["country"],
                    gender=row["gender"] or "u",
                    holders=((row["holder"], ""),) if row["holder"] else (),
                    names=named.get(row["id"], {}),
                    staff=tuple(row[key] for key in ("name", "unit", "title", "note")),
                    post=row["post"],
                ),
            )
