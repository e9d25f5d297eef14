"""`docs/forms-of-address-sources.md`: each greeting's source stands there, and gave a greeting."""

import csv

from tests.builders import EMAILS
from tests.docs.pages import quoted, rows

SOURCES = {quoted(row[0])[0] for row in rows("forms-of-address-sources.md")}
CITED = [
    (f"{file.stem}: {row['rank']} {row['gender']}", row["source"])
    for file in sorted((EMAILS / "forms-of-address").glob("*.csv"))
    for row in csv.DictReader(file.read_text("utf-8-sig").splitlines())
]
OUR_OWN = {"own proposal", "closing own proposal", "nous for je"}


def test_a_form_of_address_names_a_source_that_its_reader_can_find() -> None:
    for form, source in CITED:
        for part in source.split("; "):
            assert part.removeprefix("own proposal after ") in SOURCES | OUR_OWN, form


def test_each_source_is_one_of_a_greeting() -> None:
    cited = " ".join(source for _, source in CITED)

    assert {source for source in SOURCES if source not in cited} == set()
