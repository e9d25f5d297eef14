"""What the workshop's process may spend and reach, set by that process itself before it reads a text.

The kernel holds it to them, whatever it does (getrlimit(2)); it cannot raise them again, unless it is root's.
"""

import resource
import time
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one template, or one letter of it, may cost; a usual letter costs a thousandth."""

    #: Seconds by the clock, after which whoever waits throws the process away.
    seconds: float = 60
    #: Seconds of a processor.
    cpu_seconds: int = 10
    #: Bytes of address space, the interpreter and its libraries included.
    memory: int = 512 * 1024**2


#: Standard input, output and error: with no more than these, nothing else can be opened.
_DESCRIPTORS = 3


def confine(limits: Limits) -> None:
    """From now on this process opens no file and no connection, starts no other, and its memory has an end.

    What a system does not know is left out: macOS does not bound memory.
    """
    for name, most in (
        ("RLIMIT_AS", limits.memory),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NPROC", 0),
        ("RLIMIT_NOFILE", _DESCRIPTORS),
    ):
        with suppress(AttributeError, ValueError, OSError):
            which = getattr(resource, name)
            _, hard = resource.getrlimit(which)
            bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(which, (bound, bound))


def allow_processor(limits: Limits) -> None:
    """From now on this process has that many seconds of a processor; then the kernel ends it (SIGXCPU)."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    bound = int(time.process_time()) + 1 + limits.cpu_seconds
    resource.setrlimit(
        resource.RLIMIT_CPU, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard)
    )
