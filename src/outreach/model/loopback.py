"""This machine and nothing else: the rule of the sandbox, kept without asking any name server."""

import ipaddress

from outreach.model.errors import NotAllowed


def require_loopback(host: str) -> None:
    """Raise `NotAllowed` unless ``host`` is this machine."""
    if loopback_address(host) is None:
        raise NotAllowed(f"{host} is not this machine, and the sandbox speaks to nothing else")


def loopback_address(host: str) -> str | None:
    """The address of this machine that ``host`` stands for (127.0.0.0/8, ::1, localhost), or None.

    ``localhost`` is given as 127.0.0.1: a resolver could be made to answer something else (RFC 6761 §6.3).
    """
    if host.casefold() == "localhost":
        return "127.0.0.1"
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    # `is_loopback` differs between Python versions for IPv4 in IPv6, which nobody needs here.
    return host if address in _IPV4 or address == _IPV6 else None


_IPV4 = ipaddress.IPv4Network("127.0.0.0/8")
_IPV6 = ipaddress.IPv6Address("::1")
