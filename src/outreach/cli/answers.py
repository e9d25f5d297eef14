"""`outreach answers`: what came back."""

from typing import Annotated

import typer

from outreach.cli.door import door
from outreach.cli.tell import say
from outreach.model.ids import LetterId
from outreach.model.thread import AnswerKind
from outreach.work.answers.record import record_answer

app = typer.Typer(help="What came back from the institutions.")


@app.callback()
def answers() -> None:
    """What came back from the institutions."""


@app.command()
def record(
    context: typer.Context,
    letter: str,
    outcome: Annotated[AnswerKind, typer.Option(help="What it was.")],
    note: Annotated[str, typer.Option(help="What it says, in a few words.")] = "",
) -> None:
    """Record an answer; all but a bare acknowledgement stop the reminders to that office."""
    house = door(context).house
    record_answer(
        house.engine, LetterId(letter), outcome, note=note, who=door(context).who, now=house.clock()
    )
    say(f"letter {letter}: {outcome}")
