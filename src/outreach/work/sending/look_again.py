"""Another look at letters before they leave: what has happened since that forbids it?

Asked twice, at the claim and in the transaction that commits `transmitting`: what comes in between
holds a letter back, and the window that remains is one SMTP transaction. The law itself is
`model.objection`, of one letter; here what it asks about is read, for all the letters of a turn at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Connection

from outreach.model.addressing import Addressing
from outreach.model.campaign import CampaignRecord
from outreach.model.civil_time import civil
from outreach.model.directory import Office
from outreach.model.errors import OutreachError
from outreach.model.filter_term import Knowledge
from outreach.model.ids import CampaignId, LetterId
from outreach.model.letter import Letter
from outreach.model.live_wants import wants_of_letter
from outreach.model.made_from import CampaignParts, languages, with_number
from outreach.model.objection import Circumstances, Objection, Stop, objection
from outreach.model.reason import one_line
from outreach.model.status import HoldCause, Status
from outreach.model.thread import their_reference
from outreach.store import attempts, campaigns, directory, pauses, threads
from outreach.store.correspondents import correspondents
from outreach.store.damage import no_office
from outreach.store.in_force import in_force
from outreach.store.pauses import Pause
from outreach.store.revision import revision


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What a look at letters has shown."""

    #: What stands against a letter's leaving; nothing for those that may.
    against: Mapping[LetterId, Objection]
    #: The office of each letter of which all could be read, with the letter's own address alone.
    offices: Mapping[LetterId, Office]
    #: The number of each letter's last try, for those that have been tried before.
    tried: Mapping[LetterId, int]


@dataclass(frozen=True, kw_only=True)
class _Known:
    """A campaign as it was read, and the version of it that this was."""

    version: object
    record: CampaignRecord
    parts: CampaignParts
    addressing: Addressing


