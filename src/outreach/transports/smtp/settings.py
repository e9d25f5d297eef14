"""An SMTP account of ours."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, SecretStr

from outreach.transports.account import Account, Description, SandboxAddress
from outreach.transports.smtp.server import SmtpServer, Tls
from outreach.transports.smtp.transport import CONNECTIONS, SmtpTransport


class SmtpAccount(Account):
    """An SMTP server that takes our mail."""

    pinned: ClassVar[tuple[str, ...]] = ("host",)
    example: ClassVar[Mapping[str, object]] = {"host": "relay.association.example", "port": 465}

    transport: Literal["smtp"]
    host: str = Field(min_length=1)
    port: int = Field(ge=1, le=65535)
    tls: Literal["implicit", "starttls"] = "implicit"
    username: str = ""
    password: SecretStr = SecretStr("")
    #: At once, in each sending process; as many letters are in doubt at most after a crash.
    connections: int = Field(default=CONNECTIONS, ge=1, le=100)

    def live(self) -> SmtpTransport:
        server = SmtpServer(
            host=self.host,
            port=self.port,
            tls=Tls(self.tls),
            username=self.username,
            password=self.password.get_secret_value(),
        )
        return SmtpTransport(server, loopback_only=False, connections=self.connections)

    def rehearsed(self, sandbox: SandboxAddress) -> SmtpTransport:
        server = SmtpServer(host="127.0.0.1", port=sandbox.smtp_port, tls=Tls.NONE, sandbox_key=sandbox.key)
        return SmtpTransport(server, loopback_only=True, connections=self.connections)

    def describe(self) -> Description:
        return Description(kind="smtp", host=f"{self.host}:{self.port}")

    def missing_secret(self) -> str | None:
        return "password" if self.username and not self.password.get_secret_value() else None
