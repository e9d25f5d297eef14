"""`outreach people`: who may act."""

from typing import Annotated

import typer

from outreach.cli.door import AsJson, door
from outreach.cli.tell import say, show, text_option
from outreach.model.ids import Handle
from outreach.model.person import Person
from outreach.queries.people import list_people
from outreach.work.people.add import add_person
from outreach.work.people.disable import disable_person

Who = Annotated[str, typer.Argument(metavar="HANDLE", help="Their short name here, as in --as HANDLE.")]

app = typer.Typer(help="Who may act. Every approval, settlement and edit names one person.")


@app.command()
def add(
    context: typer.Context,
    handle: Who,
    name: Annotated[str, typer.Option(help="Their full name.", callback=text_option)],
) -> None:
    """Add a person; somebody who is here already says so, and only the first needs nobody."""
    house = door(context).house
    actor = door(context).actor if door(context).who else None
    add_person(house.engine, actor, Person(handle=Handle(handle), name=name), now=house.clock())
    say(f"{handle} ({name}) may act now: --as {handle}")


@app.command()
def disable(context: typer.Context, handle: Who) -> None:
    """Let a person go: they act no more, and what they did stays theirs."""
    house = door(context).house
    disable_person(house.engine, door(context).actor, Handle(handle), now=house.clock())
    say(f"{handle} cannot act any more")


@app.command("list")
def list_everybody(context: typer.Context, as_json: AsJson = False) -> None:
    """List everybody."""
    show(
        as_json,
        list_people(door(context).house.engine),
        {"handle": "person", "name": "name", "enrolled_by": "enrolled by", "disabled_by": "let go by"},
        empty="nobody yet: `outreach people add HANDLE --name NAME`",
    )