class Lookout:
    """Looks at letters, and remembers of the campaigns what does not change from turn to turn."""

    def __init__(self, *, live: bool) -> None:
        self._live = live
        self._campaigns: dict[CampaignId, _Known] = {}
        self._paused: Mapping[str, Pause] = {}
        #: What the database was at the end of the last turn, and the letters that were free to leave then.
        self._left_at: object | None = None
        self._free: set[LetterId] = set()

    def begin_turn(self, connection: Connection, now: datetime) -> None:
        """See what stands still, and the campaigns, as they are in this transaction.

        If nothing at all has been written since the last turn, all is as it was then, and a letter that was
        free to leave still is: time alone ends pauses, and a claimed letter's day for its first try is past.
        """
        here = revision(connection)
        if here is None or here != self._left_at or any(pause.until for pause in self._paused.values()):
            self.read_anew(connection, now)

    def end_turn(self, connection: Connection) -> None:
        """From here on whatever is written comes from somebody else."""
        self._left_at = revision(connection)

    def read_anew(self, connection: Connection, now: datetime) -> None:
        """See all of that, because something of it may have been written in this very transaction."""
        self._free.clear()
        found = in_force(connection, now)
        self._paused, versions = found.paused, found.versions
        self._campaigns = {
            name: known for name, known in self._campaigns.items() if versions.get(name) == known.version
        }
        for name in versions.keys() - self._campaigns.keys():
            try:
                record = campaigns.get(connection, name)
            except OutreachError:
                continue  # `look` says so of its letters
            self._campaigns[name] = _Known(
                version=versions[name],
                record=record,
                parts=CampaignParts(record.campaign, record.texts),
                addressing=Addressing(record.campaign, languages(record.texts)),
            )

    def is_stopped(self, *targets: str) -> bool:
        """Whether everything or one of these stands still."""
        return self.stop_of(*targets) is not None

    def stop_of(self, *targets: str) -> Stop | None:
        """What makes everything or one of these stand still, the most general first."""
        for target in (pauses.EVERYTHING, *targets):
            if pause := self._paused.get(target):
                return Stop(requested_by=pause.requested_by, reason=pause.reason)
        return None

    def may_send(self, campaign_id: CampaignId) -> bool:
        """Whether letters of that campaign may leave at all now."""
        known = self._campaigns.get(campaign_id)
        approved = known is not None and (not self._live or known.record.approved_by is not None)
        return approved and not self.is_stopped(pauses.campaign(campaign_id))

    def look(
        self,
        connection: Connection,
        due: Sequence[Letter],
        *,
        at_gate: Sequence[Letter] = (),
        now: datetime,
    ) -> Looked:
        """What stands against each of these letters' leaving now.

        ``at_gate``: those that a try has brought here, so that what counts before the first try is past. One
        whose claim others have undone may be due again as well. That a row which a letter is about cannot be
        read stands against it too, and against no other. To be called after `begin_turn` or `read_anew` in
        the same transaction.
        """
        gate = {letter.id for letter in at_gate}
        unchanged = self._free & gate
        self._free -= unchanged
        letters = [letter for letter in [*at_gate, *due] if letter.id not in unchanged]
        if not letters:
            return Looked(against={}, offices={}, tried={})
        found = correspondents(connection, [letter.id for letter in letters])
        offices = {letter_id: office for letter_id, office in found.items() if isinstance(office, Office)}
        tried = attempts.last_numbers(connection, [letter.id for letter in due]) if due else {}
        suppressions = directory.suppressions_of(
            connection, {letter.id: (letter.office_id, letter.address) for letter in letters}
        )
        answers = threads.of_reminders(connection, letters)
        against: dict[LetterId, Objection] = {}
        today = cache(lambda zone: civil(now, zone).local.date())
        stop = cache(
            lambda campaign, account: self.stop_of(pauses.campaign(campaign), pauses.account(account))
        )
        for letter in letters:
            try:
                office = found.get(letter.id) or no_office(letter)
                if isinstance(office, OutreachError):
                    raise office
                known = self._campaigns.get(letter.campaign_id) or self._unknown(connection, letter)
                zone = office.time_zone or known.record.campaign.sender.time_zone
                of_thread = answers.get((letter.campaign_id, letter.office_id), ())
                objected = objection(
                    Circumstances(
                        letter=letter,
                        campaign_approved=known.record.approved_by is not None,
                        office=office,
                        wants=self._wants(known, office, letter),
                        left_out=known.addressing.forbids(office, letter.step, letter.channel),
                        made_from=with_number(
                            known.parts.of(
                                office,
                                step=letter.step,
                                channel=letter.channel,
                                address=letter.address,
                                day=max(today(zone), letter.printed_on or today(zone)),
                            ),
                            their_reference(of_thread) if letter.references else "",
                        ),
                        answers=of_thread,
                        stop=stop(letter.campaign_id, letter.account),
                        suppression=suppressions.get(letter.id),
                        live=self._live,
                        today=today(zone),
                        tried=letter.id in tried or letter.id in gate,
                    )
                )
            except OutreachError as fault:
                objected = unreadable(fault)
            if objected is not None:
                against[letter.id] = objected
            else:
                self._free.add(letter.id)
        return Looked(against=against, offices=offices, tried=tried)

    def _wants(self, known: _Known, office: Office, letter: Letter) -> str | None:
        if not self._live:
            return None
        of_letter = Knowledge(channel=letter.channel, language=letter.language)
        return wants_of_letter(known.record.campaign, office, of_letter)

    def _unknown(self, connection: Connection, letter: Letter) -> _Known:
        """Raises what keeps the letter's campaign from being read."""
        campaigns.get(connection, letter.campaign_id)
        raise AssertionError("read_anew reads every campaign that can be read")


def look_again(connection: Connection, letter: Letter, *, live: bool, now: datetime) -> Objection | None:
    """What stands against this one letter's leaving now; None if nothing does."""
    lookout = Lookout(live=live)
    lookout.read_anew(connection, now)
    return lookout.look(connection, [letter], now=now).against.get(letter.id)


def unreadable(fault: OutreachError) -> Objection:
    """A letter that cannot even be looked at waits for a person; the others go on."""
    reason = one_line(f"{fault}; mend that, and draft it again")
    return Objection(status=Status.HELD, reason=reason, hold_cause=HoldCause.STALE)
