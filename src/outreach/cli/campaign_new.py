"""`outreach campaign new`: a campaign of one's own, asked for in a terminal or told by options."""

import sys
from collections.abc import Mapping
from typing import Annotated

import typer

from outreach.cli.door import CampaignName, door
from outreach.cli.tell import say
from outreach.model.errors import BadInput
from outreach.model.new_campaign import QUESTIONS, Question
from outreach.queries.campaigns import campaign_records
from outreach.work.campaigns.new import new_campaign, require_name


def new(
    context: typer.Context,
    name: CampaignName,
    case: Annotated[str | None, typer.Option(help="Whom or what the letters are about.")] = None,
    sender: Annotated[str | None, typer.Option(help="The association that writes.")] = None,
    description: Annotated[str | None, typer.Option(help="One line that says what it is.")] = None,
    email: Annotated[str | None, typer.Option(help="The address from which it writes.")] = None,
    place: Annotated[str | None, typer.Option(help="The town that stands before the date.")] = None,
    country: Annotated[str | None, typer.Option(help="The association's country, like FR.")] = None,
    first_on: Annotated[str | None, typer.Option(help="The day of the first letters.")] = None,
    state: Annotated[
        str | None, typer.Option(help="The country whose bodies are never written to; '' for none.")
    ] = None,
    time_zone: Annotated[
        str | None, typer.Option(help="Of the association's clocks.", show_default="that of the settings")
    ] = None,
    language: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TAG",
            help="A language to write in, the first before the others; repeated.",
            show_default="all that there are",
        ),
    ] = None,
) -> None:
    """Make a campaign of your own: its file, its case and its texts, in neutral words."""
    require_name(name)  # before anything is asked
    house = door(context).house
    loaded = [record.campaign.id for record in campaign_records(house.engine)]
    given = {
        "case": case,
        "sender": sender,
        "description": description,
        "email": email,
        "place": place,
        "country": country,
        "first_on": first_on,
        "state": state,
        "time_zone": time_zone or house.settings.time_zone,
    }
    made = new_campaign(
        house.files.roots,
        name,
        _answers(name, given),
        language or (),
        loaded=loaded,
        today=house.clock().date(),
    )
    say(f"campaign {name} is made in {house.home}, in {', '.join(made.languages)}; nothing is loaded yet")
    say(f"the case: {made.case.as_posix()}")
    say(f"its sentences: {made.texts.as_posix()}/{made.languages[0]}/case.toml, and so in each language")
    say(f"the campaign: {made.campaign.as_posix()}; who co-signs: {made.signatories.as_posix()}")
    say(f"next, write what stands between [[ and ]], then `outreach templates check {name}`")


def _answers(name: str, given: Mapping[str, str | None]) -> dict[str, str]:
    """What was told, and what is asked now; where nobody sits at a terminal, all that is missing is said."""
    missing = [one for one in QUESTIONS if given[one.key] is None]
    told = {key: text for key, text in given.items() if text is not None}
    if missing and not sys.stdin.isatty():
        options = ", ".join(f"--{one.key.replace('_', '-')}" for one in missing)
        raise BadInput(
            f"campaign new {name} lacks {options}: say them, or type it in a terminal, where it asks"
        )
    return told | {one.key: _asked(one) for one in missing}


def _asked(question: Question) -> str:
    """The answer; one that cannot be kept is asked for again."""

    def answered(text: str) -> str:
        try:
            return question.answered(text)
        except BadInput as fault:
            raise typer.BadParameter(str(fault)) from None

    default = "" if question.may_be_empty else None
    return str(typer.prompt(question.asks, default=default, show_default=False, value_proc=answered))
