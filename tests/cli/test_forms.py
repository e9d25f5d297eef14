"""`outreach forms`: what somebody who knows the language reads and signs."""

from pathlib import Path

from tests.cli.program import Program

ROWS = (
    "country,rank,gender,number,salutation,closing,body_begins,grade,source,signed_by\n"
    '*,foreign-minister,u,one,"Sehr geehrte Damen,",Gruß,lower,C,own knowledge,"Jo Doe, 2026-11-28"\n'
)


def sign(home: Path) -> None:
    """The home takes one row over the starter's."""
    folder = home / "templates" / "emails" / "forms-of-address"
    folder.mkdir(parents=True)
    (folder / "de.csv").write_text(ROWS, "utf-8")


def test_the_whole_matrix_of_a_language_is_shown_with_who_says_so(empty: Program) -> None:
    rows = empty.json("forms", "show", "--language", "de")

    by_key = {(r["country"], r["rank"], r["gender"], r["number"]): r for r in rows}
    assert len(rows) == len(by_key) > 100
    swiss = by_key["CH", "foreign-minister", "m", "one"]
    assert (swiss["salutation"], swiss["body_begins"]) == ("Sehr geehrter Herr Bundesrat", "upper")
    for rank in (
        *("head-of-state", "head-of-government", "ambassador", "state-secretary", "senator"),
        *("committee-co-chairs", "ombudsperson"),
    ):
        assert any(r["rank"] == rank for r in rows), rank


def test_what_nobody_has_verified_is_marked_until_somebody_signs_it(empty: Program) -> None:
    before = empty.json("forms", "show", "--language", "de", "--unverified")
    assert {r["unverified"] for r in before} == {True}
    assert ("*", "foreign-minister", "u") in {(r["country"], r["rank"], r["gender"]) for r in before}
    assert "UNVERIFIED (C, own knowledge, unverified)" in empty("forms", "show", "--language", "de").out

    sign(empty.home)

    after = empty.json("forms", "show", "--language", "de", "--unverified")
    assert len(after) == len(before) - 1
    assert "signed by Jo Doe, 2026-11-28" in empty("forms", "show", "--language", "de").out


def test_a_variant_without_a_table_shows_its_parents_and_says_in_which_file_to_sign(empty: Program) -> None:
    rows = empty.json("forms", "show", "--language", "pt-PT")

    assert rows == empty.json("forms", "show", "--language", "pt")
    assert "forms-of-address/pt.csv" in empty("forms", "show", "--language", "pt-PT").out


def test_a_language_without_a_table_is_told_in_one_line_with_those_that_have_one(empty: Program) -> None:
    said = empty("forms", "show", "--language", "eo")

    assert said.code == 2
    assert said.err.splitlines() == [
        "there are no forms of address in eo, but in de, en, es, fr, it, pt, ru: "
        "write templates/emails/forms-of-address/eo.csv"
    ]


def test_what_is_no_language_is_told_in_one_line(empty: Program) -> None:
    said = empty("forms", "show", "--language", "pt_BR")

    assert said.code == 2
    assert said.err.splitlines() == ["'pt_BR' is no language's tag: write it like de or pt-PT"]
