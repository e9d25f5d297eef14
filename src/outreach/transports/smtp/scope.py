"""Whose fault a reply is: the letter's, the address's, or our own account's.

We speak to a relay that knows us, so most of what is about us it says before the recipient is named. Some
relays say it only then, or after the letter: that we may not relay, that our sender address or our
domain's signature is wrong, that the day's quota is used up. Such a reply would be given to every letter
alike; taken for the letter's own it would spend them all, and with a 5.1.x their addresses too.

The enhanced code tells (RFC 3463), then the words: servers that give no code or the vague 5.7.1 have words
that have hardly changed in twenty years. What is not surely ours is the letter's; three refusals of one
kind in a row are caught by `outreach.model.refusals`.
"""

import re
from enum import StrEnum

from outreach.model.sending import Scope
from outreach.transports.smtp.reply import NO_REPLY, Reply


class Stage(StrEnum):
    """What the server was asked when it replied, as staff read it."""

    GREETING = "our greeting"
    STARTTLS = "STARTTLS"
    LOGIN = "our login"
    SENDER = "the sender"
    RECIPIENT = "the recipient"
    #: DATA, the letter's lines and the final dot.
    LETTER = "the letter"


def scope_of(stage: Stage, reply: Reply) -> Scope:
    """Whose fault it is that ``reply`` (a 4xx, a 5xx or none) came at ``stage``."""
    if stage is Stage.SENDER and reply.code == 552:
        return Scope.LETTER  # RFC 1870 §6.1: the announced size
    if stage not in {Stage.RECIPIENT, Stage.LETTER}:
        return Scope.ACCOUNT
    if reply.code == NO_REPLY:
        return Scope.LETTER
    detail = _detail(reply)
    if reply.code in _CODES_OF_OURS or detail in _DETAILS_OF_OURS or _is_about_us(reply, detail):
        return Scope.ACCOUNT
    if reply.code >= 500 and detail in _DETAILS_OF_ADDRESS:
        return Scope.ADDRESS
    if reply.code < 500 and detail in _PASSING_DETAILS_OF_OURS:
        return Scope.ACCOUNT
    return Scope.LETTER


#: The service closes (RFC 5321 §3.8); log in first, credentials wrong, encryption required (RFC 4954 §6).
_CODES_OF_OURS = {421, 530, 534, 535, 538}

#: RFC 3463 §3.2 and RFC 7505 §4.1: no such mailbox, no such system, bad syntax, moved, null MX. Not 1.0
#: ("other address status"), which relays say of the sender too.
_DETAILS_OF_ADDRESS = {"1.1", "1.2", "1.3", "1.6", "1.10"}

_DETAILS_OF_OURS = {
    # RFC 3463 §3.2: the sender's mailbox, the sender's system.
    *("1.7", "1.8"),
    # RFC 3463 §3.5 and §3.6: congestion, too many recipients. Every letter has one recipient, so it is a
    # rate; Google says 5.4.5 for the day's quota (https://support.google.com/a/answer/3726730).
    *("4.5", "5.3"),
    # RFC 4954 §6: credentials.
    *("7.8", "7.9", "7.11"),
    # RFC 7372 §3 and RFC 7505 §4.2: DKIM, SPF, reverse DNS, no mailbox to answer to; Google goes on with
    # rate, TLS, DKIM and alignment (same page).
    *(f"7.{detail}" for detail in (*range(20, 31), 32)),
    # Microsoft, "Email non-delivery reports and SMTP errors in Exchange Online" (learn.microsoft.com): limits
    # of the day and of the tenant, no login, may not send as this address, relay denied, banned sender,
    # DMARC and authentication level, banned address, threshold, unregistered domain.
    *("1.90", "7.57", "7.60", "7.64", "7.232", "7.233", "7.501", "7.502", "7.503", "7.509", "7.511"),
    *("7.515", "7.705", "7.708", "7.750"),
}
#: The relay's disk is full (RFC 3463 §3.4): only for now, or it would not be a relay.
_PASSING_DETAILS_OF_OURS = {"3.1"}

#: What Postfix, Exim, Sendmail, Exchange and Google say of a client that may not relay, or not as this one.
_NOT_FOR_US = re.compile(
    r"relay(?:ing)? (?:access )?(?:is )?(?:denied|prohibited|not (?:permitted|allowed))"
    r"|(?:unable|not (?:permitted|allowed)) to relay|do(?:es)? not relay|relay limit"
    r"|sender address (?:was )?rejected|sender verify failed|not owned by user"
    r"|not (?:allowed|permitted|authori[sz]ed) to send (?:as|from)|blocked from sending"
)
#: What they say of one that sends too much; cPanel counts "emails per hour".
_TOO_MUCH = re.compile(
    r"too (?:much|many) (?:mail|e-?mails|messages|connections|sessions|recipients)"
    r"|\brate[ -]?limit|\bthrottl|unusual rate"
    r"|(?:daily|hourly|sending|message|outgoing|outbound|sender)(?: \w+){0,3} (?:limit|quota)"
    r"|quota of (?:the )?sender"
    r"|(?:limit|quota) (?:\w+ ){0,4}(?:exceeded|reached)|exceeded (?:\w+ ){0,4}(?:limit|quota)"
    r"|(?:messages|e-?mails|recipients) per (?:minute|hour|day)"
)
#: The same words about the recipient's mailbox or the letter's size.
_NOT_OURS = re.compile(r"\bmailbox|\bstorage|\bdisk|\bsize\b|too (?:large|big|long)|recipient'?s quota")
_ADDRESS = re.compile(r"<[^>]*>|\S+@\S+")


def _detail(reply: Reply) -> str:
    """The enhanced code without its class, empty where that contradicts the basic code."""
    return reply.enhanced[2:] if reply.enhanced[:1] == str(reply.code)[0] else ""


def _is_about_us(reply: Reply, detail: str) -> bool:
    words = _ADDRESS.sub("", reply.text).casefold()
    if _NOT_FOR_US.search(words):
        return True
    # RFC 3463 §3.3: 2.x is the recipient's mailbox, which may have a limit of its own, and 3.4 the size.
    elsewhere = detail.startswith("2.") or detail == "3.4" or reply.code == 552 or _NOT_OURS.search(words)
    return not elsewhere and bool(_TOO_MUCH.search(words))
