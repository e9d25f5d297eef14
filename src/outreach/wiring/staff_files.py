"""Files of staff that are more than one, or that must fit one another: lists, forms of address, campaigns."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path

from outreach.files.read import is_there, read_file
from outreach.lists.annex_countries import read_annex_countries
from outreach.lists.forms_of_address import read_forms_of_address
from outreach.lists.holders import read_holders
from outreach.lists.office_names import read_office_names
from outreach.model.campaign import Campaign
from outreach.model.directory import Office
from outreach.model.errors import BadInput
from outreach.model.form_of_address import FormKey, FormOfAddress, FormsOfAddress
from outreach.model.ids import OfficeId
from outreach.model.office_name import Holder, OfficeName
from outreach.model.territory import Territories

#: Beside the lists of offices: how those are called in each language, and who holds them.
NAMES_FILE = Path("contacts", "office-names.csv")
HOLDERS_FILE = Path("contacts", "holders.csv")
#: How offices are greeted: a file for each language.
FORMS_FOLDER = Path("templates", "emails", "forms-of-address")


def forms_of_address(roots: Sequence[Path], languages: Collection[str]) -> FormsOfAddress:
    """The forms of these languages; a row below a later root stands for that below an earlier one.

    One salutation more in a home needs a file with that one row. Raises `BadInput`.
    """
    forms: dict[FormKey, FormOfAddress] = {}
    for language in sorted(languages):
        name = FORMS_FOLDER / f"{language}.csv"
        given = _given(roots, name)
        if not given and "-" not in language:  # a variant may have none of its own
            there = sorted({file.stem for root in roots for file in (root / FORMS_FOLDER).glob("*.csv")})
            raise BadInput(
                f"there are no forms of address in {language}, but in {', '.join(there)}: write {name}"
            )
        for file in given:
            forms |= read_forms_of_address(read_file(file), f"forms-of-address/{file.name}", language)
    return forms


def annex_countries(roots: Sequence[Path]) -> Territories:
    """How the annex calls countries; a row below a later root stands for that below an earlier one."""
    return {
        key: heading
        for file in _given(roots, Path("templates", "emails", "annex-countries.csv"))
        for key, heading in read_annex_countries(read_file(file), file.name).items()
    }


def with_names_and_holders(offices: Sequence[Office], roots: Sequence[Path]) -> tuple[Office, ...]:
    """These offices with how they are called and who holds them, as the files beside theirs say.

    A name below a later root stands for that below an earlier one, and so do all holders of an office.
    Raises `BadInput`.
    """
    names: dict[OfficeId, dict[tuple[str, str], OfficeName]] = {}
    holders: dict[OfficeId, tuple[Holder, ...]] = {}
    for file in _given(roots, NAMES_FILE):
        for office, given in read_office_names(read_file(file), file.name).items():
            names.setdefault(office, {}).update({(one.language, one.gender): one for one in given})
    for file in _given(roots, HOLDERS_FILE):
        holders |= read_holders(read_file(file), file.name)
    return tuple(
        replace(
            office,
            names=tuple(names.get(office.id, {}).values()),
            holders=holders.get(office.id, ()),
        )
        for office in offices
    )


def held_offices(roots: Sequence[Path]) -> set[OfficeId]:
    """The offices of which the lists of holders say who holds them. Raises `BadInput`."""
    return {
        office for file in _given(roots, HOLDERS_FILE) for office in read_holders(read_file(file), file.name)
    }


def directory_files(path: Path) -> list[Path]:
    """The directory files that a person means: the file itself, or those of a folder.

    Lists of signatories, of names and of holders stand in the same folder of a home, and are none.
    """
    if not path.is_dir():
        return [path]
    try:
        found = sorted(path.iterdir())
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from None
    lists = [file for file in found if file.suffix.lower() == ".csv" and not file.name.startswith(".")]
    beside = {NAMES_FILE.name, HOLDERS_FILE.name}
    if files := [f for f in lists if not f.name.endswith("signatories.csv") and f.name not in beside]:
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


def _given(roots: Sequence[Path], name: Path) -> list[Path]:
    return [root / name for root in roots if is_there(root / name)]
