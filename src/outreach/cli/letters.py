"""`outreach letters`: draft, read, approve, and decide what becomes of them."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from outreach.cli.approval import approve, reschedule
from outreach.cli.door import (
    ATTENTION,
    AsJson,
    Campaign,
    Named,
    OfCampaign,
    OfOffice,
    OfStep,
    One,
    ToOffices,
    door,
)
from outreach.cli.letter_preview import preview
from outreach.cli.letter_trial import try_letter
from outreach.cli.letter_view import on_paper, public, tell_letter, tell_letters
from outreach.cli.progress import followed
from outreach.cli.tell import print_json, print_table, reason_option, say, text_option
from outreach.files.read import read_file, shown_name
from outreach.files.write import write_file
from outreach.model.counted import counted
from outreach.model.errors import BadInput, WrongState
from outreach.model.status import CANCELLABLE, HOLDABLE, Status
from outreach.queries.audience import parse_choice
from outreach.queries.letters import (
    LetterView,
    as_seen,
    choose,
    digest_of_drafts,
    find_id,
    list_letters,
    view,
)
from outreach.rendering.mime.message import with_date
from outreach.store.approvals import sealed
from outreach.work.letters.cancel import cancel_letters
from outreach.work.letters.draft import draft_letters
from outreach.work.letters.drafted import Drafted, DraftResult
from outreach.work.letters.edit import edit_letter
from outreach.work.letters.hold import hold_letters, release_letters
from outreach.work.letters.settle import Verdict, settle_letter

app = typer.Typer(help="The letters: draft, read, approve, hold, settle.")

Reason = Annotated[str, typer.Option(help="Why, in a few words.", callback=reason_option)]


@app.command()
def draft(
    context: typer.Context,
    campaign: Campaign,
    step: Annotated[str, typer.Option("--step", metavar="STEP", help="Its first step.")] = "first",
    office: OfOffice = None,
    to: ToOffices = None,
    again: Annotated[
        list[str] | None,
        typer.Option(
            "--again",
            metavar="LETTER",
            help="A letter that was cancelled or bounced: write to its office anew.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Draft a letter to every office that can be written to; exit code 1 if some are blocked."""
    house = door(context).house
    with house.draft_context(campaign) as drafting, followed() as progress:
        drafted = draft_letters(
            house.engine,
            door(context).actor,
            campaign,
            step,
            context=drafting,
            only=office,
            to=parse_choice(to or ()),
            again=[find_id(house.engine, named) for named in again or ()],
            clock=house.clock,
            progress=progress,
        )
    tell_drafted(drafted, as_json)


def tell_drafted(drafted: Sequence[Drafted], as_json: bool) -> None:
    """Say what drafting made of each office, and leave with exit code 1 if a letter is blocked."""
    blocked = [line for line in drafted if line.result is DraftResult.BLOCKED]
    if as_json:
        print_json(drafted)
    else:
        counts = Counter(line.result for line in drafted)
        told = [f"{counts[one]} {one.replace('_', ' ')}" for one in DraftResult if counts[one]]
        say(", ".join(told) or "nothing to draft")
        if void := sum(line.approval_void for line in drafted):
            were = "of them was approved: it", "of them were approved: they"
            say(f"{counted(void, *were)} must be read and approved again")
        if held := sum(len(line.held) for line in drafted):
            are = counted(held, "letter is", "letters are")
            say(f"{are} held: `campaign audience` says why their offices are not written to any more")
        if blocked:
            print_table(["office", "blocked because"], [(line.office_id, line.reason) for line in blocked])
    if blocked:
        raise typer.Exit(ATTENTION)


@app.command("list")
def list_all(
    context: typer.Context,
    campaign: OfCampaign = None,
    step: OfStep = None,
    status: Annotated[list[Status] | None, typer.Option(help="Only these states.")] = None,
    as_json: AsJson = False,
) -> None:
    """List letters; a campaign's drafts with the digest that approves them as they are now."""
    engine = door(context).house.engine
    found = list_letters(engine, campaign_id=campaign, step=step, statuses=status)
    if as_json:
        print_json([public(letter) for letter in found])
        return
    tell_letters(found)
    if campaign and (digest := digest_of_drafts(engine, found)):
        which = f"--campaign {campaign}" + (f" --step {step}" if step else "")
        say(f"to approve exactly these drafts: outreach letters approve {which} --seen {digest[:12]}")


