"""Something that a person must do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from outreach.model.directory import Channel
from outreach.model.ids import CampaignId, LetterId, OfficeId, TaskId


class TaskKind(StrEnum):
    """What sort of deed."""

    FILL_IN_FORM = "fill_in_form"
    POST_LETTER = "post_letter"
    FIND_ADDRESS = "find_address"
    #: How an office is called in a language.
    WRITE_NAME = "write_name"


#: What a person does with a letter that goes by such a channel.
DEEDS: Mapping[Channel, TaskKind] = {
    Channel.WEB_FORM: TaskKind.FILL_IN_FORM,
    Channel.POST: TaskKind.POST_LETTER,
}


class TaskStatus(StrEnum):
    """Whether it still waits."""

    OPEN = "open"
    DONE = "done"
    #: Its letter was cancelled, or the address was found otherwise.
    DROPPED = "dropped"


@dataclass(frozen=True, kw_only=True)
class Task:
    """One deed, its instructions and, once done, its proof."""

    id: TaskId
    kind: TaskKind
    status: TaskStatus
    campaign_id: CampaignId
    office_id: OfficeId
    #: The letter it sends; a search for an address has none.
    letter_id: LetterId | None
    instructions: str
    created_at: datetime
    done_by: str | None
    done_at: datetime | None
    #: What shows that it was done: a confirmation number, a tracking number, a page.
    proof: str | None
