"""Who acts, in which roles, and what a role may do: the one policy, which every door goes through."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from outreach.model.errors import NotAllowed
from outreach.model.ids import Handle


class Role(StrEnum):
    """What a person is trusted with."""

    #: Prepares: the directory, campaigns, drafts; records what comes back.
    WRITER = "writer"
    #: Approves what others have made.
    APPROVER = "approver"
    #: Enrols people and lets them go.
    ADMINISTRATOR = "administrator"


#: Until roles are granted one by one, every person has all of them; nobody approves their own.
EVERY_ROLE = frozenset(Role)


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person with the roles that the door has established; whether they may still act is asked later."""

    handle: Handle
    roles: frozenset[Role] = EVERY_ROLE


class Act(StrEnum):
    """Everything a person can do that changes something; the audit writes these words."""

    ENROL_PERSON = "enrol person"
    DISABLE_PERSON = "disable person"
    LOAD_CONTACTS = "load contacts"
    VERIFY_ADDRESS = "verify address"
    SUPPRESS = "suppress"
    LIFT_SUPPRESSION = "lift suppression"
    LOAD_CAMPAIGN = "load campaign"
    APPROVE_CAMPAIGN = "approve campaign"
    DRAFT_LETTERS = "draft letters"
    EDIT_LETTER = "edit letter"
    TEST_LETTER = "test letter"
    RESCHEDULE_LETTERS = "reschedule letters"
    APPROVE_LETTERS = "approve letters"
    HOLD_LETTERS = "hold letters"
    RELEASE_LETTERS = "release letters"
    CANCEL_LETTERS = "cancel letters"
    SETTLE_LETTER = "settle letter"
    RECORD_ANSWER = "record answer"
    CORRECT_ANSWER = "correct answer"
    COMPLETE_TASK = "complete task"
    REOPEN_TASK = "reopen task"
    STOP = "stop"
    RESUME = "resume"


_BOTH = frozenset({Role.WRITER, Role.APPROVER})
_WRITER = frozenset({Role.WRITER})
_APPROVER = frozenset({Role.APPROVER})
_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

#: What is not listed here nobody may do; a test holds that every act is.
_ALLOWED: Mapping[Act, frozenset[Role]] = {
    Act.ENROL_PERSON: _ADMINISTRATOR,
    Act.DISABLE_PERSON: _ADMINISTRATOR,
    Act.LOAD_CONTACTS: _WRITER,
    Act.VERIFY_ADDRESS: _BOTH,
    Act.SUPPRESS: _BOTH,
    Act.LIFT_SUPPRESSION: _BOTH,
    Act.LOAD_CAMPAIGN: _WRITER,
    Act.APPROVE_CAMPAIGN: _APPROVER,
    Act.DRAFT_LETTERS: _WRITER,
    Act.EDIT_LETTER: _BOTH,
    Act.TEST_LETTER: _BOTH,
    Act.RESCHEDULE_LETTERS: _BOTH,
    Act.APPROVE_LETTERS: _APPROVER,
    Act.HOLD_LETTERS: _BOTH,
    Act.RELEASE_LETTERS: _BOTH,
    Act.CANCEL_LETTERS: _BOTH,
    Act.SETTLE_LETTER: _BOTH,
    Act.RECORD_ANSWER: _BOTH,
    Act.CORRECT_ANSWER: _BOTH,
    Act.COMPLETE_TASK: _BOTH,
    Act.REOPEN_TASK: _BOTH,
    Act.STOP: EVERY_ROLE,
    Act.RESUME: _BOTH,
}


def require_permission(actor: Actor, act: Act) -> None:
    """Raises `NotAllowed` unless one of the actor's roles allows the act; what is not listed is denied."""
    if not actor.roles & _ALLOWED.get(act, frozenset()):
        raise NotAllowed(f"{actor.handle} may not {act}: ask somebody who may")
