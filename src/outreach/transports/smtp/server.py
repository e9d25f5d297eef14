"""Which server carries our letters, how it knows us, and how long we wait for it."""

from dataclasses import dataclass, field
from enum import StrEnum


class Tls(StrEnum):
    """How the connection is encrypted. There is no "if possible" (RFC 8314 §4.1, RFC 3207 §6)."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    #: In clear; only to this machine.
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long to wait for a server, in seconds; the defaults are those of RFC 5321 §4.5.3.2."""

    #: For each of its addresses, and for TLS from the first byte.
    connect: float = 60
    #: For each reply as a whole, the banner included, and for writing the letter.
    command: float = 300
    #: After the final dot: a shorter wait is what makes letters leave twice.
    after_dot: float = 600
    #: For the goodbye, on which nothing depends.
    quit: float = 5


@dataclass(frozen=True, kw_only=True)
class SmtpServer:
    """The relay that carries our letters, and how it knows us."""

    host: str
    port: int
    tls: Tls
    #: Empty: no login.
    username: str = ""
    password: str = field(default="", repr=False)
    #: What we call ourselves. An address literal that says nothing keeps the names of staff machines
    #: out of Received headers; Thunderbird does the same.
    ehlo_name: str = "[127.0.0.1]"
    #: Given for a sandbox: no letter is begun before the server has proved that it knows this.
    sandbox_key: bytes = field(default=b"", repr=False)
