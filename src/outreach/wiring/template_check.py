"""A template's texts looked over, whether or not a campaign writes with them yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from outreach.model.errors import TemplateFault
from outreach.model.request import Request
from outreach.rendering.workshop.workshop import Workshop
from outreach.wiring.campaign_texts import every_lack

#: The step that comes first where no campaign says so.
_FIRST = "first"


@dataclass(frozen=True, kw_only=True)
class LookedOver:
    """What was found in one template, a line each."""

    name: str
    #: Nothing is drafted before these are mended.
    wrong: tuple[str, ...]
    #: What a person should look at.
    findings: tuple[str, ...]

    def with_others(self, findings: Sequence[str]) -> Self:
        """The same, and these findings before it."""
        return replace(self, findings=(*findings, *self.findings))


def look_over(folder: Path, steps: Sequence[str], requests: Collection[Request]) -> LookedOver:
    """Compile it and read it as its linter does; what is wrong is returned, not raised."""
    try:
        with Workshop(folder, steps, requests) as workshop:
            return LookedOver(name=folder.name, wrong=tuple(every_lack(workshop)), findings=workshop.findings)
    except TemplateFault as fault:
        return LookedOver(name=folder.name, wrong=tuple(str(fault).split("\n")), findings=())


def steps_in(folder: Path) -> list[str]:
    """The steps for which any language has a body, the first letter first."""
    steps = {body.parent.name for body in folder.glob("*/*/body.md")} or {_FIRST}
    return sorted(steps, key=lambda step: (step != _FIRST, step))
