"""Files of staff that are more than one, or that must fit one another: lists, forms of address, campaigns."""

from collections.abc import Collection, Sequence
from pathlib import Path

from outreach.files.read import is_there, read_file
from outreach.lists.forms_of_address import read_forms_of_address
from outreach.model.campaign import Campaign
from outreach.model.errors import BadInput
from outreach.model.form_of_address import FormOfAddress, FormsOfAddress, Key


def forms_of_address(roots: Sequence[Path], languages: Collection[str]) -> FormsOfAddress:
    """The forms of these languages; a row below a later root stands for that below an earlier one.

    One salutation more in a home needs a file with that one row. Raises `BadInput`.
    """
    forms: dict[Key, FormOfAddress] = {}
    for language in sorted(languages):
        name = Path("templates", "emails", "forms-of-address", f"{language}.csv")
        given = [root / name for root in roots if is_there(root / name)]
        for file in given or [roots[-1] / name]:
            forms |= read_forms_of_address(read_file(file), f"forms-of-address/{file.name}", language)
    return forms


def directory_files(path: Path) -> list[Path]:
    """The directory files that a person means: the file itself, or those of a folder.

    Lists of signatories stand in the same folder of a home, and are none.
    """
    if not path.is_dir():
        return [path]
    try:
        found = sorted(path.iterdir())
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None
    lists = [file for file in found if file.suffix.lower() == ".csv" and not file.name.startswith(".")]
    if files := [file for file in lists if not file.name.endswith("signatories.csv")]:
        return files
    raise BadInput(f"there is no directory file (.csv) in {path}")


def require_ways(campaign: Campaign, *, languages: Collection[str], accounts: Collection[str]) -> None:
    """Refuse a campaign whose letters would find no texts, or no account. Raises `BadInput`."""
    if campaign.fallback_language not in languages:
        raise BadInput(
            f"campaign {campaign.id}: fallback_language {campaign.fallback_language!r} has no texts in "
            f"templates/emails/{campaign.template}: name one of {', '.join(sorted(languages))}"
        )
    for body, account in campaign.routes.items():
        if account not in accounts:
            raise BadInput(
                f"campaign {campaign.id}: routes.{body}: there is no account {account!r}: "
                f"name one of {', '.join(sorted(accounts))}"
            )
