"""Each thing that the linter finds: in texts that are right but for it, and in no others."""

from dataclasses import replace
from pathlib import Path

import pytest

from outreach.model.request import Request
from outreach.rendering.lint.lint import lint
from outreach.rendering.templates.template_files import read_template_files
from tests.rendering.builders import REQUEST, STEPS, load_template

PLACES = "{{ opening }}\n\n{{ asks }}\n\n{{ ending }}\n"
LAYOUT = (
    "<mjml><mj-body><mj-section><mj-column><mj-text>{{ salutation }}{{ body }}{{ closing }}"
    '{{ words.legal_notice }}{{ words.opt_out }}<a href="https://a.example/">us</a>'
    "</mj-text></mj-column></mj-section></mj-body></mjml>"
)
TEXT = (
    "{{ salutation }}\n{{ body }}\n{{ closing }}\n{{ words.legal_notice }}\n{{ words.opt_out }}\n"
    "us (https://a.example/)\n"
)
REQUESTS = [replace(REQUEST, name="all", asks=("visit", "answer"), worksheet="un")]


def language(tag: str, law: str, body: str, ask: str, answer: str) -> dict[str, str]:
    """The texts of one language."""
    return {
        f"{tag}/words.toml": 'language_name = "x"\ninternational = "x"\nlegal_notice = "x"\nopt_out = "x"\n',
        f"{tag}/case.toml": f'law = "{law}"\n',
        f"{tag}/requests.toml": (
            f'[openings]\nall = "{body}"\n\n[asks]\nvisit = "{ask}"\nanswer = "{answer}"\n\n'
            '[endings]\nall = "x"\n'
        ),
        **{f"{tag}/{step}/subject.txt": f"{body}\n" for step in STEPS},
        **{f"{tag}/{step}/body.md": f"{body} {{{{ case.law }}}}\n\n{PLACES}" for step in STEPS},
    }


TEXTS = {
    "layout.mjml": LAYOUT,
    "layout.txt": TEXT,
    **language(
        "en",
        "On 21 May 2026 Azat Miftakhov was ‘moved’ to Kharp.",
        "Torture at Kharp",
        "visit the prison IK-18",
        "answer by 1,500 words",
    ),
    **language(
        "fr",
        "Le 21 mai 2026, Azat Miftakhov a été « transféré » à Kharp ; là.",
        "Torture à Kharp",
        "visiter la prison IK-18",
        "répondre en 1 500 mots",
    ),
    **language(
        "de",
        "Am 21. Mai 2026 wurde Azat Miftakhov nach Kharp „verlegt“.",
        "Folter in Kharp",
        "das Gefängnis IK-18 besuchen",
        "mit 1.500 Worten antworten",
    ),
    **language(
        "es",
        "El 21 de mayo de 2026 Azat Miftakhov fue «trasladado» a Kharp.",
        "Tortura en Kharp",
        "visitar la prisión IK-18",
        "responder con 1500 palabras",
    ),
    **language(
        "ru",
        "21 мая 2026 года его «перевели» в посёлок Харп.",
        "Пытки в посёлке Харп",
        "посетить колонию ИК-18",
        "ответить в 1 500 словах",
    ),
    "en/worksheets.toml": '[[un]]\nlabel = "Name"\ntext = "Azat (Азат)"\n',
}


def found(tmp_path: Path, *changes: tuple[str, str, str], requests: list[Request] | None = None) -> list[str]:
    """What is found once each change (file, old, new) is made."""
    texts = dict(TEXTS)
    for file, old, new in changes:
        assert old in texts[file]
        texts[file] = texts[file].replace(old, new)
    folder = tmp_path / "demo"
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    of = REQUESTS if requests is None else requests
    files, template = read_template_files(folder, STEPS), load_template(folder, STEPS, of)
    findings = lint(files, template.texts, STEPS, [request.texts for request in of])
    return [f"{'wrong' if one.is_wrong else 'look'}: {one}" for one in findings]


