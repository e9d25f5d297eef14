"""The sandbox's Mailgun: the one address of its interface that we use, answering as it is documented."""

import re
from uuid import uuid4

from outreach.transports.http.imitation import Keep, Request, Response

_PATH = re.compile(r"/v3/([^/?]+)/messages\.mime")
_BOUNDARY = re.compile(r'multipart/form-data\s*;.*?boundary="?([^";]+)', re.IGNORECASE)
_NAME = re.compile(rb'^content-disposition:[^\r\n]*[; ]name="([^"]*)"', re.IGNORECASE | re.MULTILINE)


def imitate_mailgun(request: Request, keep: Keep) -> Response | None:
    """Mailgun's answer, after the letter was kept; None for an address that is not Mailgun's."""
    domain = _PATH.fullmatch(request.path)
    if domain is None:
        return None
    if not request.headers.get("authorization", "").startswith("Basic "):
        return _refusal(401, "Forbidden")
    fields = _fields(request.headers.get("content-type", ""), request.body)
    for name in ("to", "message"):
        if not fields.get(name):
            return _refusal(400, f"{name} parameter is missing")
    keep(fields["message"])
    return Response(
        status=200, fields={"id": f"<{uuid4().hex}@{domain[1]}>", "message": "Queued. Thank you."}
    )


def _refusal(status: int, message: str) -> Response:
    return Response(status=status, fields={"message": message})


def _fields(content_type: str, body: bytes) -> dict[str, bytes]:
    """The parts of a multipart/form-data body (RFC 7578), each byte as it came.

    By hand, because what parses e-mail also repairs it, and the sandbox must show what would have left.
    """
    boundary = _BOUNDARY.match(content_type)
    if boundary is None:
        return {}
    fields: dict[str, bytes] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode("latin-1"))[1:]:
        head, _, content = part.partition(b"\r\n\r\n")
        if name := _NAME.search(head):
            fields[name[1].decode("latin-1")] = content
    return fields