@app.command("show")
def show_letter(
    context: typer.Context,
    letter: One,
    eml: Annotated[Path | None, typer.Option(help="Write the exact bytes to this file.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Write the letter on paper to this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show one letter with all that is sealed of it, and its history; --eml writes exactly what leaves."""
    house = door(context).house
    seen = view(house.engine, find_id(house.engine, letter))
    seal = sealed(seen.letter, seen.mime) if seen.mime else None
    if eml is not None or pdf is not None:
        _write(seen, eml=eml, pdf=pdf)
    elif as_json:
        story = {"moves": seen.moves, "attempts": seen.attempts}
        print_json(public(seen.letter) | {"seal": seal} | story)
    else:
        tell_letter(seen, house.settings.time_zone)
        if seal and seen.letter.status is Status.DRAFT:
            say(f"to approve exactly this: outreach letters approve {seen.letter.id}:{seal[:12]}")


def _write(seen: LetterView, *, eml: Path | None, pdf: Path | None) -> None:
    letter, mime = seen.letter, seen.mime
    if mime is None:
        raise WrongState(f"letter {letter.id} is {letter.status} and has no content: {letter.reason}")
    if eml is not None:
        write_file(eml, with_date(mime, letter.date_header) if letter.date_header else mime)
        say(f"letter {letter.id} written to {eml}")
    if pdf is not None:
        write_file(pdf, on_paper(letter, mime))
        say(f"letter {letter.id} written to {pdf}")


app.command()(preview)
app.command("test")(try_letter)
app.command()(approve)
app.command()(reschedule)


@app.command()
def edit(
    context: typer.Context,
    letter: One,
    file: Annotated[Path, typer.Option("--file", help="Markdown in the place of the template's body.")],
) -> None:
    """Write one letter's paragraphs for it alone; an empty file gives the template's back."""
    house = door(context).house
    seen = view(house.engine, find_id(house.engine, letter)).letter
    text = read_file(file, limit=_MOST_TEXT)
    with house.draft_context(seen.campaign_id) as drafting:
        edited = edit_letter(
            house.engine,
            door(context).actor,
            as_seen([seen])[0],
            _decoded(text, file),
            context=drafting,
            now=house.clock(),
        )
    say(f"letter {edited.id} is {edited.status}: a second person reads and approves it")


#: Bytes: a hundred times a letter.
_MOST_TEXT = 256 * 1024


def _decoded(content: bytes, file: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{shown_name(file)} is not UTF-8: save it as UTF-8") from None


@app.command()
def hold(
    context: typer.Context,
    reason: Reason,
    letters: Named = None,
    campaign: OfCampaign = None,
    step: OfStep = None,
) -> None:
    """Hold letters back until they are released."""
    house = door(context).house
    chosen = choose(house.engine, letters or [], campaign_id=campaign, step=step, statuses=HOLDABLE)
    hold_letters(house.engine, door(context).actor, as_seen(chosen), reason=reason, now=house.clock())
    say(f"{len(chosen)} held")


@app.command()
def release(
    context: typer.Context, letters: Named = None, campaign: OfCampaign = None, step: OfStep = None
) -> None:
    """Let held letters go at their time."""
    house = door(context).house
    chosen = choose(house.engine, letters or [], campaign_id=campaign, step=step, statuses=[Status.HELD])
    release_letters(house.engine, door(context).actor, as_seen(chosen), now=house.clock())
    say(f"{len(chosen)} released")


@app.command()
def cancel(
    context: typer.Context,
    reason: Reason,
    letters: Named = None,
    campaign: OfCampaign = None,
    step: OfStep = None,
) -> None:
    """Give letters up before they leave."""
    house = door(context).house
    chosen = choose(house.engine, letters or [], campaign_id=campaign, step=step, statuses=CANCELLABLE)
    cancel_letters(house.engine, door(context).actor, as_seen(chosen), reason=reason, now=house.clock())
    say(f"{len(chosen)} cancelled")


@app.command()
def settle(
    context: typer.Context,
    letter: One,
    outcome: Annotated[Verdict, typer.Option(help="What you know of it.")],
    note: Annotated[str, typer.Option(help="How you know.", callback=text_option)],
) -> None:
    """Settle a letter that is in doubt, or have a failed one sent again."""
    house = door(context).house
    seen = view(house.engine, find_id(house.engine, letter)).letter
    settle_letter(
        house.engine, door(context).actor, as_seen([seen])[0], outcome, note=note, now=house.clock()
    )
    say(f"letter {seen.id}: {outcome}")
