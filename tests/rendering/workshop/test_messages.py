"""What passes between the workshop and its process, and that nothing else is believed."""

import json

import pytest

from outreach.rendering.letter.particulars import particulars
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.templates.template_files import TemplateFiles
from outreach.rendering.workshop.messages import (
    MAX_ANSWER,
    Compiled,
    Fault,
    Whose,
    answer,
    letter_request,
    read_answer,
    read_letter_request,
    read_template_request,
    template_request,
)
from tests.rendering.builders import asked_as, facts, office, postal, signatory
from tests.rendering.paper.pages import page

FILES = TemplateFiles(
    name="demo", languages=("en",), texts={"a\udcff.md": "ж\n\u2028"}, faults={"b": "is not UTF-8"}
)
ASKED = [asked_as("b").texts, asked_as("a").texts]
LETTER = facts(
    office=office(
        note="call her at home", source_url="https://secret.example", addresses=(postal("1 Street"),)
    ),
    signatories=(signatory("LDH & Co", "FR"),),
    own_body='"A\nb"',
)


def test_a_template_and_a_letter_arrive_as_they_were_sent() -> None:
    letter = particulars(LETTER)

    assert read_template_request(template_request(FILES, ["first"], ASKED)) == (
        FILES,
        ["first"],
        [asked_as("a").texts, asked_as("b").texts],
    )
    arrived = read_letter_request(letter_request(letter))
    assert (arrived.where, arrived.own_body, arrived.annex) == (
        letter.where,
        letter.own_body,
        letter.annex,
    )
    assert json.dumps(arrived.values) == json.dumps(letter.values)


@pytest.mark.parametrize(
    "told", [template_request(FILES, ["first"], ASKED), letter_request(particulars(LETTER))]
)
def test_a_request_is_one_line(told: bytes) -> None:
    assert told.endswith(b"\n")
    assert told.count(b"\n") == 1


def test_nothing_but_what_may_be_printed_is_sent() -> None:
    told = letter_request(particulars(LETTER)).decode()

    for private in ("call her at home", "secret.example", "1 Street", "foreign-ministry"):
        assert private not in told


@pytest.mark.parametrize(
    "said",
    [
        Compiled(languages=frozenset({"en", "fr"}), incomplete={"ru": "ru/words.toml is missing"}),
        Compiled(languages=frozenset({"en"}), incomplete={}, findings=("demo/en/words.toml:2: is long",)),
        Rendered(subject="é", text="a\nb\n", html="<p>\u2028</p>"),
        Rendered(subject="é", text="a\n", html="<p>a</p>", page=page().as_json()),
        Fault(whose=Whose.TEMPLATE, message="demo/layout.mjml:3: is wrong"),
    ],
)
def test_an_answer_is_what_was_said(said: Compiled | Rendered | Fault) -> None:
    line = answer(said)

    assert line.count(b"\n") == 1
    assert read_answer(line[:-1]) == said


@pytest.mark.parametrize("what", ["{}", "[", "null", page(closing=7).as_json()])
def test_a_page_that_is_none_is_a_fault_of_ours(what: str) -> None:
    said = read_answer(answer(Rendered(subject="a", text="a", html="a", page=what)))

    assert isinstance(said, Fault)
    assert said.whose is Whose.OURS


@pytest.mark.parametrize(
    "what",
    ["{}", "[", "null", '{"language":{},"title":"a","letterhead":[],"rows":[["a","b\u200bc"]],"contact":[]}'],
)
def test_a_fact_sheet_that_is_none_is_a_fault_of_ours(what: str) -> None:
    said = read_answer(answer(Rendered(subject="a", text="a", html="a", sheet=what)))

    assert isinstance(said, Fault)
    assert said.whose is Whose.OURS


def test_a_fault_is_one_line_that_a_terminal_can_show() -> None:
    line = json.dumps(["fault", "letter", ["a\x1b[2Jb\n" + "c" * 10_000]]).encode()

    said = read_answer(line)

    assert isinstance(said, Fault)
    assert said.message == ("a [2Jb " + "c" * 10_000)[:500]


def test_everything_that_is_wrong_with_a_template_is_told_in_a_line_each() -> None:
    fault = Fault(whose=Whose.TEMPLATE, message="demo/en/words.toml:3: is wrong\ndemo/fr/words.toml:4: too")

    assert read_answer(answer(fault)) == fault


def test_a_letter_that_nobody_could_hold_is_not_sent() -> None:
    said = answer(Rendered(subject="x", text="x", html="x" * MAX_ANSWER))

    assert read_answer(said) == Fault(whose=Whose.MEMORY, message="")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"{}",
        b'{"rendered": 1}',
        b'["rendered", "a", "b"]',
        b'["rendered", "a", "b", 3]',
        b'["rendered", "a", "b", "c", "d"]',
        b'["rendered", "a", "b", ["c"]]',
        b'["compiled", "en", {}, []]',
        b'["compiled", [1], {}, []]',
        b'["compiled", ["en"], {"fr": null}, []]',
        b'["compiled", ["en"], {}, [1]]',
        b'["compiled", ["en"], {}]',
        b'["fault", "nobody", ["x"]]',
        b'["fault", "letter", 1]',
        b'["fault", "letter", "x"]',
        b'["fault", "letter", [1]]',
        b'["unheard of"]',
        b"\xff",
        b"[" * 100_000,
        b"9" * 100_000,
    ],
)
def test_whatever_else_comes_is_a_fault_of_ours(line: bytes) -> None:
    said = read_answer(line)

    assert said == Fault(
        whose=Whose.OURS, message="the process that makes letters answers what nobody can read"
    )
