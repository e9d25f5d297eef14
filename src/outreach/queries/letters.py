"""Letters as a door shows and chooses them: by id, by printed reference, by office, or all that fit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from outreach.model.civil_time import CivilTime, civil
from outreach.model.errors import BadInput, NotFound, WrongState
from outreach.model.ids import CampaignId, LetterId, OfficeId
from outreach.model.letter import Letter, SeenLetter
from outreach.model.status import Status
from outreach.store import attempts, campaigns, contents, directory, letters, moves
from outreach.store.approvals import reading_digest, sealed
from outreach.store.attempts import Attempt
from outreach.store.damage import tell
from outreach.store.database import reading
from outreach.store.moves import Move

#: Letters whose texts are in memory at once.
_TOGETHER = 500


@dataclass(frozen=True, kw_only=True)
class LetterView:
    """One letter with everything that is sealed of it, and its story."""

    letter: Letter
    #: The institution's name, and who writes: name and mailbox.
    office: str
    sender: str
    mime: bytes | None
    moves: Sequence[Move]
    attempts: Sequence[Attempt]
    #: When it leaves, on the sender's clock; None while it has no time.
    leaves_here: CivilTime | None


def view(engine: Engine, letter_id: LetterId) -> LetterView:
    """Everything about that letter. Raises `NotFound`."""
    with reading(engine) as connection:
        letter = letters.get(connection, letter_id)
        sender = campaigns.get(connection, letter.campaign_id).campaign.sender
        leaves = letter.due_at
        return LetterView(
            letter=letter,
            office=directory.get(connection, letter.office_id).name,
            sender=f"{sender.name} <{sender.email}>",
            mime=contents.get(connection, letter.id),
            moves=moves.history(connection, letter.id),
            attempts=attempts.of(connection, letter.id),
            leaves_here=civil(leaves, sender.time_zone) if leaves else None,
        )


def list_letters(
    engine: Engine,
    *,
    campaign_id: CampaignId | None = None,
    step: str | None = None,
    statuses: Collection[Status] | None = None,
) -> list[Letter]:
    """The letters that fit every condition given, oldest first. Raises `NotFound` for no such campaign."""
    with reading(engine) as connection:
        if campaign_id is not None:
            campaigns.get(connection, campaign_id)
        return letters.find(
            connection, campaign_id=campaign_id, step=step, statuses=statuses, unreadable=tell
        )


def choose(
    engine: Engine,
    named: Sequence[str],
    *,
    campaign_id: CampaignId | None,
    step: str | None = None,
    offices: Collection[OfficeId] = (),
    statuses: Collection[Status],
) -> list[Letter]:
    """The letters meant: those named, or all of the campaign in a fitting state; never all by default.

    Raises `BadInput` for neither or both, `NotFound` for a name that no letter bears, `WrongState`
    where the campaign has no fitting one.
    """
    if bool(named) == bool(campaign_id):
        raise BadInput("say which letters: their ids, or --campaign NAME for all that wait")
    with reading(engine) as connection:
        if named:
            found = [letters.get(connection, _letter_id(connection, one, statuses)) for one in named]
            if len({letter.id for letter in found}) < len(found):
                raise BadInput("a letter is named twice: name each once")
            return found
        found = letters.find(
            connection, campaign_id=campaign_id, step=step, statuses=statuses, unreadable=tell
        )
    found = [letter for letter in found if not offices or letter.office_id in offices]
    if not found:
        raise WrongState(f"campaign {campaign_id} has no letter that is {' or '.join(sorted(statuses))}")
    return found


def find_id(engine: Engine, named: str, statuses: Collection[Status] = tuple(Status)) -> LetterId:
    """The letter of that id, printed reference (``LO-2026/21b5h4ybys``) or office. Raises `NotFound`."""
    with reading(engine) as connection:
        return _letter_id(connection, named, statuses)


def as_seen(found: Sequence[Letter]) -> list[SeenLetter]:
    """What somebody has before them when they look at these letters now."""
    return [SeenLetter(id=letter.id, content_version=letter.content_version) for letter in found]


def digest_of_drafts(engine: Engine, found: Sequence[Letter]) -> str:
    """The digest of the drafts among them, as whoever reads them all has them before them; "" for none."""
    drafts = [letter for letter in found if letter.status is Status.DRAFT]
    seals: dict[LetterId, str] = {}
    with reading(engine) as connection:
        for start in range(0, len(drafts), _TOGETHER):
            some = drafts[start : start + _TOGETHER]
            texts = contents.of(connection, [letter.id for letter in some])
            for letter in some:
                # What is not among those that can be read is asked for alone: that says what is wrong.
                seals[letter.id] = sealed(letter, texts.get(letter.id) or contents.get(connection, letter.id))
    return reading_digest(seals) if seals else ""


def _letter_id(connection: Connection, named: str, statuses: Collection[Status]) -> LetterId:
    letter_id = LetterId(named.rpartition("/")[2].strip().lower())
    if letters.find(connection, ids=[letter_id]):
        return letter_id
    of_office = letters.find(connection, offices=[OfficeId(named)])
    # None fits: whoever meant one of them hears from the verb why it cannot be.
    fitting = [letter for letter in of_office if letter.status in statuses] or of_office
    if len(fitting) == 1:
        return fitting[0].id
    if fitting:
        ids = ", ".join(f"{letter.id} ({letter.step}, {letter.status})" for letter in fitting)
        raise NotFound(f"{named} has {len(fitting)} letters: name one of {ids}")
    raise NotFound(f"there is no letter {named}: `outreach letters list` shows them all")
