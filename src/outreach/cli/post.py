"""`outreach tasks print`: all that waits for the post, to be put into envelopes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from outreach.cli.door import door
from outreach.cli.tell import say
from outreach.files.write import write_file
from outreach.model.civil_time import civil
from outreach.queries.post import open_post
from outreach.rendering.paper.post import Envelopes, PostLetter, envelopes_file, post_file
from outreach.wiring.house import House


def print_post(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="Where to write the PDF.", dir_okay=False)],
    both_sides: Annotated[bool, typer.Option(help="Each letter begins on the front of a sheet.")] = False,
    envelopes: Annotated[
        Envelopes | None, typer.Option(help="Their addresses instead: labels, or C6 or DL envelopes.")
    ] = None,
) -> None:
    """Write all letters that wait for the post into one PDF, behind a list of them."""
    house = door(context).house
    post = open_post(house.engine, now=house.clock())
    for line in post.left_out:
        say(f"left out: {line}")
    if not post.letters:
        say("no letter waits for the post")
        return
    what = "1 letter" if len(post.letters) == 1 else f"{len(post.letters)} letters"
    if envelopes:
        write_file(file, envelopes_file(post.letters, envelopes))
        say(f"the addresses of {what} written to {file}")
        return
    write_file(file, post_of_the_day(house, post.letters, both_sides=both_sides))
    say(f"{what} written to {file}")
    say("once one is posted: `outreach tasks done TASK --proof …`, with the number in the list's last column")


def post_of_the_day(house: House, letters: Sequence[PostLetter], *, both_sides: bool = False) -> bytes:
    """Them in one PDF with their list, which in a rehearsal says that it is one."""
    day = civil(house.clock(), house.settings.time_zone).local
    remark = "" if house.live else "REHEARSAL: post nothing of this for real"
    return post_file(letters, title=f"Post of {day:%Y-%m-%d}", remark=remark, both_sides=both_sides)
