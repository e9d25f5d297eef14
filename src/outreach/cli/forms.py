"""`outreach forms`: how offices are greeted."""

from typing import Annotated

import typer

from outreach.cli.door import AsJson, door
from outreach.cli.tell import print_json, print_table, say
from outreach.model.counted import counted
from outreach.model.errors import BadInput
from outreach.model.form_of_address import FormKey, FormOfAddress
from outreach.model.locale import fallbacks, is_language_tag

_COLUMNS = ("rank", "language", "country", "gender", "number", "salutation", "closing", "you", "who says so")

app = typer.Typer(help="The forms of address: how offices are greeted in each language.")


@app.callback()
def forms() -> None:
    """Read how offices are greeted."""


@app.command()
def show(
    context: typer.Context,
    language: Annotated[str, typer.Option(help="The tag of a language, like de or pt-PT.")],
    unverified: Annotated[
        bool, typer.Option("--unverified", help="Only what nobody has answered for yet.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print every form of address of a language, and of those that serve it, for whoever knows it to sign."""
    if not is_language_tag(language):
        raise BadInput(f"{language!r} is no language's tag: write it like de or pt-PT")
    found = door(context).house.files.forms(fallbacks(language))
    rows = [(key, form) for key, form in sorted(found.items()) if form.is_unverified or not unverified]
    if as_json:
        print_json([_plain(key, form) for key, form in rows])
        return
    if rows:
        print_table(
            _COLUMNS,
            [_row(key, form) for key, form in rows],
        )
    for tag in fallbacks(language):
        of_tag = [form for key, form in found.items() if key.language == tag]
        if of_tag:
            weak = counted(sum(form.is_unverified for form in of_tag), "form")
            say(
                f"{weak} of {len(of_tag)} in {tag} nobody has verified; whoever knows one writes "
                f"name and day into signed_by of its row in templates/emails/forms-of-address/{tag}.csv"
            )


def _row(key: FormKey, form: FormOfAddress) -> tuple[str, ...]:
    greeting = (*_lines(form), form.you, _vouched(form))
    return key.rank, key.language, key.country, key.gender, key.number, *greeting


def _lines(form: FormOfAddress) -> tuple[str, str]:
    salutation = form.salutation.replace("\n", " / ")
    named = f"; by name: {form.salutation_named}" if form.salutation_named else ""
    return f"{salutation}{named}", form.closing


def _vouched(form: FormOfAddress) -> str:
    if form.signed_by:
        return f"signed by {form.signed_by}"
    said = ", ".join(filter(None, (form.grade, form.source)))
    return f"UNVERIFIED ({said})" if form.is_unverified else said


def _plain(key: FormKey, form: FormOfAddress) -> dict[str, object]:
    return {
        **key._asdict(),
        "salutation": form.salutation,
        "salutation_named": form.salutation_named,
        "closing": form.closing,
        "address_title": form.address_title,
        "you": form.you,
        "body_begins": form.body_begins,
        "grade": form.grade,
        "source": form.source,
        "signed_by": form.signed_by,
        "unverified": form.is_unverified,
    }
