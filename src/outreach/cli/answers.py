"""`outreach answers`: what came back."""

from datetime import datetime
from typing import Annotated

import typer

from outreach.cli.door import AsJson, One, OnlyCampaign, door
from outreach.cli.tell import say, show, text_option
from outreach.model.ids import AnswerId
from outreach.model.thread import AnswerKind
from outreach.queries.answers import list_answers
from outreach.queries.letters import find_id
from outreach.work.answers.correct import correct_answer
from outreach.work.answers.record import record_answer

app = typer.Typer(help="What came back from the institutions.")

Note = Annotated[str, typer.Option(help="What it says, in a few words.", callback=text_option)]


@app.command()
def record(
    context: typer.Context,
    letter: One,
    outcome: Annotated[AnswerKind, typer.Option(help="What it was.")],
    note: Note = "",
    received_on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day on which it came in.")
    ] = None,
    their_reference: Annotated[
        str, typer.Option(help="Their number for our letter; reminders name it.", callback=text_option)
    ] = "",
) -> None:
    """Record an answer; all but a bare acknowledgement stop the reminders to that office."""
    house = door(context).house
    letter_id = find_id(house.engine, letter)
    record_answer(
        house.engine,
        door(context).actor,
        letter_id,
        outcome,
        note=note,
        received_on=received_on.date() if received_on else None,
        their_reference=their_reference,
        now=house.clock(),
    )
    say(f"letter {letter_id}: {outcome}")


@app.command("list")
def list_recorded(
    context: typer.Context,
    campaign: OnlyCampaign = None,
    as_json: AsJson = False,
) -> None:
    """List every answer, with its note; a corrected one is marked."""
    columns = {
        "id": "answer",
        "office_id": "office",
        "letter_id": "letter",
        "kind": "what",
        "came_on": "on",
        "recorded_by": "recorded by",
        "counts": "counts",
        "their_reference": "their reference",
        "note": "note",
    }
    answers = list_answers(door(context).house.engine, campaign)
    show(as_json, answers, columns, empty="no answer yet")


@app.command()
def correct(
    context: typer.Context,
    answer: Annotated[
        int, typer.Argument(min=1, max=2**31 - 1, metavar="ANSWER", help="Its number in the list.")
    ],
    outcome: Annotated[AnswerKind, typer.Option(help="What it really was; withdrawn: there was none.")],
    note: Note,
) -> None:
    """Correct an answer that was recorded wrongly; what was written first stays to be read."""
    house = door(context).house
    actor = door(context).actor
    correct_answer(house.engine, actor, AnswerId(answer), outcome, note=note, now=house.clock())
    say(f"answer {answer} is corrected: {outcome}")
