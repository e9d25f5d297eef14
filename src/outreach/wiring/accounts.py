"""Accounts → transports: the real ones in live delivery, and in a rehearsal the same names played here."""

from collections.abc import Mapping
from typing import Protocol

from outreach.model.directory import Channel
from outreach.model.errors import BadInput
from outreach.settings import MailgunAccount, SmtpAccount
from outreach.transports.by_hand.transport import ByHandTransport
from outreach.transports.mailgun import transport as mailgun
from outreach.transports.mailgun.transport import MailgunDomain, MailgunTransport
from outreach.transports.smtp.transport import SmtpServer, SmtpTransport, Tls
from outreach.work.sending.send import Transport

Accounts = Mapping[str, SmtpAccount | MailgunAccount]


class ClosableTransport(Transport, Protocol):
    """A transport as it is kept between letters."""

    def close(self) -> None:
        """Hang up."""
        ...


def live_transports(accounts: Accounts) -> dict[str, ClosableTransport]:
    """The accounts as they are set. Raises `BadInput` for one whose secret is missing."""
    real = {name: _live(name, account) for name, account in accounts.items()}
    return {**_by_hand(rehearsal=False), **real}


def rehearsed_transports(accounts: Accounts, smtp_port: int, http_port: int) -> dict[str, ClosableTransport]:
    """The same accounts, played by the sandbox on those ports of this machine."""
    played = {name: _rehearsed(account, smtp_port, http_port) for name, account in accounts.items()}
    return {**_by_hand(rehearsal=True), **played}


def _by_hand(*, rehearsal: bool) -> dict[str, ClosableTransport]:
    by_hand = ByHandTransport(rehearsal=rehearsal)
    return {Channel.WEB_FORM: by_hand, Channel.POST: by_hand}


def _live(name: str, account: SmtpAccount | MailgunAccount) -> ClosableTransport:
    if isinstance(account, SmtpAccount):
        password = account.password.get_secret_value()
        if account.username and not password:
            raise BadInput(_no_secret(name, "password"))
        server = SmtpServer(
            host=account.host,
            port=account.port,
            tls=Tls(account.tls),
            username=account.username,
            password=password,
        )
        return SmtpTransport(server, loopback_only=False)
    key = account.api_key.get_secret_value()
    if not key:
        raise BadInput(_no_secret(name, "api_key"))
    host = mailgun.EU if account.region == "eu" else mailgun.US
    return MailgunTransport(
        MailgunDomain(domain=account.domain, api_key=key, base_url=host), loopback_only=False
    )


def _rehearsed(account: SmtpAccount | MailgunAccount, smtp_port: int, http_port: int) -> ClosableTransport:
    """The same account, played on this machine; its real host and secrets are not even looked at."""
    if isinstance(account, SmtpAccount):
        server = SmtpServer(host="127.0.0.1", port=smtp_port, tls=Tls.NONE)
        return SmtpTransport(server, loopback_only=True)
    played = MailgunDomain(
        domain=account.domain, api_key="rehearsal", base_url=f"http://127.0.0.1:{http_port}"
    )
    return MailgunTransport(played, loopback_only=True)


def _no_secret(account: str, secret: str) -> str:
    variable = f"OUTREACH_ACCOUNTS__{account}__{secret}".upper()
    return f"account {account} has no {secret}: put {variable}=… into .env"
