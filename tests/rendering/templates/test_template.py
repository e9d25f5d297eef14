"""LoadResult a template: what is complete, and what is told about the rest."""

from pathlib import Path

import pytest

from outreach.model.errors import BadInput, TemplateFault
from tests.rendering.builders import FILES, PLACES, REQUEST, STEPS, asked_as, load_template, write_template

REQUESTS = FILES["en/requests.toml"]


def complaint(folder: Path) -> str:
    with pytest.raises(BadInput) as caught:
        load_template(folder, STEPS)
    return str(caught.value)


def test_a_language_with_every_text_is_offered(tmp_path: Path) -> None:
    template = load_template(write_template(tmp_path), STEPS)

    assert template.name == "demo"
    assert template.languages == {"en"}
    assert template.incomplete == {}


def test_a_language_that_lacks_a_text_is_not_offered_and_says_what_it_lacks(tmp_path: Path) -> None:
    folder = write_template(tmp_path)
    (folder / "fr").mkdir()
    (folder / "fr" / "words.toml").write_text("")
    template = load_template(folder, STEPS)

    assert template.languages == {"en"}
    with pytest.raises(BadInput, match=r"^demo cannot be written in 'fr': fr/first/subject.txt is missing$"):
        template.in_language("fr", "first")
    with pytest.raises(BadInput, match=r"^demo cannot be written in 'ru': there is no folder 'ru'$"):
        template.in_language("ru", "first")


def test_a_language_that_lacks_a_word_of_the_layout_says_which(tmp_path: Path) -> None:
    folder = write_template(tmp_path)
    for path in ("first/subject.txt", "first/body.md", "reminder/subject.txt", "reminder/body.md"):
        (folder / "fr" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "fr" / path).write_text(PLACES if path.endswith("body.md") else "x")
    (folder / "fr" / "words.toml").write_text(
        'language_name = "fr"\ninternational = "x"\nlegal_notice = "x"\nopt_out = "x"\n'
    )

    assert load_template(folder, STEPS).incomplete == {"fr": "fr/words.toml lacks signature"}


def test_a_request_that_nobody_wrote_is_told(tmp_path: Path) -> None:
    with pytest.raises(
        BadInput, match=r"^demo: no language is complete: en/requests.toml lacks openings.of-nobody$"
    ):
        load_template(write_template(tmp_path), STEPS, [asked_as("of-nobody")])


def test_a_step_that_nobody_wrote_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"^demo: no language is complete: en/third/subject.txt is missing$"):
        load_template(write_template(tmp_path), ("first", "third"))


def test_a_step_that_was_not_loaded_is_told(tmp_path: Path) -> None:
    template = load_template(write_template(tmp_path), ("first",))

    with pytest.raises(BadInput, match=r"^demo was loaded without the step 'reminder'$"):
        template.in_language("en", "reminder")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert complaint(tmp_path / "nothing") == "nothing: there is no such template"


def test_a_missing_layout_is_told(tmp_path: Path) -> None:
    assert complaint(write_template(tmp_path, layout_txt="")) == (
        "demo/layout.txt: this file is missing: write it"
    )


def test_a_first_letter_cannot_speak_of_an_earlier_one(tmp_path: Path) -> None:
    folder = write_template(tmp_path, en__first__body="\na\n\nWe wrote on {{ first.date }}.\n" + PLACES)

    assert complaint(folder).startswith("demo/en/first/body.md:4: 'first' is undefined")


def test_a_wrong_word_is_named_with_its_line_in_the_file(tmp_path: Path) -> None:
    words = 'language_name = "x"\ninternational = "y"\n\nsignature = "{{ sender.nam }}"\n'

    assert complaint(write_template(tmp_path, en__words=words)).startswith(
        "demo/en/words.toml:4: 'sender.nam' is undefined"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("a = ", "demo/en/words.toml: is not TOML: "),
        ("a = 1", "demo/en/words.toml:1: a must be a text in quotes"),
    ],
)
def test_words_that_are_not_texts_are_told(tmp_path: Path, words: str, said: str) -> None:
    assert complaint(write_template(tmp_path, en__words=words)).startswith(said)


def test_a_body_without_its_request_is_told(tmp_path: Path) -> None:
    template = load_template(write_template(tmp_path), STEPS)

    with pytest.raises(BadInput, match=r"^demo/en/requests.toml: lacks 'osce', which request 'osce' names: "):
        template.bodies("en", "first", asked_as("osce").texts)


def test_a_request_with_a_slip_of_the_pen_is_told_at_loading(tmp_path: Path) -> None:
    folder = write_template(tmp_path, en__requests=REQUESTS.replace("Please act", "{% if office %}"))

    assert complaint(folder).startswith("demo/en/requests.toml:4: ")


