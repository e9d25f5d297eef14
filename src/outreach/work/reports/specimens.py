"""One specimen of each kind of letter that a campaign will really write; sent to nobody."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import NamedTuple

from babel import Locale

from outreach.model.addressing import Addressing
from outreach.model.audience import Reachable, reach
from outreach.model.campaign import Campaign
from outreach.model.civil_time import CivilTime
from outreach.model.directory import AddressState, Channel, Office
from outreach.model.errors import BadInput
from outreach.model.form_of_address import FormKey, Number, form_key
from outreach.model.gender import Gender
from outreach.model.ids import LetterId
from outreach.model.locale import cldr
from outreach.model.office_name import gender_of
from outreach.rendering.letter.facts import Earlier
from outreach.rendering.report.page import Specimen
from outreach.work.letters.compose import Blocked, DraftContext, gather
from outreach.work.letters.occasion import Departure, LetterPlan, Occasion

_SPECIMEN = LetterId("specimen")


class _Kind(NamedTuple):
    """What makes a letter another one to read: two offices that share it get the same letter, names apart."""

    language: str
    request: str
    number: Number
    gender: Gender
    channel: Channel
    step: str


def specimens(campaign: Campaign, offices: Sequence[Office], context: DraftContext) -> tuple[Specimen, ...]:
    """A letter of each request, number, gender, language, channel and step, to the first office of that kind.

    What is blocked has no specimen: the list of letters says of each why. Raises `BadInput` for a campaign
    whose first letter has no day.
    """
    day = campaign.steps[0].planned_on
    if day is None:
        raise BadInput(f"campaign {campaign.id} has no day for its first letter: add planned_on to its step")
    # What keeps a letter from leaving keeps nobody from reading what it will say.
    context = replace(context, live=False)
    found: dict[_Kind, Specimen] = {}
    addressing = Addressing(campaign, context.template.languages)
    for office in offices:
        for kind, plan in _plans(addressing, office, context, day):
            if kind not in found and (specimen := _specimen(addressing, kind, plan, context)):
                found[kind] = specimen
    return tuple(found[kind] for kind in sorted(found))


def _plans(
    addressing: Addressing, office: Office, context: DraftContext, day: date
) -> Iterator[tuple[_Kind, LetterPlan]]:
    """The letters that the campaign would write to that office, each with its kind."""
    campaign, way = addressing.campaign, reach(office)
    if addressing.leaves_out(office) or not isinstance(way, Reachable):
        return
    channel = way.address.channel
    request = addressing.request(office, channel)
    language, _ = addressing.language(office)
    form = _form(office, language, context, day)
    if request is None or form is None:
        return
    for number, step in enumerate(campaign.steps):
        if number and addressing.no_reminder(office, step.name, channel):
            continue
        kind = _Kind(language, request.name, form.number, form.gender, channel, step.name)
        earlier = Earlier(reference=campaign.reference_of(_SPECIMEN), planned_on=day)
        occasion = Occasion(step=step.name, not_before=day, first=earlier if number else None)
        due = CivilTime(local=datetime.combine(day, time()), zone=campaign.sender.time_zone)
        yield (
            kind,
            LetterPlan(
                office=office,
                address=replace(way.address, state=AddressState.VERIFIED),
                occasion=occasion,
                departure=Departure(due=due),
            ),
        )


def _form(office: Office, language: str, context: DraftContext, day: date) -> FormKey | None:
    holders = office.holders_on(day, language)
    gender = gender_of(holders, of_nobody=office.gender)
    return form_key(context.forms, office, language=language, gender=gender, holders=len(holders))


def _specimen(
    addressing: Addressing, kind: _Kind, plan: LetterPlan, context: DraftContext
) -> Specimen | None:
    facts = gather(addressing, plan, _SPECIMEN, kind.language, context=context)
    if isinstance(facts, Blocked):
        return None
    try:
        rendered = context.template.render(facts)
    except BadInput:
        return None
    return Specimen(
        tag=kind.language,
        language=_called(kind.language),
        step=kind.step,
        what=f"{kind.request}, {_to_whom(kind)}, by {kind.channel.in_words}",
        subject=rendered.subject,
        html=rendered.html,
    )


def _called(language: str) -> str:
    """A language as its speakers call it."""
    tag = cldr(language)
    name = Locale.parse(language.replace("-", "_") if "-" in language else tag.partition("_")[0])
    said = name.get_display_name() or language
    return said[:1].upper() + said[1:]


def _to_whom(kind: _Kind) -> str:
    words = {Gender.FEMALE: "to a woman", Gender.MALE: "to a man", Gender.UNKNOWN: "to a person or a body"}
    return "to several" if kind.number is Number.SEVERAL else words[kind.gender]
