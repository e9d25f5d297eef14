"""`outreach tasks`: what waits for a person."""

from typing import Annotated

import typer

from outreach.cli.door import AsJson, door
from outreach.cli.post import print_post
from outreach.cli.tell import print_json, print_table, reason_option, say, text_option
from outreach.model.ids import TaskId
from outreach.queries.tasks import list_tasks, task_view
from outreach.work.sending.withdraw import require_carriable
from outreach.work.tasks.complete import complete_task
from outreach.work.tasks.reopen import reopen_task

#: What every database takes for a number.
Number = Annotated[int, typer.Argument(min=1, max=2**31 - 1, metavar="TASK", help="Its number in the list.")]

app = typer.Typer(help="What waits for a person: forms, post, addresses to find.")


@app.command("list")
def list_open(
    context: typer.Context,
    every: Annotated[bool, typer.Option("--all", help="Also those that are done or dropped.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the open tasks."""
    found = list_tasks(door(context).house.engine, every=every)
    if as_json:
        print_json(found)
    elif found:
        print_table(
            ["task", "what", "office", "letter", "state"],
            [(x.id, x.kind.replace("_", " "), x.office_id, x.letter_id, x.status) for x in found],
        )
        say("`outreach tasks show TASK` gives the instructions and the text")
        if not door(context).house.live:
            say("this home rehearses: fill in and post nothing for real")
    else:
        say("nothing to do")


@app.command()
def show(context: typer.Context, task: Number, as_json: AsJson = False) -> None:
    """Show what to do, where, and the text to paste or print."""
    house = door(context).house
    require_carriable(house.engine, TaskId(task), live=house.live, now=house.clock())
    found = task_view(house.engine, TaskId(task), now=house.clock())
    if as_json:
        print_json(found.task)
        return
    if found.stopped_by:
        say(f"NOT NOW: {found.stopped_by}")
    typer.echo(found.task.instructions)  # to the letter: it is to be pasted as it is


app.command("print")(print_post)


@app.command()
def reopen(
    context: typer.Context,
    task: Number,
    reason: Annotated[str, typer.Option(help="What was wrong.", callback=reason_option)],
) -> None:
    """Take back that a task was done; its letter waits for a person again."""
    house = door(context).house
    reopen_task(house.engine, door(context).actor, TaskId(task), reason=reason, now=house.clock())
    say(f"task {task} is open again")


@app.command()
def done(
    context: typer.Context,
    task: Number,
    proof: Annotated[
        str,
        typer.Option(help="What shows it: a confirmation or tracking number.", callback=text_option),
    ],
) -> None:
    """Close a task that you have done; its letter counts as sent from then on."""
    house = door(context).house
    actor = door(context).actor
    complete_task(house.engine, actor, TaskId(task), proof=proof, live=house.live, now=house.clock())
    say(f"task {task} is done")