def test_in_texts_that_are_right_nothing_is_found(tmp_path: Path) -> None:
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("en/case.toml", "‘moved’", "«moved»"),
            "look: demo/en/case.toml:1: « is no quotation mark of en: write ‘…’",
        ),
        (
            ("de/case.toml", "„verlegt“", "'verlegt's'"),
            "look: demo/de/case.toml:1: a straight apostrophe ('): write ’",
        ),
        (
            ("fr/case.toml", "Kharp ;", "Kharp;"),
            "look: demo/fr/case.toml:1: no space beside “;”: type one, and it is made the right one",
        ),
        (
            ("fr/case.toml", "« transféré »", "«transféré»"),
            "look: demo/fr/case.toml:1: no space beside “«”: type one, and it is made the right one",
        ),
        (
            ("es/case.toml", "«trasladado»", "« trasladado»"),
            "look: demo/es/case.toml:1: a space beside “«”: take it out",
        ),
        (
            ("en/first/body.md", "{{ case.law }}", "{{ case.law }}\nReally !"),
            "look: demo/en/first/body.md:2: a space beside “!”: take it out",
        ),
        (
            ("en/first/body.md", "Torture at", "Torture  at"),
            "look: demo/en/first/body.md:1: two spaces between two words: leave one",
        ),
        (
            ("en/requests.toml", '[endings]\nall = "x"', '[endings]\nall = "See http://a.example/x."'),
            "wrong: demo/en/requests.toml:9: http://a.example/x. is not https: write it with https://",
        ),
        (
            ("layout.mjml", "https://a.example/", "http://a.example/"),
            "wrong: demo/layout.mjml:1: the link 'http://a.example/' is not https: write it with https://",
        ),
        (
            ("en/first/body.md", "Torture at Kharp", "Пытки в посёлке Харп"),
            "wrong: demo/en/first/body.md:1: this paragraph is not written as en is: translate it",
        ),
        (
            ("ru/first/body.md", "{{ case.law }}", "{{ case.law }}\n\nTorture"),
            "wrong: demo/ru/first/body.md:3: this paragraph is not written as ru is: translate it",
        ),
        (
            ("en/case.toml", "21 May", "22 May"),
            "look: demo/en/case.toml:1: 21, 22 in one of the languages only: compare law with the others",
        ),
        (
            ("ru/case.toml", "мая", "июня"),
            "look: demo/ru/case.toml:1: month 5, month 6 in one of the languages only: compare law with",
        ),
        (
            ("de/requests.toml", "1.500", "1.600"),
            "look: demo/de/requests.toml:6: 1500, 1600 in one of the languages only: compare asks.answer",
        ),
        (
            ("es/case.toml", "Kharp", "Jarp"),
            "look: demo/es/case.toml:1: all other languages have Kharp here: compare it with them",
        ),
        (
            ("en/first/subject.txt", "Torture at Kharp", "Torture at Kharp " + "and so on " * 11),
            "look: demo/en/first/subject.txt:1: may have 127 characters, and mail shows 120: shorten it",
        ),
        (
            ("en/first/body.md", "{{ case.law }}", "{{ case.law }}\n\n" + "Torture. " * 350),
            "look: demo/en/first/body.md:1: with all it may have ",
        ),
        (
            ("en/reminder/body.md", "{{ case.law }}", "{{ case.law }}\n\n" + "Torture. " * 180),
            "look: demo/en/reminder/body.md:1: with all it may have ",
        ),
        (
            ("en/requests.toml", "[endings]", 'nobody = "be asked"\n[endings]'),
            "look: demo/en/requests.toml:8: no request of the campaign uses asks.nobody",
        ),
        (
            ("en/worksheets.toml", "[[un]]", '[[cat]]\nlabel = "x"\ntext = "x"\n[[un]]'),
            "look: demo/en/worksheets.toml:2: no request of the campaign uses cat: name it in one",
        ),
        (
            ("en/case.toml", "Kharp.", 'Kharp."\nbirth = "Born.'),
            "look: demo/fr/case.toml: lacks birth, which en has: write it",
        ),
    ],
)
def test_each_fault_is_told_with_its_line_and_what_to_do(
    tmp_path: Path, change: tuple[str, str, str], said: str
) -> None:
    told = found(tmp_path, change)

    assert any(line.startswith(said) for line in told), told
    assert all("demo/" in line and ": " in line for line in told)


def test_the_same_paragraph_in_two_languages_is_one_that_nobody_has_translated(tmp_path: Path) -> None:
    same = "\n\nWe ask you to see to it that independent doctors and lawyers are let in to him at once."
    told = found(
        tmp_path,
        ("en/first/body.md", "{{ case.law }}", same),
        ("de/first/body.md", "{{ case.law }}", same),
    )

    first = "wrong: demo/en/first/body.md:3: says the same, letter by letter, as demo/de/first/body.md:1: "
    assert any(line.startswith(first) for line in told), told


def test_where_no_campaign_is_known_no_text_is_unused(tmp_path: Path) -> None:
    change = ("en/requests.toml", "[endings]", 'nobody = "be asked"\n[endings]')

    assert [line for line in found(tmp_path, change, requests=[]) if "uses" in line] == []


def test_a_variant_need_not_say_again_what_its_parent_says(tmp_path: Path) -> None:
    (tmp_path / "demo" / "en-US").mkdir(parents=True)
    (tmp_path / "demo" / "en-US" / "case.toml").write_text('law = "On 21 May 2026 “moved” to Kharp."')

    assert [line for line in found(tmp_path) if "lacks" in line or "missing" in line] == []


def test_a_body_that_its_variants_make_longer_is_told_once_with_the_longest(tmp_path: Path) -> None:
    (tmp_path / "demo" / "en-US").mkdir(parents=True)
    longer = "On 21 May 2026 Azat Miftakhov was “moved” to Kharp. " * 3
    (tmp_path / "demo" / "en-US" / "case.toml").write_text(f'law = "{longer.strip()}"')
    without = len("On 21 May 2026 Azat Miftakhov was ‘moved’ to Kharp.")

    change = ("en/first/body.md", "{{ case.law }}", "{{ case.law }}\n\n" + "Torture. " * 350)
    alone, told = found(tmp_path / "alone", change), found(tmp_path, change)

    (of_english,) = [line for line in alone if "en/first/body.md" in line]
    (of_both,) = [line for line in told if "en/first/body.md" in line]
    assert _characters(of_both) == _characters(of_english) - without + len(longer.strip())


def _characters(finding: str) -> int:
    return int(finding.partition("may have ")[2].partition(" ")[0])
