"""What every command shares: the options before the command, and the house behind the door."""

import logging
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from outreach.model.actor import Actor
from outreach.model.errors import BadInput, NotAllowed, OutreachError
from outreach.model.ids import CampaignId, Handle, OfficeId
from outreach.model.text import has_control
from outreach.wiring.audit_ends import keep_end
from outreach.wiring.homes import open_house
from outreach.wiring.house import House

_log = logging.getLogger(__name__)

#: 0 is done; what a person should look at; what was asked wrongly.
ATTENTION = 1
WRONG_USE = 2

#: Ids become what they are at the door.
Campaign = Annotated[
    CampaignId, typer.Option("--campaign", parser=CampaignId, metavar="NAME", help="The campaign.")
]
OfCampaign = Annotated[
    CampaignId | None,
    typer.Option("--campaign", parser=CampaignId, metavar="NAME", help="All such letters of this campaign."),
]
OnlyCampaign = Annotated[
    CampaignId | None,
    typer.Option("--campaign", parser=CampaignId, metavar="NAME", help="Only this campaign."),
]
#: A string, for help shows the type of an argument as it is called in the code.
CampaignName = Annotated[str, typer.Argument(metavar="NAME", help="The campaign.")]
Named = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="LETTER", help="Letters: their ids, printed references or offices.", show_default=False
    ),
]
One = Annotated[
    str, typer.Argument(metavar="LETTER", help="The letter's id, its printed reference, or its office.")
]
OfStep = Annotated[str | None, typer.Option("--step", metavar="STEP", help="Only those of this step.")]
OfOffice = Annotated[
    list[OfficeId] | None,
    typer.Option("--office", parser=OfficeId, metavar="OFFICE", help="Only this office; may be repeated."),
]
ToOffices = Annotated[
    list[str] | None,
    typer.Option(
        "--to",
        metavar="FILTER",
        help="Only offices that it fits, like 'kind:foreign-ministry country:de,fr'; repeated: any of them.",
    ),
]
OneOffice = Annotated[str, typer.Argument(metavar="OFFICE", help="The office.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


@dataclass(frozen=True)
class Door:
    """The options that stand before the command."""

    home: Path | None
    #: The home if it was given on the command line, and not by the environment.
    typed_home: Path | None
    #: Who acts; None where nobody was named.
    who: str | None

    @property
    def actor(self) -> Actor:
        """Who acts. Raises `NotAllowed` where nobody was named."""
        if not self.who:
            raise NotAllowed("say who acts: add --as PERSON, or set OUTREACH_AS")
        if has_control(self.who):
            raise BadInput(f"{self.who!a} is nobody's handle: say who acts with --as PERSON")
        return Actor(handle=Handle(self.who))

    @cached_property
    def house(self) -> House:
        """The house in that home."""
        return open_house(self.home)

    def leave(self) -> None:
        """Note what the command may have added to the audit; what it did stands, whatever comes of that."""
        if "house" not in vars(self):
            return
        try:
            keep_end(self.house)
        except (OutreachError, DBAPIError) as fault:
            _log.warning("where the audit ends could not be noted: %s", fault)


def door(context: typer.Context) -> Door:
    """The door through which this command came."""
    found = context.obj
    assert isinstance(found, Door)  # noqa: S101 - set by the callback of the program itself
    return found
