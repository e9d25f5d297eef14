"""What a campaign's letters rest on and nobody has verified: one list for whoever signs."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from outreach.model.case import Case
from outreach.model.directory import Office
from outreach.model.form_of_address import FormsOfAddress, form_key
from outreach.model.ids import CampaignId
from outreach.model.letter import Letter
from outreach.model.locale import fallbacks
from outreach.model.office_name import gender_of, name_for
from outreach.store import campaigns, directory, letters
from outreach.store.damage import tell
from outreach.store.database import reading


@dataclass(frozen=True, kw_only=True)
class Unverified:
    """One thing that nobody has verified."""

    #: Of the case, of the forms of address, or of the offices' names: which.
    what: str
    says: str
    source: str
    #: How many letters rest on it; None for a fact, which no letter says before it is confirmed.
    letters: int | None = None


def unverified(
    engine: Engine, campaign_id: CampaignId, forms: Callable[[Collection[str]], FormsOfAddress]
) -> list[Unverified]:
    """The facts that nobody has confirmed, then the cells of weak grade that its letters rest on.

    ``forms`` gives the forms of address of these languages. Raises `NotFound`.
    """
    with reading(engine) as connection:
        case = campaigns.get(connection, campaign_id).campaign.case
        written = letters.find(connection, campaign_id=campaign_id, unreadable=tell)
        offices = {one.id: one for one in directory.find(connection, unreadable=tell)}
    table = forms({tag for letter in written for tag in fallbacks(letter.language)}) if written else {}
    cells = Counter(
        cell
        for letter in written
        if letter.office_id in offices
        for cell in _weak(letter, offices[letter.office_id], table)
    )
    counted = [replace(cell, letters=count) for cell, count in cells.items()]
    return [*_facts(case), *sorted(counted, key=lambda one: one.what)]


def _facts(case: Case | None) -> Iterator[Unverified]:
    for name, fact in (case.facts if case else {}).items():
        if fact.is_unconfirmed:
            instead = fact.while_unconfirmed
            said = (
                "no letter may ask for it" if instead is None else f"said meanwhile: {instead or 'nothing'}"
            )
            yield Unverified(what=f"fact {name}", says=said, source=fact.source)


def _weak(letter: Letter, office: Office, forms: FormsOfAddress) -> Iterator[Unverified]:
    """The cells of weak grade on which that letter rests."""
    day = letter.printed_on
    holders = office.holders_on(day, letter.language) if day else ()
    gender = gender_of(holders, of_nobody=office.gender)
    key = form_key(forms, office, language=letter.language, gender=gender, holders=len(holders))
    if key is not None and forms[key].is_unverified:
        form = forms[key]
        yield Unverified(
            what=f"form of address {'/'.join(key)}",
            says=f"{form.salutation} … {form.closing}",
            source=f"{form.grade or 'no grade'}: {form.source}",
        )
    name = name_for(office.names, letter.language, gender)
    if name is not None and not name.grade.startswith(("A", "B")):
        yield Unverified(
            what=f"name {office.id} {name.language}",
            says=name.institution,
            source=f"{name.grade or 'no grade'}: {name.source}",
        )
