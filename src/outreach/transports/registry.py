"""Every way out, each with a folder of its own: the one file that names them all."""

from collections.abc import Mapping, Sequence

from outreach.model.carrier import Transport
from outreach.model.task import DEEDS
from outreach.transports.account import Account
from outreach.transports.by_hand.transport import ByHandTransport
from outreach.transports.http.imitation import Imitation
from outreach.transports.mailgun.imitation import imitate_mailgun
from outreach.transports.mailgun.settings import MailgunAccount
from outreach.transports.smtp.settings import SmtpAccount

#: ``transport`` of an account → what else is to be said of it.
ACCOUNTS: Mapping[str, type[Account]] = {
    "smtp": SmtpAccount,
    "mailgun": MailgunAccount,
}

#: What the sandbox's HTTP server plays; its SMTP server plays every relay.
HTTP_IMITATIONS: Sequence[Imitation] = (imitate_mailgun,)

#: What a person carries. Such a letter's account has the channel's name.
CARRIED_BY_HAND = frozenset(DEEDS)


def by_hand_transports(*, rehearsal: bool) -> dict[str, Transport]:
    """The ways that need no account."""
    transport = ByHandTransport(rehearsal=rehearsal)
    return {channel.value: transport for channel in CARRIED_BY_HAND}
