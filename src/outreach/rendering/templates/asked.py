"""What a letter asks for, as the names of its texts: all that a template is told of a request."""

from dataclasses import dataclass

from outreach.model.request import Request


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request, by the names of its texts in ``requests.toml`` and ``worksheets.toml``."""

    name: str
    opening: str
    asks: tuple[str, ...]
    ending: str
    worksheet: str | None = None


def asked(request: Request) -> Asked:
    """The names of that request's texts."""
    return Asked(
        name=request.name,
        opening=request.opening,
        asks=request.asks,
        ending=request.ending,
        worksheet=request.worksheet,
    )
