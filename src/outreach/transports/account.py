"""What each provider's settings are and can do; `outreach.transports.registry` names the providers."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from outreach.model.carrier import Transport


@dataclass(frozen=True, kw_only=True)
class SandboxAddress:
    """Where on this machine the rehearsal's servers listen, and what they must know."""

    smtp_port: int
    http_port: int
    #: Of this home; see `outreach.transports.handshake`.
    key: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Description:
    """An account as it is shown to staff."""

    kind: str
    #: The host that sees its letters and its secret.
    host: str


class Account(BaseModel, ABC):
    """One ``[accounts.NAME]``. What is secret is a `SecretStr` with an empty default: it stands in .env."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: The fields that decide who is shown the secret. They stand beside it in .env, so that nobody who
    #: can change the visible settings can have it sent elsewhere.
    pinned: ClassVar[tuple[str, ...]]
    #: What must be set, as it could be: the tests that every transport passes try this account.
    example: ClassVar[Mapping[str, object]]

    transport: str
    #: Of a whole letter with its enclosures, in MB: institutions refuse what is larger.
    largest_letter: float = Field(default=5, gt=0, le=25)

    @abstractmethod
    def live(self) -> Transport:
        """The account as it is set. Raises `NotAllowed` for one that would show letters in clear."""

    @abstractmethod
    def rehearsed(self, sandbox: SandboxAddress) -> Transport:
        """The same, played on this machine; its real host and its secrets are not even looked at."""

    @abstractmethod
    def describe(self) -> Description:
        """What staff are told of it, without any secret."""

    @abstractmethod
    def missing_secret(self) -> str | None:
        """The field without which nothing can be sent for the world, if it is empty."""
