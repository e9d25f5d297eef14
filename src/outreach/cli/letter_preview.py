"""`outreach letters preview`: one letter as its readers will see it, before anything is drafted."""

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from outreach.cli.door import Campaign, door
from outreach.cli.tell import say
from outreach.files.write import write_file
from outreach.model.directory import Channel
from outreach.model.errors import BadInput
from outreach.model.ids import OfficeId
from outreach.rendering.preview.files import preview_files
from outreach.work.installation.make_home import make_folder
from outreach.work.letters.preview import preview_letter


def preview(
    context: typer.Context,
    campaign: Campaign,
    to: Annotated[OfficeId, typer.Option("--to", parser=OfficeId, metavar="OFFICE", help="The office.")],
    step: Annotated[str, typer.Option(help="A step of the campaign.")] = "first",
    channel: Annotated[
        Channel | None, typer.Option(help="By which way.", show_default="as it would be drafted")
    ] = None,
    opened: Annotated[bool, typer.Option("--open", help="Open it in your browser.")] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="The folder for the files.", show_default="previews/ of the home"),
    ] = None,
) -> None:
    """Make one letter as it would be drafted now, in files to look at: desk, telephone, night, paper, raw."""
    house = door(context).house
    with house.draft_context(campaign) as drafting:
        mime = preview_letter(
            house.engine, campaign, to, step, channel=channel, context=drafting, now=house.clock()
        )
    folder = out or house.home / "previews" / f"{campaign}-{to}-{step}"
    make_folder(folder)
    for name, content in preview_files(mime).items():
        write_file(folder / name, content)
        say(str(folder / name))
    say("nothing is drafted: these files are yours to look at, and to throw away")
    if opened and not webbrowser.open((folder / "desktop.html").absolute().as_uri()):
        raise BadInput(f"no browser could be opened: open {folder / 'desktop.html'} yourself")