def test_an_include_in_the_layout_is_told_at_loading(tmp_path: Path) -> None:
    layout = '<mjml><mj-body>\n<mj-include path="/etc/passwd" />\n</mj-body></mjml>'

    assert complaint(write_template(tmp_path, layout_mjml=layout)).startswith(
        "demo/layout.mjml:2: <mj-include>"
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"en__first__body": " \n"}, "demo/en/first/body.md: asks for nothing: put {{ opening }}, "),
        ({"en__first__body": "Hello."}, "demo/en/first/body.md: asks for nothing: put {{ opening }}, "),
        ({"en__reminder__body": "Hello."}, "demo/en/reminder/body.md: asks for nothing: put {{ asks }} w"),
        ({"en__first__body": f"x\ny {PLACES}"}, "demo/en/first/body.md:2: put {{ opening }} on a line of"),
        ({"en__first__subject": " \n"}, "demo/en/first/subject.txt: says nothing: write it"),
        (
            {"en__requests": REQUESTS.replace("Please act, {{ office.title }}.", " ")},
            "demo/en/requests.toml:4: asks.act is empty: write it",
        ),
        (
            {"en__words": FILES["en/words.toml"].replace("We hold your address.", " ")},
            "demo/en/words.toml:4: legal_notice is empty: write it",
        ),
        (
            {"en__words": FILES["en/words.toml"].replace("opt_out", "optout")},
            "demo/layout.mjml:1: 'words.opt_out' is undefined",
        ),
        (
            {"layout_mjml": FILES["layout.mjml"].replace("{{ words.legal_notice }}", "")},
            "demo/layout.mjml: lacks words.legal_notice, which every letter says: put it there",
        ),
        (
            {"layout_txt": "{{ salutation }}{{ body }}{{ words.legal_notice }}"},
            "demo/layout.txt: lacks words.opt_out, closing, which every letter says: put it there",
        ),
    ],
)  # fmt: skip
def test_a_template_whose_letters_would_lack_a_part_is_refused(
    tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    assert complaint(write_template(tmp_path, **changed)).startswith(said)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("en__first__body", "Hello.\n<!-- not for ministers -->\n" + PLACES),
        ("en__requests", REQUESTS.replace("We ask:", "<!-- soon -->")),
        ("en__first__subject", "x\n<!-- y -->"),
        ("layout_mjml", FILES["layout.mjml"].replace("<mj-section>", "\n<!-- x --><mj-section>")),
        ("en__words", FILES["en/words.toml"].replace('\ninternational = "', '\ninternational = "<!-- x -->')),
    ],
)
def test_a_remark_that_would_reach_the_reader_is_named_with_its_line(
    tmp_path: Path, file: str, text: str
) -> None:
    assert ":2: <!-- … --> would reach the reader: write remarks as {# … #}" in complaint(
        write_template(tmp_path, **{file: text})
    )


@pytest.mark.parametrize("hidden", ["\u200b", "&#x202e;", "&#8203;", "&ZeroWidthSpace;", "\U000e0041"])
@pytest.mark.parametrize("file", ["en__first__body", "en__requests", "en__first__subject"])
def test_a_hidden_character_is_named_with_its_line(tmp_path: Path, file: str, hidden: str) -> None:
    assert ":2: has a hidden character in it: type the line anew" in complaint(
        write_template(tmp_path, **{file: f"x\nx{hidden}y"})
    )


def test_a_hidden_character_that_toml_spells_out_is_named_with_its_line(tmp_path: Path) -> None:
    words = FILES["en/words.toml"].replace("We hold", "We \\u200b hold")

    assert complaint(write_template(tmp_path, en__words=words)) == (
        "demo/en/words.toml:4: legal_notice has a hidden character in it: type it anew"
    )


def test_lists_nested_beyond_reading_are_refused_before_the_parser_loses_them(tmp_path: Path) -> None:
    deep = "\n".join("  " * depth + f"- level {depth}" for depth in range(12))
    template = load_template(write_template(tmp_path, en__first__body=f"{deep}\n\n{PLACES}"), STEPS)

    with pytest.raises(TemplateFault, match=r"^demo/en/first/body.md: lists or quotations are too deep"):
        template.bodies("en", "first", REQUEST.texts)


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("first/subject.txt", "[[what the letter is about]]", 1),
        ("first/body.md", f"One.\n\n[[two]]\n{PLACES}", 3),
        ("case.toml", 'fact = "one"\nother = "[[à qui, quand]]"\n', 2),
        ("case.toml", 'other = "[[never closed"\n', 1),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_still_to_be_written_is_refused_with_its_line(
    tmp_path: Path, file: str, text: str, line: int
) -> None:
    folder = write_template(tmp_path)
    (folder / "en" / file).write_text(text, "utf-8")

    assert f"demo/en/{file}:{line}: is still to be written: put your words in the place of [[" in complaint(
        folder
    )
