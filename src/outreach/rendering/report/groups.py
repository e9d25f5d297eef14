"""In which order the report page shows letters, and in which words it says where they stand."""

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.model.status import Status


@dataclass(frozen=True, kw_only=True)
class Group:
    """A part of the letters, under one heading."""

    anchor: str
    title: str
    #: In the sentence at the top: "3 need attention".
    one: str
    many: str
    #: Under the heading, if there are letters, and if there are none.
    note: str
    empty: str
    #: Its states in the order of the page, with their names in plain words.
    states: Mapping[Status, str]
    #: The reasons are read without opening the letters.
    urgent: bool = False


#: Every status stands in exactly one group; a test holds that.
GROUPS = (
    Group(
        anchor="attention",
        title="Needs attention",
        one="needs attention",
        many="need attention",
        note="A person should look at these first.",
        empty="No letter needs attention.",
        states={
            Status.IN_DOUBT: "In doubt",
            Status.FAILED: "Could not be sent",
            Status.BOUNCED: "Came back",
            Status.HELD: "Held back",
            Status.BLOCKED: "Cannot be written yet",
        },
        urgent=True,
    ),
    Group(
        anchor="institution",
        title="With the institution",
        one="is with the institution",
        many="are with the institution",
        note="The other side has taken these. That does not mean that somebody has read them.",
        empty="No letter is with an institution yet.",
        states={Status.DELIVERED: "Delivered", Status.ACCEPTED: "Accepted"},
    ),
    Group(
        anchor="by-hand",
        title="By hand",
        one="must be sent by hand",
        many="must be sent by hand",
        note="A person must do these: fill in the form or post the letter, and then say that it is done.",
        empty="No letter has to be sent by hand.",
        states={Status.BY_HAND: "To be sent by hand"},
    ),
    Group(
        anchor="waiting",
        title="Waiting",
        one="is waiting",
        many="are waiting",
        note="These have not left yet.",
        empty="No letter is waiting.",
        states={
            Status.DRAFT: "Draft, to be approved",
            Status.APPROVED: "Approved",
            Status.QUEUED: "Waits for its hour",
            Status.CLAIMED: "About to leave",
            Status.TRANSMITTING: "Leaving now",
        },
    ),
    Group(
        anchor="given-up",
        title="Given up",
        one="was given up",
        many="were given up",
        note="These will not be sent.",
        empty="No letter was given up.",
        states={Status.CANCELLED: "Given up"},
    ),
)
