"""A variant: what it has of its own, what it has from its parents, and how that is set."""

from pathlib import Path

import pytest

from outreach.model.errors import TemplateFault
from outreach.rendering.templates.template import Template
from tests.rendering.builders import FILES, REQUEST, STEPS, load_template, write_template


def with_texts(tmp_path: Path, texts: dict[str, str]) -> Template:
    folder = write_template(tmp_path)
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return load_template(folder, STEPS, [REQUEST])


def test_a_variants_folder_holds_only_what_differs(tmp_path: Path) -> None:
    template = with_texts(
        tmp_path,
        {
            "en-US/words.toml": 'signature = "Sincerely, {{ sender.name }}"\n',
            "en-US/requests.toml": '[asks]\nact = "Kindly act."\n',
            "en-US/first/subject.txt": "An appeal\n",
        },
    )

    assert template.languages == {"en", "en-US"}
    american, english = (template.in_language(tag, "first") for tag in ("en-US", "en"))
    assert american.words["signature"].source == "Sincerely, {{ sender.name }}"
    assert american.words["opt_out"].source == english.words["opt_out"].source
    assert american.request(REQUEST.texts).asks[0][1] == "Kindly act."
    assert american.request(REQUEST.texts).opening == english.request(REQUEST.texts).opening
    assert american.subjects["first"].source == "An appeal"
    assert american.bodies["first"] == english.bodies["first"]


def test_a_variant_is_complete_if_its_parents_are_and_lacks_what_they_lack(tmp_path: Path) -> None:
    template = with_texts(
        tmp_path, {"pt/words.toml": FILES["en/words.toml"], "pt-PT/words.toml": "", "en-GB/words.toml": ""}
    )

    assert template.languages == {"en", "en-GB"}
    assert template.incomplete == {
        "pt": "pt/first/subject.txt is missing",
        "pt-PT": "pt/first/subject.txt is missing",
    }
    with pytest.raises(TemplateFault, match=r"^demo cannot be written in 'pt-AO': pt/first/subject.txt is m"):
        template.in_language("pt-AO", "first")


def test_a_tag_without_a_folder_is_served_by_its_parents(tmp_path: Path) -> None:
    template = with_texts(tmp_path, {})

    assert template.in_language("en-IE", "first") is template.in_language("en", "first")


def test_what_it_has_from_its_parents_is_set_in_its_own_way(tmp_path: Path) -> None:
    words = FILES["en/words.toml"].replace("We hold your", "We hold ‘your’")
    template = with_texts(tmp_path, {"en/words.toml": words, "en/case.toml": 'law = "‘Torture’."\n'})

    assert template.in_language("en-CA", "first").words["legal_notice"].source == "We hold “your” address."
    assert template.in_language("en-CA", "first").case == {"law": "“Torture”."}
    assert template.in_language("en", "first").words["legal_notice"].source == "We hold ‘your’ address."


@pytest.mark.parametrize(
    ("requests", "said"),
    [
        ("[asks]\nact = 1", "demo/en/requests.toml:2: asks.act must be a text in quotes"),
        ("[wishes]\nact = 'x'", "demo/en/requests.toml:1: wishes is none of [openings], [asks], [endings]: "),
        (
            "act = 'x'",
            "demo/en/requests.toml:1: act is none of [openings], [asks], [endings]: write it below",
        ),
        ("[asks]\nact = 'x", "demo/en/requests.toml: is not TOML: "),
    ],
)
def test_requests_that_cannot_be_read_are_told_with_their_line(
    tmp_path: Path, requests: str, said: str
) -> None:
    with pytest.raises(TemplateFault) as caught:
        with_texts(tmp_path, {"en/requests.toml": requests})
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("case.toml", 'law = "{{ date }}"', "demo/en/case.toml:1: law holds Jinja: a fact is one plain sent"),
        ("case.toml", "\nlaw = 1", "demo/en/case.toml:2: law must be a text in quotes"),
        (
            "worksheets.toml",
            "[[un]]\nlabel = 'x'",
            "demo/en/worksheets.toml:1: write each field of un as [[un",
        ),
        ("worksheets.toml", "un = 'x'", "demo/en/worksheets.toml:1: write each field of un as [[un]]"),
        (
            "worksheets.toml",
            "[[un]]\nlabel = 'x'\ntext = '{{ x }}'",
            "demo/en/worksheets.toml:3: 'x' is undef",
        ),
    ],
)
def test_facts_and_fields_that_cannot_be_read_are_told_with_their_line(
    tmp_path: Path, file: str, text: str, said: str
) -> None:
    with pytest.raises(TemplateFault) as caught:
        with_texts(tmp_path, {f"en/{file}": text})
    assert str(caught.value).startswith(said)


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    requests = FILES["en/requests.toml"].replace("office.title", "office.size")
    with pytest.raises(TemplateFault) as caught:
        with_texts(tmp_path, {"en/first/subject.txt": "{{ dat }}", "en/requests.toml": requests})

    assert [line.partition(" (")[0] for line in str(caught.value).split("\n")] == [
        "demo/en/first/subject.txt:1: 'dat' is undefined",
        "demo/en/requests.toml:4: 'office.size' is undefined",
    ]
