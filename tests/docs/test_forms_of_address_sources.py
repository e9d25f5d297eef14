"""`docs/forms-of-address-sources.md`: each greeting's source stands there, and gave a greeting."""

import csv

from tests.builders import EMAILS
from tests.docs.pages import quoted, rows

SOURCES = {quoted(row[0])[0] for row in rows("forms-of-address-sources.md")}
CITED = [
    (f"{file.stem}: {row['country']} {row['rank']} {row['gender']}", row["source"])
    for file in sorted((EMAILS / "forms-of-address").glob("*.csv"))
    for row in csv.DictReader(file.read_text("utf-8-sig").splitlines())
]


def test_a_form_of_address_names_a_source_that_its_reader_can_find_or_says_that_it_has_none() -> None:
    for form, source in CITED:
        known = any(name in source for name in SOURCES) or "http" in source
        assert known or "own proposal" in source or "own knowledge" in source, f"{form}: {source}"


def test_each_source_is_one_of_a_greeting() -> None:
    cited = " ".join(source for _, source in CITED)

    assert {source for source in SOURCES if source not in cited} == set()
