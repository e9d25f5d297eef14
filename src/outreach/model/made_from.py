"""What entered a letter, part by part, so that a change of any part is seen and touches no other letter.

Only what is printed, sealed or decides about either: never where a fact comes from or who has checked it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache

from outreach.model.campaign import Campaign
from outreach.model.directory import Channel, Gender, Office
from outreach.model.language import choose_language
from outreach.model.locale import fallbacks

#: Each text of the template and each form of address as the campaign was loaded with them → digest.
#: Texts go by their path in the template (``fr/first/body.md``), forms by ``forms/fr/minister/f``.
Texts = Mapping[str, str]


class CampaignParts:
    """What enters the letters of one campaign as it stands; what they share is worked out once."""

    def __init__(self, campaign: Campaign, texts: Texts) -> None:
        self._campaign = campaign
        self._texts = texts
        self._languages = languages(texts)
        self._shared = {
            "the sender": _digest(json.dumps([asdict(campaign.sender), campaign.reference], sort_keys=True)),
            "the signatories": _digest(json.dumps([asdict(one) for one in campaign.signatories])),
        }
        #: The same office, step and address are asked for at the claim and at the gate.
        self._recent = lru_cache(maxsize=1024)(self._of)
        self._wordings: dict[tuple[str, str, str], str] = {}

    def of(self, office: Office, *, step: str, channel: Channel, address: str) -> dict[str, str]:
        """Part, in words that a person reads → digest, of the letter of that step to that address."""
        return self._recent(office, step, channel, address)

    def _of(self, office: Office, step: str, channel: Channel, address: str) -> dict[str, str]:
        language, _ = choose_language(
            office.languages,
            preferred=self._campaign.preferred_languages,
            available=self._languages,
            fallback=self._campaign.fallback_language,
        )
        request = self._campaign.request_for(office.id, office.body_kind) or ""
        return {
            "its language": language,
            "its texts": self._wording(language, step, request),
            "its form of address": _form(self._texts, language, office),
            **self._shared,
            "the office's name": _digest(json.dumps([office.name, office.unit, office.title])),
            "the office's holder": _digest(json.dumps([office.holder, office.gender])),
            "its address": _digest(json.dumps([channel, address])),
        }

    def _wording(self, language: str, step: str, request: str) -> str:
        wording = (language, step, request)
        if wording not in self._wordings:
            texts = _texts_of(self._texts, language, step, request)
            self._wordings[wording] = _digest(json.dumps(texts, sort_keys=True))
        return self._wordings[wording]


def differences(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The parts that are not what they were, those included that are gone."""
    if then == now:  # as nearly all letters are
        return []
    return [part for part in dict.fromkeys((*now, *then)) if then.get(part) != now.get(part)]


def languages(texts: Texts) -> frozenset[str]:
    """The languages in which the campaign was loaded with all its texts."""
    return frozenset(path.partition("/")[0] for path in texts if path.endswith("/words.toml"))


def _texts_of(texts: Texts, language: str, step: str, request: str) -> dict[str, str]:
    """Those that this letter is made from: the layouts, the step's texts, the words, its request."""
    folders = fallbacks(language)
    mine = {f"requests.toml, {table}.{request}" for table in ("openings", "asks", "endings")}
    return {
        path: digest
        for path, digest in texts.items()
        if "/" not in path
        or (
            (file := path.partition("/"))[0] in folders
            and (
                file[2] in {"words.toml", "case.toml", "worksheets.toml"}
                or file[2] in mine
                or file[2].startswith(f"{step}/")
            )
        )
    }


def _form(texts: Texts, language: str, office: Office) -> str:
    for gender in (office.gender, Gender.UNKNOWN):
        if found := texts.get(f"forms/{language}/{office.rank}/{gender}"):
            return found
    return ""


@lru_cache(maxsize=8192)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]
