"""A body and the request in it: opening, asks and ending, spliced in before Markdown reads any of them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from outreach.model.errors import TemplateFault
from outreach.rendering.templates.names import OF_REQUEST

_PLACE = re.compile(rf"\{{\{{-?\s*(?P<part>{'|'.join(OF_REQUEST)})\s*-?\}}\}}")
_STOPS = (".", ";", ":", "!", "?", "…")
_ON_ITS_OWN = re.compile(rf"(?m)^[ \t]*{_PLACE.pattern}[ \t]*$")


@dataclass(frozen=True, kw_only=True)
class AskedFor:
    """What one request says in one language: Markdown with Jinja in it, under what messages call it."""

    opening: tuple[str, str]
    asks: Sequence[tuple[str, str]]
    ending: tuple[str, str]
    #: What stands between two asks that bring no stop of their own.
    parted_by: str = ";"

    def sources(self) -> Mapping[str, str]:
        """The Markdown by the names that bodies know; several asks are a numbered list, one a line."""
        texts = [" ".join(text.split()) for _, text in self.asks]
        ends = [*(self.parted_by for _ in texts[1:]), "."]
        asks = [text if text.endswith(_STOPS) else text + end for text, end in zip(texts, ends, strict=True)]
        if len(asks) > 1:  # "1." alone counts nothing
            asks = [f"{number}. {ask}" for number, ask in enumerate(asks, start=1)]
        return {"opening": self.opening[1], "asks": "\n".join(asks), "ending": self.ending[1]}

    def passages(self, body: str) -> list[tuple[str, str]]:
        """What a letter with that body must say in its order: what messages call it, and its Markdown."""
        said = {"opening": [self.opening], "asks": self.asks, "ending": [self.ending]}
        return [passage for part in parts_in(body) for passage in said[part]]


def parts_in(body: str) -> list[str]:
    """The parts of the request for which the body has a place, in their order."""
    return list(dict.fromkeys(place["part"] for place in _ON_ITS_OWN.finditer(body)))


def without_places(body: str) -> str:
    """The body as it is checked: what the request brings is checked where it is written."""
    return _ON_ITS_OWN.sub("", body)


def spliced(body: str, texts: Mapping[str, str]) -> str:
    """The body with those texts in their places, each a block of its own."""
    return _ON_ITS_OWN.sub(lambda place: f"\n{texts[place['part']]}\n", body)


def require_places(body: str, where: str, *, is_reminder: bool) -> None:
    """Raises `TemplateFault` for a body that asks for nothing, or has no room for a part of its request."""
    if inline := _PLACE.search(without_places(body)):
        line = without_places(body)[: inline.start()].count("\n") + 1
        raise TemplateFault(f"{where}:{line}: put {inline.group()} on a line of its own")
    lacking = [part for part in OF_REQUEST if part not in parts_in(body)]
    if is_reminder:
        lacking = [part for part in lacking if part == "asks"]
    if lacking:
        named = ", ".join(f"{{{{ {part} }}}}" for part in lacking)
        raise TemplateFault(
            f"{where}: asks for nothing: put {named} where the request belongs, each on a line"
        )
