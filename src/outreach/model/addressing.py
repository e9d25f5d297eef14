"""What a campaign says of an office: whether it is written to, in which language, and what is asked."""

from collections.abc import Collection
from functools import lru_cache

from outreach.model.campaign import Campaign
from outreach.model.directory import Channel, Office
from outreach.model.filter_term import OF_A_LETTER, Key, Knowledge
from outreach.model.locale import choose_language
from outreach.model.request import Request


class Addressing:
    """One campaign with the languages of its texts."""

    def __init__(self, campaign: Campaign, languages: Collection[str]) -> None:
        self.campaign = campaign
        self._languages = languages
        #: The same office and step are asked for at the claim and at the gate.
        self._recent = lru_cache(maxsize=1024)(self._forbids)

    def language(self, office: Office) -> tuple[str, str]:
        """The tag (BCP 47) in which the office is written to, and the reason in words."""
        return choose_language(
            office.languages,
            country=office.country,
            set_for_it=office.written_in,
            preferred=self.campaign.preferred_languages,
            available=self._languages,
            fallback=self.campaign.fallback_language,
        )

    def known(
        self, office: Office, channel: Channel | None = None, days_since_contact: int | None = None
    ) -> Knowledge:
        """What filters may ask of the office besides itself."""
        language, _ = self.language(office)
        return Knowledge(channel=channel, language=language, days_since_contact=days_since_contact)

    def request(self, office: Office, channel: Channel | None) -> Request | None:
        """What a letter to it by that channel asks for; None: nobody has thought of such a body."""
        return self.campaign.request_for(office, self.known(office, channel))

    def leaves_out(
        self,
        office: Office,
        *,
        keys: Collection[Key] = OF_A_LETTER,
        days_since_contact: int | None = None,
    ) -> str | None:
        """Why the campaign does not write to it, in words; None if it does.

        ``keys`` that are asked; where offices are chosen it is all of them, else those that a letter which
        is there already is judged by.
        """
        known = self.known(office, days_since_contact=days_since_contact)
        return self.campaign.leaves_out(office, known, keys)

    def forbids(self, office: Office, step: str, channel: Channel | None) -> str | None:
        """Why its letter of that step must not leave, in words; None if the campaign lets it."""
        return self._recent(office, step, channel)

    def _forbids(self, office: Office, step: str, channel: Channel | None) -> str | None:
        return self.leaves_out(office) or self.no_reminder(office, step, channel)

    def no_reminder(self, office: Office, step: str, channel: Channel | None) -> str | None:
        """Why that step is no more for it, in words; None for a first letter, and where it may follow."""
        number = self.campaign.number_of(step)
        request = self.request(office, channel) if number else None
        return request.no_reminder(number) if request else None
