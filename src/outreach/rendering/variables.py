"""The names that a letter's texts may use. `variables` fills them for one letter.

They are plain frozen data: an object with methods, or one that knows the database, would hand both to
whoever writes a template (SECURITY.md §0.4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from babel import UnknownLocaleError
from babel.dates import format_date

from outreach.model.campaign import Sender
from outreach.model.directory import Channel, Office
from outreach.model.errors import BadInput
from outreach.model.form_of_address import FormOfAddress
from outreach.model.signatory import Signatory
from outreach.rendering.grammar import Names

_TEXT: frozenset[str] = frozenset()

#: Everywhere in a template.
NAMES: Names = {
    "office": frozenset({"name", "unit", "office"}),
    "address_lines": _TEXT,
    "salutation": _TEXT,
    "closing": _TEXT,
    "reference": _TEXT,
    "place": _TEXT,
    "date": _TEXT,
    "sender": frozenset({"name", "description", "email", "postal_address", "website"}),
    "annex": _TEXT,
    "annex_count": _TEXT,
    "channel": _TEXT,
    "language": _TEXT,
}
#: Only where a letter came before.
EARLIER: Names = {"first": frozenset({"date", "reference"})}


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """The first letter, of which a reminder reminds."""

    reference: str
    planned_on: date


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What one letter is made from."""

    #: ISO 639-1 code.
    language: str
    step: str
    #: The name of the request that fits what the body can do.
    request: str
    channel: Channel
    office: Office
    form: FormOfAddress
    sender: Sender
    #: Our reference, as it is printed.
    reference: str
    #: The day printed under the letterhead.
    planned_on: date
    signatories: tuple[Signatory, ...]
    #: None in a first letter.
    first: Earlier | None


def variables(facts: Facts) -> dict[str, object]:
    """The values of `NAMES`, of `EARLIER` in a reminder, but for the annex, whose headings are words.

    Raises `BadInput` for a sender without a place or a description in the letter's language.
    """
    office, sender, language = facts.office, facts.sender, facts.language
    filled: dict[str, object] = {
        "office": MappingProxyType({"name": office.name, "unit": office.unit, "office": office.office}),
        "address_lines": address_lines(office, facts.channel),
        "salutation": facts.form.salutation,
        "closing": facts.form.closing,
        "reference": facts.reference,
        "place": _in_language(sender.place, language, "place"),
        "date": _long(facts.planned_on, language),
        "sender": MappingProxyType(
            {
                "name": sender.name,
                "description": _in_language(sender.description, language, "description"),
                "email": sender.email,
                "postal_address": sender.postal_address,
                "website": sender.website,
            }
        ),
        "annex_count": len(facts.signatories),
        "channel": facts.channel.value,
        "language": language,
    }
    if facts.first:
        first_date = _long(facts.first.planned_on, language)
        filled["first"] = MappingProxyType({"date": first_date, "reference": facts.first.reference})
    return filled


def address_lines(office: Office, channel: Channel) -> tuple[str, ...]:
    """The addressee as on an envelope: post, unit, institution, and below them, on paper, the postal address.

    No line comes twice.
    """
    lines = [office.office, office.unit, office.name]
    postal = office.address(Channel.POST) if channel is Channel.POST else None
    if postal:
        lines += _postal_lines(postal.value)
    return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))


def _postal_lines(address: str) -> list[str]:
    lines: list[str] = []
    for part in address.split(", "):
        if lines and lines[-1].isdigit():
            lines[-1] += f", {part}"  # a house number belongs to its street: "37, quai d'Orsay"
        else:
            lines.append(part)
    return lines


def _in_language(texts: Mapping[str, str], language: str, what: str) -> str:
    text = texts.get(language) or texts.get("default")
    if not text:
        raise BadInput(f"the campaign's sender has no {what} in '{language}', and no default: add it")
    return text


def _long(day: date, language: str) -> str:
    # Plain "en" is American to CLDR (June 1, 2026); en-150 is the English that Europe writes.
    try:
        return format_date(day, format="long", locale="en_150" if language == "en" else language)
    except (UnknownLocaleError, ValueError):
        raise BadInput(
            f"'{language}' is not a language whose dates are known: use an ISO 639-1 code"
        ) from None
