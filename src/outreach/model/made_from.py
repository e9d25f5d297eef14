"""What entered a letter, part by part, so that a change of any part is seen and touches no other letter.

Only what is printed, sealed or decides about either: never where a fact comes from or who has checked it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

from outreach.model.campaign import Campaign
from outreach.model.directory import Channel, Gender, Office
from outreach.model.language import choose_language

#: Each text of the template and each form of address as the campaign was loaded with them → digest.
#: Texts go by their path in the template (``fr/first/body.md``), forms by ``forms/fr/minister/f``.
Texts = Mapping[str, str]


def made_from(
    campaign: Campaign, texts: Texts, office: Office, *, step: str, channel: Channel, address: str
) -> dict[str, str]:
    """Part, in words that a person reads → digest, of the letter of that step to that address."""
    language, _ = choose_language(
        office.languages,
        preferred=campaign.preferred_languages,
        available=languages(texts),
        fallback=campaign.fallback_language,
    )
    request = campaign.request_for(office.id, office.body_kind) or ""
    return {
        "its language": language,
        "its texts": _digest(_texts_of(texts, language, step, request)),
        "its form of address": _form(texts, language, office),
        "the sender": _digest([asdict(campaign.sender), campaign.reference]),
        "the signatories": _digest([asdict(signatory) for signatory in campaign.signatories]),
        "the office's name": _digest([office.name, office.unit, office.title]),
        "the office's holder": _digest([office.holder, office.gender]),
        "its address": _digest([channel, address]),
    }


def differences(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The parts that are not what they were, those included that are gone."""
    return [part for part in dict.fromkeys((*now, *then)) if then.get(part) != now.get(part)]


def languages(texts: Texts) -> frozenset[str]:
    """The languages in which the campaign was loaded with all its texts."""
    return frozenset(path.partition("/")[0] for path in texts if path.endswith("/words.toml"))


def _texts_of(texts: Texts, language: str, step: str, request: str) -> dict[str, str]:
    """Those that this letter is made from: the layouts, the words, the step's texts and its request."""
    return {
        path: digest
        for path, digest in texts.items()
        if "/" not in path
        or path == f"{language}/words.toml"
        or path.startswith(f"{language}/{step}/")
        or path == f"{language}/requests/{request}.md"
    }


def _form(texts: Texts, language: str, office: Office) -> str:
    for gender in (office.gender, Gender.UNKNOWN):
        if found := texts.get(f"forms/{language}/{office.rank}/{gender}"):
            return found
    return ""


def _digest(facts: object) -> str:
    text = json.dumps(facts, sort_keys=True, default=str)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]
