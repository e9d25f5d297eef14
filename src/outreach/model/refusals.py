"""Refusals that resemble each other: what a server tells one letter after the other, it tells the account.

No table knows every server's words for "not from you". But when it refuses letters to different recipients
with the same codes at the same stage, one after the other, the letters are not to blame, and the next
hundred would be spent alike.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from outreach.model.sending import Outcome, Refused, Scope

#: Two may be a coincidence.
IN_A_ROW = 3

#: "the server refused the recipient: 550 5.7.1 …": the stage in our words, then the server's codes.
_KIND = re.compile(r"(?:refused: )?([^:]+): ([45]\d\d(?: [245]\.\d{1,3}\.\d{1,3}(?!\S))?)")


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """One letter that was refused for its own or its address' sake."""

    recipient: str
    #: The reason of the `Refused`, or the letter's reason that `settle` made of it.
    reason: str


def blame_account(outcome: Outcome, recipient: str, *, before: Sequence[Refusal]) -> Outcome:
    """``outcome``, or the account's refusal if too many in a row were refused like this one.

    ``before``: the account's last tries that ended in an answer, newest first, as far as they were refused
    one after the other; an acceptance ends the row, and so does a person's word that it may go on.
    """
    if not isinstance(outcome, Refused) or outcome.scope is Scope.ACCOUNT:
        return outcome
    row = [Refusal(recipient=recipient, reason=outcome.reason), *before][:IN_A_ROW]
    kinds = {kind(refusal.reason) for refusal in row}
    recipients = {refusal.recipient.casefold() for refusal in row}
    if len(recipients) < IN_A_ROW or len(kinds) > 1 or None in kinds:
        return outcome
    reason = f"{IN_A_ROW} letters in a row were refused alike, so it must be about us: {outcome.reason}"
    return replace(outcome, reason=reason, scope=Scope.ACCOUNT)


def kind(reason: str) -> tuple[str, str] | None:
    """The stage and the codes in the reason of a refusal; None for one in which no server was asked."""
    found = _KIND.match(reason)
    return (found[1], found[2]) if found else None
