"""`outreach templates`: the texts that letters are made from."""

from typing import Annotated

import typer

from outreach.cli.door import ATTENTION, AsJson, OnlyCampaign, door
from outreach.cli.tell import print_json, say
from outreach.model.counted import counted
from outreach.model.errors import BadInput
from outreach.queries.campaigns import campaign_record

app = typer.Typer(help="The texts that letters are made from.")


@app.callback()
def templates() -> None:
    """The texts that letters are made from."""


@app.command()
def check(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A folder of templates/emails/.", show_default="every one"),
    ] = None,
    campaign: OnlyCampaign = None,
    as_json: AsJson = False,
) -> None:
    """Read the texts of a template as a careful reader would; exit code 1 if something is wrong."""
    house = door(context).house
    wanted = campaign_record(house.engine, campaign).campaign if campaign else None
    if wanted and name not in (None, wanted.template):
        raise BadInput(f"campaign {campaign} writes with {wanted.template}: leave {name!r} out")
    looked = house.files.templates(name, wanted)
    if as_json:
        print_json(looked)
    else:
        for one in looked:
            for line in one.wrong:
                say(f"wrong: {line}")
            for line in one.findings:
                say(f"look at {line}")
            wrong, others = len(one.wrong), counted(len(one.findings), "thing", "things")
            say(f"{one.name}: {wrong or 'nothing'} to be mended, {others} to look at")
    raise typer.Exit(ATTENTION if any(one.wrong for one in looked) else 0)
