"""`outreach contacts`: the directory of offices."""

from pathlib import Path
from typing import Annotated

import typer

from outreach.cli.door import ATTENTION, WRONG_USE, AsJson, OneOffice, ToOffices, door
from outreach.cli.tell import complain, print_json, print_table, reason_option, say, show
from outreach.files.write import write_file
from outreach.lists.contacts import write_contacts
from outreach.model.counted import counted
from outreach.model.directory import Channel
from outreach.model.ids import OfficeId
from outreach.queries.audience import choose_offices, parse_choice
from outreach.queries.contact_findings import check_contacts
from outreach.queries.contacts import all_suppressions, find_address, list_offices
from outreach.wiring.staff_files import directory_files
from outreach.work.contacts.load import LoadResult, load_contacts
from outreach.work.contacts.suppress import lift_suppression, suppress_target
from outreach.work.contacts.verify import verify_address

OfBody = Annotated[str | None, typer.Option("--body", help="Only this body (UN, EU, CoE, …).")]

app = typer.Typer(help="The directory: who can be written to, and where.")
suppressions = typer.Typer(help="Who must not be written to.")
app.add_typer(suppressions, name="suppressions")


@app.command()
def load(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Directory files (CSV), or a folder of them.")
    ],
    apply: Annotated[bool, typer.Option("--apply", help="Write it; without this nothing changes.")] = False,
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="Load the good rows although others are wrong.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare files with the directory, and load them with --apply."""
    house = door(context).house
    # All are read before the first is written: what is wrong in one file stops them all.
    read = [house.contacts(file) for path in files for file in directory_files(house.own(path))]
    results = load_contacts(
        house.engine,
        door(context).actor if apply or door(context).who else None,
        read,
        apply=apply,
        skip_bad=skip_bad_rows,
        now=house.clock(),
    )
    if as_json:
        print_json(results)
    else:
        for result in results:
            _tell(result, apply)
        if strangers := house.holders_of_no_office(read):
            say(f"to look at: holders.csv: no office has this id, so nobody is named: {', '.join(strangers)}")
    if any(result.problems for result in results):
        raise typer.Exit(WRONG_USE if not all(result.written for result in results) else ATTENTION)


def _tell(result: LoadResult, apply: bool) -> None:
    for problem in result.problems:
        complain(str(problem))
    for note in result.notes:
        say(f"to look at: {note}")
    counts = f"{len(result.new)} new, {len(result.changed)} changed, {len(result.unchanged)} unchanged"
    if result.written:
        say(f"{result.file}: loaded: {counts}")
    elif result.problems:
        say(f"{result.file}: nothing written: mend the rows above, or load the others with --skip-bad-rows")
    elif apply:
        say(f"{result.file}: {counts}; nothing written, because of another file's rows")
    else:
        say(f"{result.file}: {counts}; nothing written yet: add --apply")
    if result.gone:
        say(
            f"in the directory, but not in what you gave, and kept: {', '.join(result.gone)}; if one was "
            "taken out of its file because it must not be written to: `contacts suppress OFFICE`"
        )


@app.command("list")
def list_contacts(
    context: typer.Context,
    body: OfBody = None,
    to: ToOffices = None,
    as_json: AsJson = False,
) -> None:
    """List the offices and how each is reached."""
    house = door(context).house
    offices = list_offices(house.engine, body)
    if to:
        chosen = choose_offices(house.engine, parse_choice(to), now=house.clock())
        offices = [office for office in offices if office in chosen]
    if as_json:
        print_json(offices)
        return
    if not offices:
        of_body = "" if body is None else f" of body {body}"
        such = " like that" if to else ""
        say(f"nobody{of_body}{such} is in the directory: `outreach contacts load FILE.csv --apply`")
        return
    print_table(
        ["office", "name", "approach", "reached by", "address state"],
        [
            (
                office.id,
                office.name,
                office.approach,
                office.addresses[0].value if office.addresses else "no address known",
                office.addresses[0].state if office.addresses else "",
            )
            for office in offices
        ],
    )


@app.command()
def check(context: typer.Context, as_json: AsJson = False) -> None:
    """List what in the directory wants a person's eye; exit code 1 if anything does."""
    found = check_contacts(door(context).house.engine)
    if as_json:
        print_json(found)
    elif found:
        print_table(["office", "what to look at"], [(line.office_id, line.finding) for line in found])
        say(f"{counted(len(found), 'thing')} to look at")
    else:
        say("nothing to look at")
    raise typer.Exit(ATTENTION if found else 0)


@app.command()
def verify(
    context: typer.Context,
    office: OneOffice,
    channel: Annotated[Channel, typer.Option(help="Which of its addresses.")] = Channel.EMAIL,
    address: Annotated[str, typer.Option(help="The address as you saw it on the institution's page.")] = "",
) -> None:
    """Mark an address as checked: you have seen it on the institution's own page today."""
    house = door(context).house
    office_id = OfficeId(office)
    seen = find_address(house.engine, office_id, channel, address)
    verify_address(house.engine, door(context).actor, office_id, seen, now=house.clock())
    say(f"{office}: {seen.value} is marked as checked")


@app.command()
def suppress(
    context: typer.Context,
    target: Annotated[str, typer.Argument(metavar="TARGET", help="An office's id, or a mailbox.")],
    reason: Annotated[str, typer.Option(help="Why, in a few words.", callback=reason_option)],
) -> None:
    """Never write there again, in any campaign."""
    house = door(context).house
    suppress_target(house.engine, door(context).actor, target, reason=reason, now=house.clock())
    say(f"{target} will not be written to again")


@suppressions.command("list")
def list_suppressions(context: typer.Context, as_json: AsJson = False) -> None:
    """List the offices and mailboxes that must not be written to."""
    columns = {"target": "not to be written to", "requested_by": "said by", "reason": "because"}
    show(as_json, all_suppressions(door(context).house.engine), columns, empty="nothing is suppressed")


@suppressions.command()
def lift(
    context: typer.Context,
    target: Annotated[str, typer.Argument(metavar="TARGET", help="An office's id, or a mailbox.")],
    reason: Annotated[str, typer.Option(help="Why, in a few words.", callback=reason_option)],
) -> None:
    """Let it be written to again; letters that were held for it are released one by one."""
    house = door(context).house
    lift_suppression(house.engine, door(context).actor, target, reason=reason, now=house.clock())
    say(f"{target} may be written to again; `letters release` lets what was held for it go")


@app.command()
def export(
    context: typer.Context,
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="Where to write; else to the screen.")
    ] = None,
    body: OfBody = None,
) -> None:
    """Write the directory in the format that `load` reads; safe to open in a spreadsheet."""
    offices = list_offices(door(context).house.engine, body)
    text = write_contacts(offices)
    if file is None:
        typer.echo(text, nl=False)
    else:
        write_file(file, text.encode())
        say(f"{len(offices)} offices written to {file}")
