"""What entered a letter, part by part, so that a change of any part is seen and touches no other letter.

Only what is printed, sealed or decides about either: never where a fact comes from or who has checked it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import lru_cache

from outreach.model.addressing import Addressing
from outreach.model.campaign import Campaign
from outreach.model.case import said
from outreach.model.co_signers import co_signers
from outreach.model.directory import Channel, Office
from outreach.model.filter_term import Knowledge
from outreach.model.form_of_address import form_keys
from outreach.model.gender import Gender
from outreach.model.locale import fallbacks
from outreach.model.office_name import Holder, gender_of, name_for
from outreach.model.request import Request

#: Each text of the template and each form of address as the campaign was loaded with them → digest.
#: Texts go by their path in the template (``fr/first/body.md``), forms by ``forms/fr/*/minister/f/one``.
Texts = Mapping[str, str]

#: Under what the picture of a signature stands among them.
SIGNATURE = "paper/signature"


class CampaignParts:
    """What enters the letters of one campaign as it stands; what they share is worked out once."""

    def __init__(self, campaign: Campaign, texts: Texts) -> None:
        self._campaign = campaign
        self._texts = texts
        self._addressing = Addressing(campaign, languages(texts))
        self._shared = {
            "the sender": _digest(json.dumps([asdict(campaign.sender), campaign.reference], sort_keys=True)),
        }
        #: The same office, step and address are asked for at the claim and at the gate.
        self._recent = lru_cache(maxsize=1024)(self._of)
        self._annex: dict[str, tuple[str, ...]] = {}
        self._wordings: dict[tuple[str, str, str], str] = {}

    def of(self, office: Office, *, step: str, channel: Channel, address: str, day: date) -> dict[str, str]:
        """Part, in words that a person reads → digest, of the step's letter to that address on that day."""
        return self._recent(office, step, channel, address, day)

    def _of(self, office: Office, step: str, channel: Channel, address: str, day: date) -> dict[str, str]:
        known = self._addressing.known(office, channel)
        language = known.language or ""
        holders = office.holders_on(day, language)
        gender = gender_of(holders, of_nobody=office.gender)
        request = self._campaign.request_for(office, known)
        return {
            "its language": language,
            "its texts": self._wording(language, step, request),
            "its form of address": _form(self._texts, language, office, gender, len(holders)),
            "what it asks for": _asked(request),
            **self._shared,
            "the signatories": self._signatories(office, known),
            "the facts of the case": self._said(office, known),
            "the office's name": _name(office, language, gender),
            "the office's holder": _holders(holders, gender),
            "its address": _digest(json.dumps([channel, address])),
            **self._paper(channel),
        }

    def _paper(self, channel: Channel) -> dict[str, str]:
        """How it stands on paper, for those that do; what we set it with ourselves is no part of a letter."""
        paper, sender = self._campaign.paper, self._campaign.sender
        if not paper.wanted(channel):
            return {}
        form = paper.form_in(sender.country)
        return {"its paper": _digest(json.dumps([form, self._texts.get(SIGNATURE, "")]))}

    def _signatories(self, office: Office, known: Knowledge) -> str:
        """Who is on the letter, and how: not what is noted of them, nor for whom else they agreed to it."""
        here = co_signers(self._campaign, office, known)
        listed = tuple((one.printed_name, one.country, one.sort_key, one.language) for one in here.listed)
        headings = self._headings(known.language or "") if listed else ()
        return _listed(listed, here.count, here.named, headings)

    def _headings(self, language: str) -> tuple[str, ...]:
        """The annex' own names of countries in that language, as the campaign was loaded with them."""
        if language not in self._annex:
            below = tuple(f"annex-countries/{tag}/" for tag in fallbacks(language))
            ours = sorted(path for path in self._texts if path.startswith(below))
            self._annex[language] = tuple(f"{path} {self._texts[path]}" for path in ours)
        return self._annex[language]

    def _said(self, office: Office, known: Knowledge) -> str:
        """What the letter may state, and what it may not: not why, nor who has confirmed or allowed it."""
        may = said(self._campaign.case, office, known)
        return _digest(json.dumps([may.facts, sorted(may.refused)], sort_keys=True))

    def _wording(self, language: str, step: str, request: Request | None) -> str:
        wording = (language, step, request.name if request else "")
        if wording not in self._wordings:
            texts = _texts_of(self._texts, language, step, request)
            self._wordings[wording] = _digest(json.dumps(texts, sort_keys=True))
        return self._wordings[wording]


def with_number(parts: Mapping[str, str], number: str) -> Mapping[str, str]:
    """Those of a reminder, which names the ``number`` under which the office has registered our letter."""
    return {**parts, "the office's number for our letter": _digest(number)} if number else parts


def differences(then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """The parts that are not what they were, those included that are gone."""
    if then == now:  # as nearly all letters are
        return []
    return [part for part in dict.fromkeys((*now, *then)) if then.get(part) != now.get(part)]


def languages(texts: Texts) -> frozenset[str]:
    """The languages in which the campaign was loaded with all its texts."""
    return frozenset(path.partition("/")[0] for path in texts if path.endswith("/words.toml"))


def _texts_of(texts: Texts, language: str, step: str, request: Request | None) -> dict[str, str]:
    """Those that this letter is made from: the layouts, the step's texts, the words, its request."""
    tags = frozenset(fallbacks(language))
    named = {"words.toml", "case.toml", "worksheets.toml", *_texts_asked(request)}

    def enters(path: str) -> bool:
        folder, below, name = path.partition("/")
        return not below or (folder in tags and (name in named or name.startswith(f"{step}/")))

    return {path: digest for path, digest in texts.items() if enters(path)}


def _texts_asked(request: Request | None) -> set[str]:
    return {f"requests.toml, {key}" for key in request.texts.keys} if request else set()


def _asked(request: Request | None) -> str:
    """What the letter prints of its request, but for the texts."""
    if request is None:
        return ""
    printed = (request.opening, request.asks, request.ending, request.answer_weeks, request.wants_answer)
    return _digest(json.dumps([*printed, request.worksheet, request.annex]))


def _form(texts: Texts, language: str, office: Office, gender: Gender, holders: int) -> str:
    for key in form_keys(office, language=language, gender=gender, holders=holders):
        if found := texts.get(f"forms/{'/'.join(key)}"):
            return found
    return ""


@lru_cache(maxsize=64)
def _listed(
    listed: tuple[tuple[str, ...], ...], count: int, named: tuple[str, ...], headings: tuple[str, ...]
) -> str:
    """Nearly all letters of one language have the same."""
    return _digest(json.dumps([listed, count, named, headings]))


def _name(office: Office, language: str, gender: Gender) -> str:
    name = name_for(office.names, language, gender)
    if name is None:
        return ""
    return _digest(json.dumps([name.institution, name.title, name.address, name.address_without_holder]))


def _holders(holders: Sequence[Holder], gender: Gender) -> str:
    said = [[one.name, one.surname, one.gender, one.salutation] for one in holders]
    return _digest(json.dumps([said, gender]))


@lru_cache(maxsize=8192)
def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:32]
