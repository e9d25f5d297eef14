from datetime import date

import pytest

from outreach.lists.toml_table import TomlTable, read_toml
from outreach.model.errors import BadInput


def read(text: str) -> TomlTable:
    return read_toml(text.encode(), "x.toml")


def test_each_key_is_had_by_its_type() -> None:
    top = read('name = "X"\nlist = ["a", "b"]\nday = 2026-06-02\n[below]\ncity = "Paris"\n[[many]]\n[[many]]')

    assert top.text("name") == "X"
    assert top.texts("list") == ("a", "b")
    assert top.day("day") == date(2026, 6, 2)
    assert top.table("below").text_by_key() == {"city": "Paris"}
    assert [table.path for table in top.tables("many")] == ["many.1.", "many.2."]


def test_what_is_left_out_is_empty_where_it_may_be() -> None:
    top = read('empty = ""')

    assert top.text("name", default="X") == "X"
    assert top.text("empty", default="X") == ""
    assert top.texts("list") == ()
    assert top.day("day") is None
    assert top.table("below").values == {}
    assert top.tables("many") == ()


@pytest.mark.parametrize("text", ["", 'name = ""'])
def test_a_text_without_a_default_must_be_there(text: str) -> None:
    with pytest.raises(BadInput, match=r"^x\.toml: name is missing: fill it in$"):
        read(text).text("name")


@pytest.mark.parametrize("value", ["1", "true", "2026-06-02", '["a"]', "{}"])
def test_a_text_stands_in_quotes(value: str) -> None:
    with pytest.raises(BadInput, match='name must be a text in quotes, like "this"'):
        read(f"name = {value}").text("name", default="")


def test_a_text_is_one_line() -> None:
    with pytest.raises(BadInput, match="name has a line break"):
        read('name = "a\\r\\nBcc: b"').text("name")


@pytest.mark.parametrize("value", ['"a"', "[1]", '["a", ["b"]]', "1"])
def test_a_list_holds_texts(value: str) -> None:
    with pytest.raises(BadInput, match="list must be a list of texts"):
        read(f"list = {value}").texts("list")


@pytest.mark.parametrize("value", ['"2026-06-02"', "2026-06-02T09:00:00", "09:00:00", "20260602"])
def test_a_day_is_a_date_without_quotes_or_time(value: str) -> None:
    with pytest.raises(BadInput, match="day must be a date without quotes, like 2026-06-02"):
        read(f"day = {value}").day("day")


def test_a_complaint_names_the_whole_way_to_the_key() -> None:
    top = read("[a.b]\nname = 1\n[[steps]]\n[[steps]]\nname = 1")

    with pytest.raises(BadInput, match=r"x\.toml: a\.b\.name must"):
        top.table("a").table("b").text("name")
    with pytest.raises(BadInput, match=r"x\.toml: steps\.2\.name must"):
        top.tables("steps")[1].text("name")


def test_tables_are_written_as_tables() -> None:
    with pytest.raises(BadInput, match=r"x\.toml: a must be a table of its own: \[a\] and its keys below"):
        read("a = 1").table("a")
    with pytest.raises(BadInput, match=r"x\.toml: steps must be written as \[\[steps\]\], once for each"):
        read("[steps]").tables("steps")
    with pytest.raises(BadInput, match=r"x\.toml: steps\.1 must be a table of its own"):
        read("steps = [1]").tables("steps")


def test_an_unknown_key_is_refused_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match=r"^x\.toml: nmae is not known here: it may hold name, place$"):
        read('nmae = "X"').only("name", "place")


def test_a_line_break_in_a_key_does_not_break_the_message() -> None:
    with pytest.raises(BadInput, match=r"^x\.toml: 'a\\nb' is not known here"):
        read('"a\\nb" = 1').only("name")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\nb =", "line 2: a text stands in quotes"),
        ("a = Paris", 'line 1: a text stands in quotes, like "this"; a date stands without'),
        ("a = 1\nb\nc = 2", "line 2: write key = value, "),
        ("a = 1\na = 2", "line 2: this key is there already"),
        ("[a]\n[a]", "line 2: this [table] is there already"),
        ("day = 2026-02-30", "line 1: there is no such day"),
        ('a = "x\nb = 1', "line 1: a text on one line ends where the line ends"),
        ('a = "x', "line 1: a text is not closed"),
        ("a = [1\n\n", "line 1: a list is not closed"),
        ('a = "C:\\contacts"', "line 1: write each backslash twice"),
    ],
)
def test_what_is_not_toml_is_told_with_its_line_and_what_is_usually_wrong(text: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(text)

    assert str(refused.value).startswith(f"x.toml, {message}")
    assert "(not TOML: " in str(refused.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = " + "[" * 20_000, "brackets within brackets without end"),
        ("a = " + "{a = " * 20_000, "brackets within brackets without end"),
        ("a = " + "9" * 5_000, "a number of thousands of digits"),
        ("\n" + "a." * 20_000 + "a = 1", "names within names without end"),
        ("\n[" + "a . " * 20_000 + "a]", "names within names without end"),
        ('\nb = {"a"' + '."a"' * 20_000 + " = 1}", "names within names without end"),
    ],
    ids=["lists", "tables", "number", "key", "header", "inline"],
)
def test_what_is_beyond_all_measure_is_refused_on_one_line(text: str, message: str) -> None:
    with pytest.raises(BadInput, match=rf"^x\.toml(, line 2)?: {message}") as refused:
        read(text)
    assert "\n" not in str(refused.value)


def test_a_row_of_dots_in_a_text_is_no_name_within_names() -> None:
    assert read("# " + "." * 500 + '\na = "' + "." * 500 + '"').text("a") == "." * 500


def test_a_text_is_as_long_as_people_write_and_no_longer() -> None:
    with pytest.raises(BadInput, match=r"^x\.toml: a has 20,000 letters, and may have 1,000: shorten it$"):
        read('a = "' + "x" * 20_000 + '"').text("a")


def test_what_is_still_to_be_written_is_refused_with_its_key() -> None:
    table = read_toml(b'name = "[[whom it is for]]"\nnames = ["one", "[[two]]"]\n', "case.toml")

    with pytest.raises(BadInput, match=r"case.toml: name is still to be written: .* \[\[whom it is for\]\]"):
        table.text("name")
    with pytest.raises(BadInput, match=r"case.toml: names is still to be written"):
        table.texts("names")
