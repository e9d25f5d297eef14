"""The letters themselves: written by the product's own verb, and given to the reader as bytes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache

from outreach.lists.campaign_file import read_campaign
from outreach.lists.contacts import read_contacts
from outreach.lists.signatories import read_signatories
from outreach.model.audience import Reachable, reach
from outreach.model.campaign import Campaign, CampaignRecord
from outreach.model.civil_time import CivilTime
from outreach.model.directory import Address, Office
from outreach.model.ids import Handle, LetterId
from outreach.model.letter import NewLetter
from outreach.rendering.letter.facts import Earlier
from outreach.wiring.staff_files import with_names_and_holders
from outreach.work.letters.compose import DraftContext, compose
from outreach.work.letters.occasion import Departure, LetterPlan, Occasion
from tests.builders import MORNING, REPOSITORY, draft_context, texts, the_case
from tests.every_letter import tables
from tests.every_letter.invented import invented
from tests.every_letter.letter import ReadLetter, read
from tests.every_letter.tables import Target

#: The first letter of the starter's campaign.
DAY = date(2026, 6, 2)
FIRST_REFERENCE = "AM-2026/the-first-one"
FIRST_DAY = date(2025, 12, 1)


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

    @property
    def where(self) -> str:
        """How a fault names it."""
        return f"{self.target.id} ({self.tag}, {self.channel}, {self.step})"


@dataclass(frozen=True, kw_only=True)
class Unwritten:
    """An office that gets no letter, and why the product says so."""

    target: Target
    step: str
    reason: str


@cache
def every_letter() -> tuple[tuple[Written, ...], tuple[Unwritten, ...]]:
    """Those to the starter's directory, first and reminder, and one to each invented office."""
    found = [*_to_the_directory(), *_to_the_invented()]
    written = tuple(one for one in found if isinstance(one, Written))
    return written, tuple(one for one in found if isinstance(one, Unwritten))


def _to_the_directory() -> Iterator[Written | Unwritten]:
    record, context = _record(), draft_context()
    for office, target in _directory():
        way = reach(office)
        if not isinstance(way, Reachable):
            yield Unwritten(target=target, step="first", reason=way.reason)
            continue
        reminders = (tables.request(target) or {}).get("reminders", 0)
        for step in ("first", "reminder")[: 1 + min(reminders, 1)]:
            yield _write(record, context, office, target, way.address, DAY, step, _tag(target, office))


def _to_the_invented() -> Iterator[Written | Unwritten]:
    record, context = _record(), draft_context()
    for one in invented():
        yield _write(record, context, one.office, one.target, one.office.addresses[0], one.day, one.step, one.tag)


def _write(
    record: CampaignRecord,
    context: DraftContext,
    office: Office,
    target: Target,
    address: Address,
    day: date,
    step: str,
    tag: str,
) -> Written | Unwritten:
    id_ = f"{office.id}-{step}"
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
    made = compose(record, plan, new, context=context)
    if made.blocked is not None or made.content.mime is None:
        return Unwritten(target=target, step=step, reason=str(made.blocked))
    return Written(
        target=target,
        tag=tag,
        channel=address.channel.value,
        step=step,
        day=day,
        reference=f"AM-2026/{id_}",
        letter=read(made.content.mime),
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


def _campaign() -> Campaign:
    file = REPOSITORY / "config" / "campaigns" / "miftakhov-2026.toml"
    signed = REPOSITORY / "contacts" / "signatories.csv"
    read_file = read_campaign(file.read_bytes(), file.name, today=DAY)
    return read_file.completed(read_signatories(signed.read_bytes(), signed.name), the_case())


#: Languages that a country's authorities write in, in its own variant; of France's French there is one.
_SPOKEN = frozenset(
    "fr-BE fr-CA fr-CH fr-LU fr-CM fr-BJ de-AT en-GB en-US en-IE en-MT en-CA pt-PT".split()
)


def _tag(target: Target, office: Office) -> str:
    """By hand: French, else English, else its own, of which we have seven; in its country's variant."""
    spoken = office.languages
    language = next((one for one in ("fr", "en") if one in spoken), None)
    language = language or next((one for one in spoken if one in tables.LANGUAGES), "en")
    variant = f"{language}-{target.country}"
    return variant if variant in _SPOKEN else language


def _directory() -> Iterator[tuple[Office, Target]]:
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
