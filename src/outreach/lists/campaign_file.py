"""The file that defines a campaign."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from outreach.lists.slug import is_slug
from outreach.lists.toml_table import TomlTable, read_toml
from outreach.lists.web_address import is_web_address
from outreach.model.campaign import Campaign, Sender, Step
from outreach.model.civil_time import time_zone
from outreach.model.country import is_country
from outreach.model.directory import BODIES
from outreach.model.errors import BadInput
from outreach.model.ids import CampaignId
from outreach.model.language import is_language
from outreach.model.mailbox import mailbox
from outreach.model.signatory import Signatory


@dataclass(frozen=True, kw_only=True)
class CampaignFile:
    """What the file says; the signatories stand in a file of their own, which it names."""

    #: Without its signatories: `signed_by` completes it.
    campaign: Campaign
    #: As the file writes it: a path below the house's folder, with ``/``.
    signatories: str

    def signed_by(self, signatories: tuple[Signatory, ...]) -> Campaign:
        """The whole campaign."""
        return replace(self.campaign, signatories=signatories)


def read_campaign(data: bytes, file: str) -> CampaignFile:
    """The campaign that the TOML in ``data`` defines; ``file`` is how messages call it.

    Raises `BadInput`, naming the key, at the first thing that is wrong.
    """
    top = read_toml(data, file)
    top.only(
        *("id", "name", "template", "reference", "preferred_languages", "fallback_language"),
        *("signatories", "sender", "steps", "requests", "request_exceptions", "routes"),
    )
    fallback = _language(top, "fallback_language", top.text("fallback_language"))
    preferred = top.texts("preferred_languages")
    campaign = Campaign(
        id=CampaignId(_slug(top, "id")),
        name=top.text("name"),
        template=_slug(top, "template"),
        reference=top.text("reference"),
        preferred_languages=tuple(_language(top, "preferred_languages", code) for code in preferred),
        fallback_language=fallback,
        sender=_sender(top.table("sender")),
        steps=_steps(top),
        requests=_requests(top, "requests"),
        request_exceptions=_requests(top, "request_exceptions"),
        routes=_routes(top.table("routes")),
        signatories=(),
    )
    return CampaignFile(campaign=campaign, signatories=_path(top, "signatories"))


def _sender(table: TomlTable) -> Sender:
    table.only(
        *("name", "description", "email", "envelope_sender", "place"),
        *("postal_address", "website", "time_zone", "country"),
    )
    country, website = table.text("country"), table.text("website", default="")
    if not is_country(country):
        raise table.wrong("country", f"{country!r} must be a code of two capital letters, like FR")
    if website and not is_web_address(website):
        raise table.wrong("website", f"{website!r} is no web address: it begins with https://")
    email = _mailbox(table, "email", table.text("email"))
    return Sender(
        name=table.text("name"),
        description=_by_language(table.table("description")),
        email=email,
        envelope_sender=_mailbox(table, "envelope_sender", table.text("envelope_sender", default=email)),
        place=_by_language(table.table("place")),
        postal_address=table.text("postal_address", default=""),
        website=website,
        time_zone=_zone(table, "time_zone"),
        country=country,
    )


def _by_language(table: TomlTable) -> Mapping[str, str]:
    """Texts by language; ``default`` serves the languages that have none."""
    texts = table.text_by_key()
    for key in texts:
        if key != "default":
            _language(table, key, key)
    if "default" not in texts:
        raise table.wrong("default", "is missing: it serves every language that has no line here")
    return texts


def _steps(top: TomlTable) -> tuple[Step, ...]:
    steps: list[Step] = []
    for table in top.tables("steps"):
        table.only("name", "planned_on")
        step = Step(name=_slug(table, "name"), planned_on=table.day("planned_on"))
        if step.name in [earlier.name for earlier in steps]:
            raise table.wrong("name", f"{step.name!r} is a step already: give each its own name")
        if steps and step.planned_on:
            raise table.wrong("planned_on", "is for the first step only: a reminder is dated when it is due")
        if not steps and not step.planned_on:
            raise table.wrong("planned_on", "is missing: the day that is printed on the first letter")
        steps.append(step)
    if not steps:
        raise top.wrong("steps", "is missing: write [[steps]] and the name of the first letter below it")
    return tuple(steps)


def _requests(top: TomlTable, key: str) -> Mapping[str, str]:
    table = top.table(key)
    for name, request in table.text_by_key().items():
        if not (is_slug(name) and is_slug(request)):
            raise table.wrong(name, f"= {request!r}: both are lower-case letters, digits and dashes")
    return table.text_by_key()


def _routes(table: TomlTable) -> Mapping[str, str]:
    table.only(*BODIES)
    return table.text_by_key()


def _slug(table: TomlTable, key: str) -> str:
    text = table.text(key)
    if not is_slug(text):
        raise table.wrong(key, f"{text!r} must be lower-case letters, digits and dashes")
    return text


def _language(table: TomlTable, key: str, code: str) -> str:
    if not is_language(code):
        raise table.wrong(key, f"{code!r} is not an ISO 639 language code: write it like fr")
    return code


def _mailbox(table: TomlTable, key: str, text: str) -> str:
    try:
        return mailbox(text)
    except BadInput as error:
        raise table.wrong(key, str(error)) from None


def _zone(table: TomlTable, key: str) -> str:
    try:
        return time_zone(table.text(key)).key
    except BadInput as error:
        raise table.wrong(key, str(error)) from None


def _path(table: TomlTable, key: str) -> str:
    """A path that stays below the house's folder, whatever machine reads it."""
    text = table.text(key)
    path = PurePosixPath(text)
    if path.is_absolute() or ".." in path.parts or "\\" in text or ":" in text:
        raise table.wrong(key, f"{text!r} must be a path below this folder, like contacts/signatories.csv")
    return text
