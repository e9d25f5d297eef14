"""A Mailgun account of ours."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field, SecretStr

from outreach.transports.account import Account, Description, SandboxAddress
from outreach.transports.mailgun.transport import EU, US, MailgunDomain, MailgunTransport


class MailgunAccount(Account):
    """A Mailgun domain; ``region`` chooses the host."""

    pinned: ClassVar[tuple[str, ...]] = ("domain",)
    example: ClassVar[Mapping[str, object]] = {"domain": "mg.association.example"}

    transport: Literal["mailgun"]
    domain: str = Field(min_length=1)
    region: Literal["eu", "us"] = "eu"
    api_key: SecretStr = SecretStr("")

    def live(self) -> MailgunTransport:
        domain = MailgunDomain(
            domain=self.domain, api_key=self.api_key.get_secret_value(), base_url=self._base_url
        )
        return MailgunTransport(domain, loopback_only=False)

    def rehearsed(self, sandbox: SandboxAddress) -> MailgunTransport:
        domain = MailgunDomain(
            domain=self.domain,
            api_key="rehearsal",
            base_url=f"http://127.0.0.1:{sandbox.http_port}",
            sandbox_key=sandbox.key,
        )
        return MailgunTransport(domain, loopback_only=True)

    def describe(self) -> Description:
        return Description(kind="mailgun", host=self._base_url.removeprefix("https://"))

    def missing_secret(self) -> str | None:
        return None if self.api_key.get_secret_value() else "api_key"

    @property
    def _base_url(self) -> str:
        return EU if self.region == "eu" else US
