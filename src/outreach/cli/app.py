"""The program: its options and its commands, each in the file of its name."""

from pathlib import Path
from typing import Annotated

import typer

from outreach import __version__
from outreach.cli import (
    answers,
    audit,
    campaign,
    contacts,
    follow_ups,
    forms,
    letters,
    people,
    report,
    service,
    tasks,
    templates,
)
from outreach.cli.demo import demo
from outreach.cli.door import Door
from outreach.cli.tell import say

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)


def _tell_version(asked: bool) -> None:
    if asked:
        say(f"outreach {__version__}")
        raise typer.Exit


@app.callback()
def program(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(envvar="OUTREACH_HOME", help="The folder with the database.", show_default="var/home"),
    ] = None,
    who: Annotated[
        str | None, typer.Option("--as", envvar="OUTREACH_AS", help="Who acts.", show_default=False)
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_tell_version, help="Say which this is.")
    ] = False,
) -> None:
    """Write to institutions on behalf of people, and always say what became of each letter."""
    source = context.get_parameter_source("home")
    is_typed = source is not None and source.name == "COMMANDLINE"
    context.obj = entered = Door(home, home if is_typed else None, who)
    context.call_on_close(entered.leave)


for command in (
    demo,
    service.init,
    service.send,
    service.serve,
    service.stop,
    service.resume,
    service.status,
    service.doctor,
    service.sandbox,
):
    app.command()(command)
for name, group in (
    ("people", people.app),
    ("contacts", contacts.app),
    ("campaign", campaign.app),
    ("letters", letters.app),
    ("answers", answers.app),
    ("follow-ups", follow_ups.app),
    ("tasks", tasks.app),
    ("templates", templates.app),
    ("forms", forms.app),
    ("report", report.app),
    ("audit", audit.app),
):
    app.add_typer(group, name=name)
