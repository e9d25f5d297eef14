"""`outreach contacts`: the directory of offices."""

from pathlib import Path
from typing import Annotated

import typer

from outreach.cli.door import ATTENTION, WRONG_USE, AsJson, door
from outreach.cli.tell import complain, print_json, print_table, say
from outreach.files.write import write_file
from outreach.lists.contacts import write_contacts
from outreach.model.directory import Channel
from outreach.model.ids import OfficeId
from outreach.queries.contact_findings import check_contacts
from outreach.store import directory
from outreach.store.database import reading
from outreach.wiring.house import directory_files
from outreach.work.contacts.load import LoadResult, load_contacts
from outreach.work.contacts.suppress import suppress as suppress_target
from outreach.work.contacts.verify import verify_address

OfBody = Annotated[str | None, typer.Option("--body", help="Only this body (UN, EU, CoE, …).")]

app = typer.Typer(help="The directory: who can be written to, and where.")


@app.command()
def load(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Directory files (CSV), or a folder of them.")],
    apply: Annotated[bool, typer.Option("--apply", help="Write it; without this nothing changes.")] = False,
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="Load the good rows although others are wrong.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Compare files with the directory, and load them with --apply."""
    house, who = door(context).house, door(context).who
    loadings = []
    # All are read before the first is written: what is wrong in one file stops them all.
    reads = [(file, house.contacts(file)) for place in files for file in directory_files(place)]
    clean = skip_bad_rows or not any(read.problems for _, read in reads)
    for file, read in reads:
        loading = load_contacts(
            house.engine,
            read.offices,
            read.problems,
            file=file.name,
            rows=read.rows,
            apply=apply and clean,
            skip_bad=skip_bad_rows,
            who=who,
            now=house.clock(),
        )
        loadings.append((file, loading))
    if as_json:
        print_json([{"file": str(file), "loading": loading} for file, loading in loadings])
    else:
        for file, loading in loadings:
            _tell(file, loading, apply)
    if any(loading.problems for _, loading in loadings):
        raise typer.Exit(WRONG_USE if any(not done.written for _, done in loadings) else ATTENTION)


def _tell(file: Path, loading: LoadResult, apply: bool) -> None:
    for problem in loading.problems:
        complain(str(problem))
    counts = f"{len(loading.new)} new, {len(loading.changed)} changed, {len(loading.unchanged)} unchanged"
    if loading.written:
        say(f"{file.name}: loaded: {counts}")
    elif loading.problems:
        say(f"{file.name}: nothing written: mend the rows above, or load the others with --skip-bad-rows")
    elif apply:
        say(f"{file.name}: {counts}; nothing written, because of another file's rows")
    else:
        say(f"{file.name}: {counts}; nothing written yet: add --apply")


@app.command("list")
def list_contacts(
    context: typer.Context,
    body: OfBody = None,
    as_json: AsJson = False,
) -> None:
    """List the offices and how each is reached."""
    with reading(door(context).house.engine) as connection:
        offices = [office for office in directory.find(connection) if body in (None, office.body)]
    if as_json:
        print_json(offices)
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
    else:
        print_table(["office", "what to look at"], [(line.office_id, line.finding) for line in found])
        say(f"{len(found)} things to look at" if found else "nothing to look at")
    raise typer.Exit(ATTENTION if found else 0)


@app.command()
def verify(
    context: typer.Context,
    office: str,
    channel: Annotated[Channel, typer.Option(help="Which of its addresses.")] = Channel.EMAIL,
) -> None:
    """Mark an address as checked: you have seen it on the institution's own page today."""
    house = door(context).house
    verify_address(house.engine, OfficeId(office), channel, who=door(context).who, now=house.clock())
    say(f"{office}: its {channel} address is marked as checked")


@app.command()
def suppress(
    context: typer.Context,
    target: Annotated[str, typer.Argument(help="An office's id, or a mailbox.")],
    reason: Annotated[str, typer.Option(help="Why, in a few words.")],
) -> None:
    """Never write there again, in any campaign."""
    house = door(context).house
    suppress_target(house.engine, target, reason=reason, who=door(context).who, now=house.clock())
    say(f"{target} will not be written to again")


@app.command()
def export(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Where to write; else to the screen.")] = None,
    body: OfBody = None,
) -> None:
    """Write the directory in the format that `load` reads; safe to open in a spreadsheet."""
    with reading(door(context).house.engine) as connection:
        offices = [office for office in directory.find(connection) if body in (None, office.body)]
    text = write_contacts(offices)
    if file is None:
        typer.echo(text, nl=False)
    else:
        write_file(file, text.encode())
        say(f"{len(offices)} offices written to {file}")
