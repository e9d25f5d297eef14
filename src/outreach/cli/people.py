"""`outreach people`: who may act."""

import typer

from outreach.cli.door import AsJson, door
from outreach.cli.tell import say, show
from outreach.model.ids import Handle
from outreach.model.person import Person
from outreach.store import people
from outreach.store.database import reading
from outreach.work.people.add import add_person

app = typer.Typer(help="Who may act. Every approval, settlement and edit names one person.")


@app.command()
def add(context: typer.Context, handle: str, name: str = typer.Option(..., help="Their full name.")) -> None:
    """Add a person."""
    house = door(context).house
    add_person(house.engine, Person(handle=Handle(handle), name=name), now=house.clock())
    say(f"{handle} ({name}) may act now: --as {handle}")


@app.command("list")
def list_people(context: typer.Context, as_json: AsJson = False) -> None:
    """List everybody."""
    with reading(door(context).house.engine) as connection:
        everybody = people.list_all(connection)
    show(
        as_json,
        everybody,
        {"handle": "person", "name": "name"},
        empty="nobody yet: `outreach people add HANDLE --name NAME`",
    )
