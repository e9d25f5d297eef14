"""What the tests of this room write letters with: a tiny template on disk, and facts to fill it."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from outreach.model.campaign import Sender
from outreach.model.case import Said
from outreach.model.co_signers import CoSigners
from outreach.model.directory import Address, Approach, Channel, Office
from outreach.model.form_of_address import FormOfAddress
from outreach.model.ids import OfficeId
from outreach.model.office_filter import parse_filter
from outreach.model.request import Request
from outreach.model.signatory import Signatory
from outreach.rendering.letter import letter
from outreach.rendering.letter.facts import Facts
from outreach.rendering.letter.particulars import particulars
from outreach.rendering.letter.plain_text import folded
from outreach.rendering.letter.proof import proofread
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.templates.template import Template, compile_template
from outreach.rendering.templates.template_files import read_template_files
from tests.builders import TERRITORIES, called

STEPS = ("first", "reminder")

#: In a body, where the request belongs.
PLACES = "{{ opening }}\n\n{{ asks }}\n\n{{ ending }}"

FILES = {
    "layout.mjml": (
        '<mjml lang="{{ language }}"><mj-body><mj-section><mj-column><mj-text>'
        "<h1>{{ subject }}</h1>{% for line in address_lines %}{{ line }}<br>{% endfor %}"
        "<p>{{ salutation }}</p>{{ body }}<p>{{ closing }}</p><p>{{ words.signature }}</p>"
        "{% for group in annex %}<h3>{{ group.country }}</h3>"
        "{% for name in group.names %}<p>{{ name }}</p>{% endfor %}{% endfor %}"
        "<p>{{ words.legal_notice }}</p><p>{{ words.opt_out }}</p>"
        "</mj-text></mj-column></mj-section></mj-body></mjml>"
    ),
    "layout.txt": (
        '{{ subject }}\n{{ address_lines | join("\\n") }}\n{{ salutation }}\n\n{{ body }}\n\n{{ closing }}\n'
        "{{ words.signature }}\n"
        "{% for group in annex %}{{ group.country }}: {{ group.names | join(', ') }}\n{% endfor %}"
        "{{ words.legal_notice }}\n{{ words.opt_out }}\n"
    ),
    "en/words.toml": (
        'language_name = "English"\ninternational = "International"\nsignature = "For {{ sender.name }}"\n'
        'legal_notice = "We hold your address."\nopt_out = "Write to us to hear no more."\n'
    ),
    "en/first/subject.txt": "Appeal to {{ office.institution }}\n",
    "en/first/body.md": f"We write to **{{{{ office.institution }}}}**.\n\n{PLACES}\n",
    "en/reminder/subject.txt": "Reminder to {{ office.institution }}\n",
    "en/reminder/body.md": "We wrote on {{ first.date }}.\n\n{{ asks }}\n",
    "en/requests.toml": (
        '[openings]\nministry = "We ask:"\n[asks]\nact = "Please act, {{ office.title }}."\n'
        '[endings]\nministry = "We await your answer."\n'
    ),
}

SENDER = Sender(
    name="Solidarité",
    description={"default": "an association"},
    email="office@sender.example",
    envelope_sender="office@sender.example",
    place={"fr": "Paris", "default": "Paris"},
    postal_address="",
    website="https://sender.example/",
    time_zone="Europe/Paris",
    country="FR",
)

OFFICE = Office(
    id=OfficeId("gov-xx-mfa"),
    body="government",
    name="Ministry",
    body_kind="foreign-ministry",
    title="Minister",
    rank="minister",
    approach=Approach.LETTER,
)

REQUEST = Request(name="ministry", offices=parse_filter("kind:foreign-ministry"), asks=("act",), reminders=1)


def write_template(parent: Path, **changed: str) -> Path:
    """A complete template in English; ``changed`` replaces files: ``en__words`` is ``en/words.toml``.

    An empty text leaves the file out.
    """
    folder = parent / "demo"
    by_key = {path.rsplit(".", 1)[0].replace("/", "__"): path for path in FILES}
    by_key |= {"en__case": "en/case.toml", "layout_mjml": "layout.mjml", "layout_txt": "layout.txt"}
    texts = FILES | {by_key[key]: text for key, text in changed.items()}
    for path, text in texts.items():
        if text:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
    return folder


def load_template(folder: Path, steps: Sequence[str], requests: Collection[Request] = ()) -> Template:
    """The template in that folder, compiled in this process: what the workshop's child does."""
    return compile_template(read_template_files(folder, steps), steps, [one.texts for one in requests])


def render_letter(template: Template, of: Facts) -> Rendered:
    """The letter, likewise made in this process, and proofread as the workshop does."""
    stated = particulars(of)
    rendered = letter.render_letter(template, stated)
    if of.channel is not Channel.WEB_FORM:
        rendered = replace(rendered, text=folded(rendered.text))
    proofread(stated.where, rendered)
    return rendered


def office(**changes: Any) -> Office:
    return replace(OFFICE, **changes)


def asked_as(name: str) -> Request:
    """The request of ours whose opening, only ask and ending all go by that name."""
    return replace(REQUEST, name=name, asks=())


def facts(
    *,
    signatories: Sequence[Signatory] = (),
    named_signatories: Sequence[str] = (),
    said: Mapping[str, str] = MappingProxyType({}),
    refused: Mapping[str, str] = MappingProxyType({}),
    **changes: Any,
) -> Facts:
    first_letter = Facts(
        language="en",
        step="first",
        request=REQUEST,
        channel=Channel.EMAIL,
        office=OFFICE,
        form=FormOfAddress(salutation="Dear Minister,", closing="Yours sincerely,"),
        name=called("Ministry", title="Minister"),
        sender=SENDER,
        reference="XX-ABCDEFGHJK",
        planned_on=date(2026, 6, 1),
        co_signers=CoSigners(
            listed=tuple(signatories), count=len(signatories), named=tuple(named_signatories)
        ),
        said=Said(facts=dict(said), refused=dict(refused)),
        territories=TERRITORIES,
        first=None,
    )
    if "office" in changes and "name" not in changes:
        named = changes["office"]
        changes["name"] = called(named.name, title=named.title)
    return replace(first_letter, **changes)


def postal(value: str) -> Address:
    return Address(channel=Channel.POST, value=value)


def signatory(name: str, country: str) -> Signatory:
    return Signatory(key=name.lower(), name=name, country=country)


_CONFIG = Path(__file__).parents[2] / "config"
_CASE = tomllib.loads((_CONFIG / "cases" / "azat-miftakhov.toml").read_text("utf-8"))
#: What every letter of ours may say: whatever needs no confirmation, in the milder words.
SAID = {name: "" if fact.get("needs_confirmation") else name for name, fact in _CASE["facts"].items()} | {
    "testimony": "testimony-mild"
}
#: What the starter's campaign asks, by name.
OUR_REQUESTS = {
    asked["name"]: replace(
        REQUEST,
        name=asked["name"],
        opening=asked["opening"],
        asks=tuple(asked["asks"]),
        ending=asked["ending"],
        answer_weeks=asked.get("answer_weeks"),
        worksheet=asked.get("worksheet"),
    )
    for asked in tomllib.loads((_CONFIG / "campaigns" / "miftakhov-2026.toml").read_text("utf-8"))["requests"]
}


def our_facts(**changes: Any) -> Facts:
    """The facts of a letter of ours, to a ministry."""
    defaults: dict[str, Any] = {"request": OUR_REQUESTS["ministry-de"], "said": SAID}
    return facts(**defaults | changes)
