"""Files of staff that are more than one: the lists of a folder, and forms of address row by row."""

from collections.abc import Collection, Sequence
from pathlib import Path

from outreach.files.read import is_there, read_file
from outreach.lists.forms_of_address import read_forms_of_address
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
