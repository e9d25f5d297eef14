"""What an SMTP server answers, and what each answer makes of a letter.

The first digit of the basic code decides whether to try again (RFC 5321 §4.2.1); the enhanced code
(RFC 3463) only tells whose fault it is.
"""

import re
from dataclasses import dataclass

from outreach.model.sending import Accepted, Deferred, InDoubt, Outcome, Refused, Scope

#: Instead of a code: the connection broke, was silent for too long, or carried junk.
NO_REPLY = 0

_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\S)")

#: Log in first, credentials wrong, encryption required (RFC 4954 §6).
_LOGIN_WANTED = {530, 534, 535, 538}
#: Our sender address (RFC 3463 §3.2), our SPF, DKIM, DMARC and reverse DNS (RFC 7372 §3, RFC 7505 §4.2);
#: the last two are Microsoft's: not allowed to send as this address, authentication level too low.
_OURS = {"5.1.7", "5.1.8", *(f"5.7.{detail}" for detail in range(20, 28)), "5.7.60", "5.7.515"}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One reply of the server, or what came instead."""

    #: 200 to 599, or `NO_REPLY`.
    code: int
    #: The server's words, made harmless and on one line; with `NO_REPLY` what happened.
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}".strip() if self.code else self.text

    @property
    def positive(self) -> bool:
        """Whether it is a 2xx."""
        return self.code // 100 == 2

    @property
    def enhanced(self) -> str:
        """Its enhanced code (RFC 3463), empty if it has none."""
        found = _ENHANCED.match(self.text)
        return found[0] if found else ""


def stopped(what: str, reply: Reply, *, scope: Scope | None = None) -> Deferred | Refused:
    """What ``reply`` makes of a letter that has surely not left: the server stopped it at ``what``.

    ``scope`` says whose fault a 5xx is where the stage alone tells; otherwise the reply tells.
    """
    match reply.code // 100:
        case 5:
            return Refused(reason=f"the server refused {what}: {reply}", scope=scope or _scope_of(reply))
        case 4:
            return Deferred(reason=f"the server put off {what}: {reply}")
        case 0:
            return Deferred(reason=f"the connection was lost at {what}: {reply}")
        case _:
            return Deferred(reason=f"the server gave an unexpected answer to {what}: {reply}")


def verdict(reply: Reply) -> Outcome:
    """What the reply to the final dot makes of the letter: only a 4xx or 5xx says that it was not taken.

    RFC 1047 and RFC 5321 §4.5.3.2.6 tell why silence here means nothing.
    """
    match reply.code // 100:
        case 2:
            return Accepted(receipt=str(reply))
        case 4 | 5:
            return stopped("the letter", reply)
        case _:
            return InDoubt(
                reason=f"the whole letter was written, but the server did not say that it took it: {reply}"
            )


def _scope_of(reply: Reply) -> Scope:
    if reply.code in _LOGIN_WANTED or reply.enhanced in _OURS:
        return Scope.ACCOUNT
    # 5.1.x is about the address (RFC 3463 §3.2); a full mailbox (5.2.2) or a policy (5.7.x) is not.
    return Scope.ADDRESS if reply.enhanced.startswith("5.1.") else Scope.LETTER
