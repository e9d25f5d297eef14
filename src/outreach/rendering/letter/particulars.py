"""The particulars of one letter: what its texts may print, as plain data.

A template gets nothing else (docs/security-rules.md T4), and neither does the process in which it runs: no
mailbox, no note of staff, only what may stand on the page.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from outreach.model.directory import Channel
from outreach.model.errors import BadInput
from outreach.model.locale import fallbacks
from outreach.model.request import RequestTexts
from outreach.model.text import has_control
from outreach.rendering.letter.addressee import addressee, postal_lines
from outreach.rendering.letter.annex_entry import AnnexEntry, annex_entries
from outreach.rendering.letter.dates import DATE_TO_COME, long_date
from outreach.rendering.letter.facts import Facts
from outreach.rendering.letter.salutation import salutation_lines, set_for

#: What a name stands for in a text: a text, lines, or parts that have names of their own.
Value = str | Sequence[str] | Mapping[str, str]

#: What an office brings, by its name in a text. A salutation follows from its lines.
CARRIED = (
    *("office", "address_lines", "salutation_lines", "reference", "office_reference"),
    *("date", "answer_by", "first"),
)
#: A place for a name in a form of address.
_PLACE = re.compile(r"\{(?:name|surname|full name)")
#: What spreadsheets and programs write where they have nothing.
_NOTHING = re.compile(r"\b(?:None|null|nan|NaN|undefined)\b")


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """Everything that is known of a letter where it is rendered."""

    #: How messages call it.
    where: str
    language: str
    step: str
    request: RequestTexts
    #: Fact of the case → the fact whose sentence is printed; and fact → why it must not be asked for.
    said: Mapping[str, str]
    refused: Mapping[str, str]
    #: Of `names.NAMES`, and of `EARLIER` in a reminder; but for the annex.
    values: Mapping[str, Value]
    annex: tuple[AnnexEntry, ...]
    #: How many co-sign.
    co_signers: int
    own_body: str | None
    #: Whether its page is wanted too.
    on_paper: bool = False


def particulars(facts: Facts) -> Particulars:
    """What of these facts may be printed, each in the letter's language.

    Raises `BadInput` for what the letter lacks, or for what no letter says: "None", a line break in a name.
    """
    where = f"letter to {facts.office.id} ({facts.language}, {facts.step})"
    facts = replace(facts, form=set_for(facts.form, facts.language))
    address, greeting = _address(facts), salutation_lines(facts.form, facts.holders)
    _check(where, facts, (*address, *greeting))
    return Particulars(
        where=where,
        language=facts.language,
        step=facts.step,
        request=facts.request.texts,
        said=facts.said.facts,
        refused=facts.said.refused,
        values=_values(facts, address, greeting),
        annex=annex_entries(facts.co_signers.listed, facts.language, facts.territories),
        co_signers=facts.co_signers.count,
        own_body=facts.own_body,
        on_paper=facts.on_paper,
    )


def _address(facts: Facts) -> tuple[str, ...]:
    """No line comes twice: a postal address may begin with the institution."""
    lines = addressee(facts.name, facts.holders)
    postal = facts.office.address(Channel.POST) if facts.channel is Channel.POST else None
    if postal:
        lines += postal_lines(postal.value, sender_country=facts.sender.country)
    return tuple(dict.fromkeys(lines))


def _check(where: str, facts: Facts, lines: Sequence[str]) -> None:
    form = facts.form
    if not form.is_complete:
        raise BadInput(f"{where}: has no salutation or no closing: add its form of address")
    theirs = facts.first.their_reference if facts.first else ""
    for line in (*lines, form.closing, facts.reference, theirs):
        if has_control(line):
            raise BadInput(f"{where}: {line!r} has a line break or another control or hidden character in it")
        if _PLACE.search(line):
            raise BadInput(f"{where}: {line!r} has a place for a name, and nobody is named: correct it")
        if _NOTHING.search(line):
            raise BadInput(f"{where}: {line!r} says that something is missing: correct it")


def _values(facts: Facts, address: Sequence[str], greeting: Sequence[str]) -> dict[str, Value]:
    sender, language = facts.sender, facts.language
    filled: dict[str, Value] = {
        "office": {"institution": facts.name.institution, "title": facts.name.title},
        "address_lines": address,
        "salutation": " ".join(greeting),
        "salutation_lines": greeting,
        "you": facts.form.you_parts,
        "body_starts": facts.form.body_begins.value,
        "closing": facts.form.closing,
        "reference": facts.reference,
        "office_reference": facts.first.their_reference if facts.first else "",
        "named_signatories": facts.co_signers.named,
        "answer_by": _answer_by(facts),
        "place": _in_language(sender.place, language, "place"),
        "date": long_date(facts.planned_on, language) if facts.channel is Channel.EMAIL else DATE_TO_COME,
        "sender": {
            "name": sender.name,
            "description": _in_language(sender.description, language, "description"),
            "email": sender.email,
            "postal_address": sender.postal_address,
            "website": sender.website,
            "signatory": sender.signed_by.name,
            "function": _in_language(sender.signed_by.function, language, "function", needed=False),
            "telephone": sender.signed_by.telephone,
        },
        "channel": facts.channel.value,
        "language": language,
    }
    if facts.first:
        first_date = long_date(facts.first.planned_on, language)
        filled["first"] = {"date": first_date, "reference": facts.first.reference}
    return filled


def _answer_by(facts: Facts) -> str:
    """The day as the language writes it; of a letter by hand, counted from the day on which it is planned."""
    weeks = facts.request.answer_weeks
    return "" if weeks is None else long_date(facts.planned_on + timedelta(weeks=weeks), facts.language)


def _in_language(texts: Mapping[str, str], language: str, what: str, *, needed: bool = True) -> str:
    text = next((texts[tag] for tag in (*fallbacks(language), "default") if texts.get(tag)), "")
    if needed and not text:
        raise BadInput(f"the campaign's sender has no {what} in '{language}', and no default: add it")
    return text
