"""Web addresses that we hand to a colleague to open."""

import re
from urllib.parse import urlsplit

#: What no URL holds, and the start of a second one.
_NOT_IN_ONE = re.compile(r"[\s<>\"|]|[;,]https?:")


def is_web_address(text: str) -> bool:
    """Whether this is one http or https URL with a host, and without a user name that deceives the reader."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:  # brackets that are no IPv6 address, a port that is no number
        return False
    plain = not _NOT_IN_ONE.search(text) and "@" not in parts.netloc
    return parts.scheme in ("http", "https") and bool(host) and plain
