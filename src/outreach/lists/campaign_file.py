"""The file that defines a campaign."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from outreach.lists.body import body_fault
from outreach.lists.campaign_audience import read_audience, read_bar, read_requests
from outreach.lists.faults import Faults
from outreach.lists.toml_table import TomlTable, read_toml
from outreach.lists.web_address import is_web_address
from outreach.model.campaign import Campaign, Sender, Signer, Step
from outreach.model.case import Case
from outreach.model.civil_time import time_zone
from outreach.model.errors import BadInput
from outreach.model.ids import CampaignId
from outreach.model.locale import is_language_tag
from outreach.model.mailbox import mailbox
from outreach.model.nearest import nearest
from outreach.model.paper import Form, Paper
from outreach.model.signatory import Signatory

#: Signatories whom a letter names before its annex does.
_MOST_NAMED = 3

#: How far from today a first letter may be dated, in days.
_A_YEAR = 366


@dataclass(frozen=True, kw_only=True)
class CampaignFile:
    """What the file says; the signatories and the case stand in files of their own, which it names."""

    #: Without its signatories and its case: `completed` adds them.
    campaign: Campaign
    #: As the file writes it: a CSV file below ``contacts/`` of the home, with ``/``; None: nobody co-signs.
    signatories: str | None = None
    #: Likewise: a TOML file below ``config/cases/``; None where the texts ask for no fact.
    case: str | None = None

    def completed(self, signatories: tuple[Signatory, ...], case: Case | None = None) -> Campaign:
        """The whole campaign. Raises `BadInput` where it names a signatory that there is not."""
        known = [one.key for one in signatories]
        for key in self.campaign.named_signatories:
            if key not in known:
                meant = nearest(key, known)
                known_in = self.signatories or "the file that `signatories` names"
                hint = f"is it {meant}?" if meant else f"take a key from {known_in}"
                raise BadInput(
                    f"campaign {self.campaign.id}: named_signatories: nobody signs as {key!r}: {hint}"
                )
        return replace(self.campaign, signatories=signatories, case=case)


def read_campaign(data: bytes, file: str, *, today: date) -> CampaignFile:
    """The campaign that the TOML in ``data`` defines; ``file`` is how messages call it.

    Raises `BadInput` with a line for everything that is wrong, each naming its key.
    """
    top = read_toml(data, file)
    faults = Faults()
    take = faults.take
    take(
        top.only,
        *("id", "name", "template", "reference", "preferred_languages", "fallback_language"),
        *("case", "signatories", "named_signatories", "sender", "steps"),
        *("audience", "bar", "requests", "routes", "paper"),
    )
    campaign = Campaign(
        id=CampaignId(take(top.slug, "id")),
        name=take(top.text, "name"),
        template=take(top.slug, "template"),
        reference=take(top.text, "reference"),
        preferred_languages=take(_languages, top, "preferred_languages"),
        fallback_language=take(_language, top, "fallback_language"),
        sender=_sender(take(top.table, "sender"), faults),
        steps=(steps := _steps(top, faults, today)),
        audience=read_audience(top, faults),
        bar=read_bar(top, faults),
        requests=read_requests(top, faults, reminder_steps=len(steps) - 1),
        routes=take(_routes, top),
        signatories=(),
        named_signatories=take(_named, top),
        paper=_paper(take(top.table, "paper"), faults),
    )
    signatories = None
    if "signatories" in top.values:
        signatories = take(_path, top, "signatories", "contacts/signatories.csv")
    case = take(_path, top, "case", "config/cases/name.toml") if "case" in top.values else None
    faults.refuse()
    return CampaignFile(campaign=campaign, signatories=signatories, case=case)


def _sender(table: TomlTable | None, faults: Faults) -> Sender:
    take = faults.take
    table = table or TomlTable(file="", path="", values={})
    take(
        table.only,
        *("name", "description", "email", "envelope_sender", "place"),
        *("postal_address", "website", "time_zone", "country", "signed_by"),
    )
    email = take(_mailbox, table, "email")
    returns = take(_mailbox, table, "envelope_sender") if "envelope_sender" in table.values else email
    return Sender(
        name=take(table.text, "name"),
        description=take(_by_language, table, "description"),
        email=email,
        envelope_sender=returns,
        place=take(_by_language, table, "place"),
        postal_address=take(table.text, "postal_address", default=""),
        website=take(_website, table),
        time_zone=take(_zone, table, "time_zone"),
        country=take(table.country, "country"),
        signed_by=_signer(take(table.table, "signed_by"), faults),
    )


def _signer(table: TomlTable | None, faults: Faults) -> Signer:
    """Whoever signs; it may be empty until letters are live."""
    if table is None:
        return Signer()
    faults.take(table.only, "name", "telephone", "function")
    return Signer(
        name=faults.take(table.text, "name", default=""),
        telephone=faults.take(table.text, "telephone", default=""),
        function=faults.take(_by_language, table, "function") if "function" in table.values else {},
    )


def _paper(table: TomlTable | None, faults: Faults) -> Paper:
    if table is None:
        return Paper()
    faults.take(table.only, "form", "attach", "signature")
    return Paper(
        form=faults.take(_form, table),
        attach=faults.take(table.flag, "attach", default=False),
        signature=faults.take(_picture, table) or "",
    )


def _form(table: TomlTable) -> Form | None:
    form = table.text("form", default="")
    try:
        return Form(form) if form else None
    except ValueError:
        known = ", ".join(Form)
        raise table.wrong("form", f"{form!r} is no form of a letter on paper: it is one of {known}") from None


def _picture(table: TomlTable) -> str:
    """A PNG or SVG file below ``config/`` or ``attachments/``."""
    if not (text := table.text("signature", default="")):
        return ""
    path = PurePosixPath(text)
    is_below = path.parts[0] in {"config", "attachments"} and len(path.parts) > 1 and ".." not in path.parts
    if not is_below or path.suffix not in {".png", ".svg"} or "\\" in text or ":" in text:
        where = "must be a PNG or SVG file in config/ or attachments/, like config/signatures/chair.png"
        raise table.wrong("signature", f"{text!r} {where}")
    return text


def _named(top: TomlTable) -> tuple[str, ...]:
    named = top.texts("named_signatories")
    if len(named) > _MOST_NAMED or len(set(named)) < len(named):
        raise top.wrong("named_signatories", f"may hold {_MOST_NAMED} keys at most, each once")
    return named


def _website(table: TomlTable) -> str:
    website = table.text("website", default="")
    if website and not is_web_address(website):
        raise table.wrong("website", f"{website!r} is no web address: it begins with https://")
    return website


def _by_language(above: TomlTable, key: str) -> Mapping[str, str]:
    """Texts by language; ``default`` serves the languages that have none."""
    table = above.table(key)
    texts = table.text_by_key()
    for code in texts:
        if code != "default":
            _known_language(table, code, code)
    if "default" not in texts:
        raise table.wrong("default", "is missing: it serves every language that has no line here")
    return texts


def _steps(top: TomlTable, faults: Faults, today: date) -> tuple[Step, ...]:
    steps: list[Step] = []
    tables = faults.take(top.tables, "steps")
    for number, table in enumerate(tables or ()):
        faults.take(table.only, "name", "planned_on")
        name = faults.take(table.slug, "name")
        if name and name in [earlier.name for earlier in steps]:
            faults.add(table.wrong("name", f"{name!r} is a step already: give each its own name"))
        planned_on = faults.take(_planned_on, table, today, first=number == 0)
        steps.append(Step(name=name, planned_on=planned_on))
    if tables == ():
        missing = "is missing: write [[steps]] and the name of the first letter below it"
        faults.add(top.wrong("steps", missing))
    return tuple(steps)


def _planned_on(table: TomlTable, today: date, *, first: bool) -> date | None:
    day = table.day("planned_on")
    if not first and day:
        raise table.wrong("planned_on", "is for the first step only: a reminder is dated when it is due")
    if first and not day:
        raise table.wrong("planned_on", "is missing: the day that is printed on the first letter")
    # In days, not in years: the 29th of February has no day a year later, and the year 9999 no next one.
    if day and abs((day - today).days) > _A_YEAR:
        raise table.wrong("planned_on", f"{day} is more than a year from today, {today}: mend the year")
    return day


def _routes(top: TomlTable) -> Mapping[str, str]:
    table = top.table("routes")
    for body in table.values:
        if fault := body_fault(body):
            raise table.wrong(body, fault)
    return table.text_by_key()


def _languages(top: TomlTable, key: str) -> tuple[str, ...]:
    return tuple(_known_language(top, key, code) for code in top.texts(key))


def _language(table: TomlTable, key: str) -> str:
    return _known_language(table, key, table.text(key))


def _known_language(table: TomlTable, key: str, code: str) -> str:
    if not is_language_tag(code):
        raise table.wrong(key, f"{code!r} is not the tag of a language: write it like fr or pt-PT")
    return code


def _mailbox(table: TomlTable, key: str) -> str:
    text = table.text(key)
    try:
        return mailbox(text)
    except BadInput as error:
        raise table.wrong(key, str(error)) from None


def _zone(table: TomlTable, key: str) -> str:
    text = table.text(key)
    try:
        return time_zone(text).key
    except BadInput as error:
        raise table.wrong(key, str(error)) from None


def _path(table: TomlTable, key: str, like: str) -> str:
    """A file below the folder of the one it is ``like``, whatever machine reads it."""
    text = table.text(key)
    path, example = PurePosixPath(text), PurePosixPath(like)
    below = path.is_relative_to(example.parent) and path != example.parent and ".." not in path.parts
    if not below or path.suffix != example.suffix or "\\" in text or ":" in text:
        kind = example.suffix.removeprefix(".").upper()
        raise table.wrong(key, f"{text!r} must be a {kind} file in {example.parent}/, like {like}")
    return text
