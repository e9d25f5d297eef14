"""What a campaign's letters would be made from, and whether it is all there."""

from collections.abc import Iterator
from dataclasses import dataclass

from outreach.model.made_from import Texts
from outreach.rendering.workshop.workshop import Workshop


@dataclass(frozen=True, kw_only=True)
class CampaignTexts:
    """The texts and forms of address of a campaign as they lie there now."""

    #: Each of them → digest; a campaign is loaded with these.
    digests: Texts
    #: What is missing before a letter can be drafted from them; None if nothing is.
    lack: str | None
    #: What a person should look at in them, a line each.
    findings: tuple[str, ...] = ()


def what_lacks(template: Workshop) -> str | None:
    """The first language that is there and not complete; None where each has all its texts."""
    return next(every_lack(template), None)


def every_lack(template: Workshop) -> Iterator[str]:
    """A line for each language that is there and not complete."""
    for language, lack in sorted(template.incomplete.items()):
        yield f"{template.name}: {language} is not complete: {lack}; mend it, or move its folder away"
