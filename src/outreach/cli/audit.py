"""`outreach audit`: what people did here, and whether that record is as it was written."""

from datetime import datetime

import typer

from outreach.cli.door import ATTENTION, AsJson, door
from outreach.cli.tell import print_json, print_table, say
from outreach.queries.audit import check_audit, list_audit
from outreach.wiring.audit_ends import kept_ends

app = typer.Typer(help="What people did here, signed line by line.")


@app.command()
def verify(context: typer.Context, as_json: AsJson = False) -> None:
    """Check every line by its signature, and every approval by its line; exit code 1 if one is wrong."""
    house = door(context).house
    result = check_audit(house.engine, kept_ends(house))
    if as_json:
        print_json(result)
    else:
        for fault in result.faults:
            say(fault)
        say(f"{result.lines} lines, and {len(result.faults) or 'nothing'} wrong with them")
    raise typer.Exit(ATTENTION if result.faults else 0)


def _when(at: object) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC" if isinstance(at, datetime) else str(at)


@app.command("list")
def list_lines(context: typer.Context, as_json: AsJson = False) -> None:
    """List who did what, and when."""
    lines = list_audit(door(context).house.engine)
    if as_json:
        print_json(lines)
    elif not lines:
        say("nobody has done anything yet")
    else:
        rows = [(x.number, _when(x.at), x.actor, x.act, x.target) for x in lines]
        print_table(["line", "when", "who", "did", "to"], rows)
