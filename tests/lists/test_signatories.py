from datetime import date

import pytest

from outreach.lists.signatories import read_signatories
from outreach.model.errors import BadInput
from outreach.model.office_filter import parse_filter
from outreach.model.signatory import Signatory, Visibility

HEADER = "key,name,country,note\n"


def read(*lines: str) -> tuple[Signatory, ...]:
    return read_signatories((HEADER + "\n".join(lines)).encode(), "signatories.csv")


def test_names_are_read_exactly_as_signed_in_the_files_order() -> None:
    assert read('resu-fr,"Comité, l\'Ukraine « X »",FR,', "a,Erkindik Qanatty,KZ,ask") == (
        Signatory(key="resu-fr", name="Comité, l'Ukraine « X »", country="FR"),
        Signatory(key="a", name="Erkindik Qanatty", country="KZ", note="ask"),
    )


def read_cells(column: str, cell: str) -> Signatory:
    [one] = read_signatories(f"key,name,country,{column}\na,A,FR,{cell}\n".encode(), "s.csv")
    return one


def test_what_a_signatory_has_agreed_to_is_read_with_it() -> None:
    data = (
        "key,name,country,sort_key,language,visibility,consent,consent_version,withdrawn_on\n"
        'a,A,FR,b,pt-BR,initials,"country:fr,de -office:x",2026-05-21,2026-06-02\n'
    )

    assert read_signatories(data.encode(), "s.csv") == (
        Signatory(
            key="a",
            name="A",
            country="FR",
            sort_key="b",
            language="pt-BR",
            visibility=Visibility.INITIALS,
            consent=parse_filter("country:fr,de -office:x"),
            consent_version="2026-05-21",
            withdrawn_on=date(2026, 6, 2),
        ),
    )


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("language", "French", "language 'French' must be a language's tag, like fr or pt-BR"),
        (
            "visibility",
            "hidden",
            "visibility 'hidden' must be one of full, initials, counted, or empty for full",
        ),
        ("consent", "has:email", "consent 'has:email': has cannot be asked here: "),
        ("withdrawn_on", "yesterday", "withdrawn_on 'yesterday' must be a day like 2026-05-21, or empty"),
    ],
)
def test_what_a_signatory_cannot_have_agreed_to_is_refused(column: str, cell: str, told: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_cells(column, cell)

    assert str(refused.value).startswith(f"s.csv, row 2: {told}")


@pytest.mark.parametrize("country", ["FR", "Europe", "International"])
def test_a_signatory_is_of_a_country_or_of_more_than_one(country: str) -> None:
    assert read(f"a,X,{country},")[0].country == country


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("A B,X,FR,", "key 'A B' must be lower-case letters, digits and dashes"),
        (",X,FR,", "key '' must be lower-case letters, digits and dashes"),
        ("b,,FR,", "name is missing: write it as it was signed"),
        ("b,X,,", "country '' must be a code like FR, or Europe or International"),
        ("b,X,europe,", "country 'europe' must be a code like FR, or Europe or International"),
        ('b,"X\nY",FR,', "a line break or another control character: type the row anew"),
        ("b,X,FR,,", "5 cells where the header has 4: put quotes around a cell that has the separator in it"),
        ("a,X,FR,", "key a is in row 2 already"),
        (f"b,{'X' * 20_000},FR,", "name has 20,000 letters, and may have 300: shorten it"),
    ],
)
def test_one_wrong_row_stops_the_whole_list(line: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        read("a,First,FR,", line)

    assert str(refused.value) == f"signatories.csv, row 3: {message}"


def test_a_list_without_a_signatory_is_refused() -> None:
    with pytest.raises(BadInput, match=r"^signatories\.csv: no rows below the header"):
        read()


def test_a_list_without_notes_needs_no_column_for_them() -> None:
    assert read_signatories(b"key,name,country\na,A,FR\n", "s.csv") == (
        Signatory(key="a", name="A", country="FR"),
    )
