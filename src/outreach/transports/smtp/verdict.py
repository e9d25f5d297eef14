"""What the replies make of a letter.

The first digit of the basic code decides whether to try again (RFC 5321 §4.2.1); `scope_of` tells whose
fault it is.
"""

from collections.abc import Sequence

from outreach.model.sending import Accepted, Deferred, InDoubt, Outcome, Refused
from outreach.transports.smtp.reply import NO_REPLY, Reply
from outreach.transports.smtp.scope import Stage, scope_of

#: What MAIL, RCPT and DATA are about.
_STAGES = (Stage.SENDER, Stage.RECIPIENT, Stage.LETTER)


def objection(replies: Sequence[Reply]) -> Deferred | Refused | None:
    """What the answers to MAIL, RCPT and DATA, as far as they came, make of the letter; None: it may follow.

    The first "no" counts, whatever is said behind it.
    """
    for stage, reply in zip(_STAGES, replies, strict=False):
        if not (reply.code == 354 if stage is Stage.LETTER else reply.positive):
            return stopped(stage, reply)
    return None


def out_of_step(replies: Sequence[Reply]) -> bool:
    """Whether these cannot all be the answers to MAIL, RCPT and DATA: the last alone has 354, and no 2xx."""
    last = replies[-1]
    return last.code // 100 in (2, 3) and (last.code == 354) is not (len(replies) == len(_STAGES))


def one_too_few(replies: Sequence[Reply]) -> bool:
    """Whether an answer before them may be missing, so that DATA's stands in the place of RCPT's.

    For what DATA was told: 354 can be nothing else, and a "no" behind which nothing comes may be.
    """
    match replies:
        case [_, last]:
            return last.code == 354
        case [_, before, last]:
            return before.negative and last.code == NO_REPLY
    return False


def stopped(stage: Stage, reply: Reply) -> Deferred | Refused:
    """What ``reply`` makes of a letter that has surely not left: the server stopped it at ``stage``."""
    scope = scope_of(stage, reply)
    match reply.code // 100:
        case 5:
            return Refused(reason=f"the server refused {stage}: {reply}", scope=scope)
        case 4:
            return Deferred(reason=f"the server put off {stage}: {reply}", scope=scope)
        case 0:
            return Deferred(reason=f"the connection was lost at {stage}: {reply}", scope=scope)
        case _:
            return Deferred(reason=f"the server gave an unexpected answer to {stage}: {reply}", scope=scope)


def verdict(reply: Reply) -> Outcome:
    """What the reply to the final dot makes of the letter: only a 4xx or 5xx says that it was not taken.

    RFC 1047 and RFC 5321 §4.5.3.2.6 tell why silence here means nothing.
    """
    if reply.positive:
        return Accepted(receipt=str(reply))
    if reply.negative:
        return stopped(Stage.LETTER, reply)
    return InDoubt(
        reason=f"the whole letter was written, but the server did not say that it took it: {reply}"
    )
