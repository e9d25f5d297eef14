"""The workshop: letters as this process would make them, and a price that none of them exceeds."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.model.directory import Channel
from outreach.model.errors import BadInput, TemplateFault
from outreach.model.form_of_address import Begins, FormOfAddress
from outreach.model.reason import one_line
from outreach.rendering.letter.facts import Earlier, Facts
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.templates.template import Template
from outreach.rendering.workshop.limits import Limits
from outreach.rendering.workshop.workshop import Workshop
from tests.builders import EMAILS, called
from tests.rendering.builders import (
    FILES,
    OUR_REQUESTS,
    PLACES,
    STEPS,
    facts,
    load_template,
    office,
    our_facts,
    render_letter,
    signatory,
    write_template,
)

OURS = EMAILS / "azat-miftakhov"
SIGNATORIES = (signatory("LDH & Co", "FR"), signatory("Мемориал", "RU"), signatory("Zone", "International"))

#: Within the grammar: made once for each who co-signs, and for nobody if nobody does.
LOOP = (
    "{{% for group in annex %}}{{% for name in group.names %}}\n\n{}\n\n{{% endfor %}}{{% endfor %}}"
    "\n\n{{{{ opening }}}}\n\n{{{{ asks }}}}\n\n{{{{ ending }}}}"
)
#: What a person writes for one letter, right and wrong.
OWN = (
    *("A", "\n\n", "- a\n", "[x](https://пример.испытание/)", "{{ office.institution }}", "{{ 'é' }}"),
    *("<!--", "<b>", "}}", "\x1b", "{% if x %}", "{{ first.date }}", "{{ annex }}"),
)

#: What an office may be called, or write as its number: what HTML escapes, what folds, what is refused.
NAMES = st.text(
    st.sampled_from("aB1 é&<>\"'«»\u00a0\u202fМ日{}()/.,-–\n\u200b\U00020000"), min_size=1, max_size=40
) | st.sampled_from(
    [
        "Ministry of " + "Foreign and European " * 4 + "Affairs",
        "Министерство иностранных дел Республики Казахстан",
        "(https://example.org/appeal)",
        "{{ date }}",
        "[[its name]]",
        "None",
        "a  b",
        " a",
        "!",
        "<b>Ministry</b> & Co",
    ]
)
LANGUAGES = ("de", "de-AT", "de-CH", "en", "en-US", "es", "es-MX", "fr", "fr-CA", "it", "pt", "pt-PT", "ru")


@pytest.fixture(scope="module")
def ours() -> Iterator[Workshop]:
    with Workshop(OURS, STEPS) as workshop:
        yield workshop


@pytest.fixture(scope="module")
def here() -> Template:
    return load_template(OURS, STEPS)


def from_mould(workshop: Workshop, of: Facts) -> Rendered:
    """The letter as the second of its wording, which makes the mould, unless there is none."""
    with suppress(BadInput, TemplateFault):
        workshop.render(of)
    return workshop.render(of)


def outcome(work: Callable[[], Rendered]) -> Rendered | tuple[type, str]:
    try:
        return work()
    except BadInput as fault:
        return type(fault), one_line(str(fault))


def test_the_languages_are_those_of_the_template(ours: Workshop) -> None:
    assert ours.name == "azat-miftakhov"
    assert ours.languages == set(LANGUAGES)
    assert ours.incomplete == {}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "pt", "ru"])
def test_our_letters_are_those_that_this_process_would_make(
    ours: Workshop, here: Template, language: str, step: str
) -> None:
    for request in OUR_REQUESTS.values():
        of = our_facts(
            language=language,
            step=step,
            request=request,
            signatories=SIGNATORIES,
            first=Earlier(reference="XX-1", planned_on=date(2026, 5, 4)) if step == "reminder" else None,
        )

        assert ours.render(of) == render_letter(here, of)


@settings(max_examples=60)
@given(
    name=st.text(max_size=20),
    own=st.none() | st.lists(st.sampled_from(OWN), max_size=6).map("".join),
    country=st.sampled_from(["FR", "International", "XQ"]),
    step=st.sampled_from([*STEPS, "third"]),
    language=st.sampled_from(["fr", "ru", "qq"]),
)
def test_what_comes_of_any_letter_is_what_would_come_of_it_here(
    ours: Workshop, here: Template, name: str, own: str | None, country: str, step: str, language: str
) -> None:
    of = facts(
        office=office(name=name),
        own_body=own,
        signatories=(signatory("LDH", country),),
        step=step,
        language=language,
        on_paper=True,
    )

    assert outcome(lambda: from_mould(ours, of)) == outcome(lambda: render_letter(here, of))


@settings(max_examples=50)
@given(
    names=st.tuples(NAMES, NAMES),
    lines=st.lists(NAMES, min_size=1, max_size=2),
    number=NAMES | st.just(""),
    language=st.sampled_from(LANGUAGES),
    step=st.sampled_from(STEPS),
    channel=st.sampled_from([Channel.EMAIL, Channel.POST]),
)
def test_letters_of_one_wording_are_those_that_each_office_would_get_by_itself(
    ours: Workshop,
    here: Template,
    names: tuple[str, str],
    lines: list[str],
    number: str,
    language: str,
    step: str,
    channel: Channel,
) -> None:
    institution, title = names
    first = Earlier(reference="XX-1", planned_on=date(2026, 5, 4), their_reference=number)
    of = our_facts(
        language=language,
        step=step,
        channel=channel,
        on_paper=True,
        name=called(institution, title=title),
        form=FormOfAddress(salutation="\n".join(lines), closing="Yours sincerely,"),
        signatories=SIGNATORIES,
        first=first if step == "reminder" else None,
    )

    assert outcome(lambda: from_mould(ours, of)) == outcome(lambda: render_letter(here, of))


@pytest.mark.parametrize(
    "text",
    [
        '{% if office.institution == "Ministry A" %}To A.{% endif %}',
        "{{ office.institution | upper }}",
        "{% for line in address_lines %}{{ line | upper }} {% endfor %}",
        "[your file](https://office.example/{{ office.institution }})",
    ],
)
def test_a_text_that_looks_at_an_office_is_made_for_each(tmp_path: Path, text: str) -> None:
    folder = write_template(tmp_path, en__first__body=f"{text}\n\n{PLACES}")
    here = load_template(folder, STEPS)

    with Workshop(folder, STEPS) as workshop:
        for name in ("Ministry A", "Ministry B"):
            of = facts(office=office(name=name))

            assert from_mould(workshop, of) == render_letter(here, of)


@pytest.mark.parametrize(
    "changed",
    [
        {"en__first__body": "{{ salutation | upper }}"},
        {"en__first__body": "{% if salutation == 'Dear Minister,' %}Sir.{% else %}Madam.{% endif %}"},
        {
            "en__words": FILES["en/words.toml"] + 'hello = "Hello {{ office.institution }}"',
            "en__first__body": "{% if words.hello == 'Hello Ministry A' %}To A.{% else %}To B.{% endif %}",
        },
        {
            name: FILES[file].replace("{{ subject }}", "{{ subject | upper }}")
            for name, file in (("layout_mjml", "layout.mjml"), ("layout_txt", "layout.txt"))
        },
        {
            "en__words": FILES["en/words.toml"] + r'hello = "\u007b\u007b office.institution | upper }}"',
            "en__first__body": "{{ words.hello }}",
        },
    ],
    ids=["salutation", "which salutation", "which word", "subject", "escapes of TOML"],
)
def test_a_text_that_looks_at_what_another_says_of_an_office_is_made_for_each(
    tmp_path: Path, changed: dict[str, str]
) -> None:
    body = {"en__first__body": f"{changed.get('en__first__body', 'We write.')}\n\n{PLACES}"}
    folder = write_template(tmp_path, **changed | body)
    here = load_template(folder, STEPS)

    with Workshop(folder, STEPS) as workshop:
        for name in ("Ministry A", "Ministry B"):
            of = facts(office=office(name=name))

            assert from_mould(workshop, of) == render_letter(here, of)


@pytest.mark.parametrize("letter", ["\U00020000", "\U0002000b", "\U0002003f"])
def test_a_rare_letter_in_a_text_or_a_name_stays_that_letter(tmp_path: Path, letter: str) -> None:
    folder = write_template(tmp_path, en__first__body=f"We {letter} write.\n\n{PLACES}")

    with Workshop(folder, STEPS) as workshop:
        rendered = from_mould(workshop, facts(signatories=(signatory(f"Union {letter}", "FR"),)))

    assert f"We {letter} write." in rendered.text
    assert f"Union {letter}\n" in rendered.text


@pytest.mark.parametrize(
    "begins",
    [
        "{% for line in address_lines %}{{ line }} {% endfor %}",
        "{{ '' }}{{ office.institution }}",
        "{{ salutation }}",
        "- {{ office.institution }}",
    ],
)
def test_a_body_that_begins_in_lower_case_does_so_however_its_office_is_called(
    tmp_path: Path, begins: str
) -> None:
    folder = write_template(tmp_path, en__first__body=f"{begins} is asked.\n\n{PLACES}")
    here = load_template(folder, STEPS)
    form = FormOfAddress(salutation="Dear Minister,", closing="Yours sincerely,", body_begins=Begins.LOWER)

    with Workshop(folder, STEPS) as workshop:
        for name in ("the Ministry", "The Ministry"):
            of = facts(office=office(name=name), form=form)

            assert outcome(lambda: from_mould(workshop, of)) == outcome(lambda: render_letter(here, of))  # noqa: B023


def test_a_name_with_which_a_body_begins_keeps_its_capital(tmp_path: Path) -> None:
    folder = write_template(tmp_path, en__first__body=f"{{{{ office.institution }}}} is asked.\n\n{PLACES}")
    greets_in_the_sentence = FormOfAddress(
        salutation="Dear Minister,", closing="Yours sincerely,", body_begins=Begins.LOWER
    )

    with Workshop(folder, STEPS) as workshop:
        letter = workshop.render(facts(form=greets_in_the_sentence))

    assert "\nMinistry is asked." in letter.text


def test_the_third_office_of_a_wording_costs_the_process_nothing(tmp_path: Path) -> None:
    with Workshop(write_template(tmp_path), STEPS) as workshop:
        from_mould(workshop, facts(office=office(name="Ministry A")))
        os.kill(workshop.pid, signal.SIGKILL)
        gone = workshop.pid

        letter = workshop.render(facts(office=office(name="Ministry B")))

        assert letter.subject == "Appeal to Ministry B"
        assert workshop.pid == gone


@pytest.mark.parametrize(
    "changed",
    [
        {"en__first__body": PLACES + "\n{{ " + "(" * 9000},
        {"layout_mjml": FILES["layout.mjml"].replace("<p>", "<div>" * 400)},
        {"en__first__body": ""},
    ],
)
def test_a_fault_of_the_template_is_told_as_it_would_be_here(tmp_path: Path, changed: dict[str, str]) -> None:
    folder = write_template(tmp_path, **changed)
    with pytest.raises(TemplateFault) as told_here:
        load_template(folder, STEPS)

    with pytest.raises(TemplateFault) as told:
        Workshop(folder, STEPS)

    assert str(told.value) == str(told_here.value)


def test_a_letter_that_takes_too_long_is_told_in_one_line_and_the_next_is_made(tmp_path: Path) -> None:
    # Every bracket of a letter is held against each length of its links.
    links = " ".join(f"[a](https://a.example/{'x' * number})" for number in range(500))
    folder = write_template(tmp_path, en__first__body=LOOP.format(f"{links} {'(' * 20_000}"))
    many = tuple(signatory(f"{number}", "FR") for number in range(50))

    with Workshop(folder, STEPS, limits=Limits(cpu_seconds=1)) as workshop:
        first = workshop.pid
        with pytest.raises(TemplateFault) as told:
            workshop.render(facts(signatories=many))
        assert str(told.value) == (
            "letter to gov-xx-mfa (en, first): takes longer than a letter may: shorten its texts"
        )

        assert workshop.render(facts()).subject == "Appeal to Ministry"
        assert workshop.pid != first


def test_what_a_person_wrote_for_one_letter_is_that_letters_fault(tmp_path: Path) -> None:
    emphasis = "*a _b " * 100_000

    with Workshop(write_template(tmp_path), STEPS, limits=Limits(cpu_seconds=1)) as workshop:
        with pytest.raises(BadInput, match="takes longer than a letter may") as told:
            workshop.render(facts(own_body=emphasis))

        assert not isinstance(told.value, TemplateFault)


def test_a_letter_that_eats_the_memory_is_told_in_one_line_and_the_next_is_made(tmp_path: Path) -> None:
    folder = write_template(tmp_path, en__first__body=LOOP.format("x" * 250_000))
    many = tuple(signatory(f"{number}", "FR") for number in range(3000))

    with Workshop(folder, STEPS) as workshop:
        with pytest.raises(TemplateFault) as told:
            workshop.render(facts(signatories=many))
        assert str(told.value) == "demo/en/first/body.md: makes more than a letter can hold"

        assert workshop.render(facts()).subject == "Appeal to Ministry"


def test_a_letter_that_nobody_could_hold_is_told_in_one_line_and_the_next_is_made(tmp_path: Path) -> None:
    line = "- " + "x" * 70 + "\n"
    folder = write_template(tmp_path, en__first__body=LOOP.format(line * 3000))
    many = tuple(signatory(f"{number}", "FR") for number in range(25))

    with Workshop(folder, STEPS, limits=Limits(cpu_seconds=60, seconds=600)) as workshop:
        first = workshop.pid
        with pytest.raises(TemplateFault) as told:
            workshop.render(facts(signatories=many))
        assert str(told.value) == (
            "letter to gov-xx-mfa (en, first): needs more memory than a letter may: shorten its texts"
        )

        assert workshop.render(facts()).subject == "Appeal to Ministry"
        assert workshop.pid != first


def test_a_template_that_takes_too_long_is_told_by_its_name(tmp_path: Path) -> None:
    folder = write_template(tmp_path)
    steps = [*STEPS, *(f"step{number}" for number in range(30))]
    for step in steps[2:]:
        (folder / "en" / step).mkdir()
        (folder / "en" / step / "subject.txt").write_text("Again")
        (folder / "en" / step / "body.md").write_text("{{ asks }}\n" + "{{ date }}" * 25_000)

    with pytest.raises(TemplateFault) as told:
        Workshop(folder, steps, limits=Limits(cpu_seconds=1))

    assert str(told.value) == "demo: takes longer than a letter may: shorten its texts"


def test_after_somebody_has_killed_the_process_the_next_letter_is_made(tmp_path: Path) -> None:
    with Workshop(write_template(tmp_path), STEPS) as workshop:
        ones_own = facts(own_body="We write.")  # which no other letter was made from
        before, first = workshop.render(ones_own), workshop.pid
        os.kill(first, signal.SIGKILL)
        os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)

        assert workshop.render(ones_own) == before
        assert workshop.pid != first


def test_letters_asked_for_at_once_are_not_confused(tmp_path: Path) -> None:
    names = [f"Ministry {number}" for number in range(40)]

    with Workshop(write_template(tmp_path), STEPS) as workshop, ThreadPoolExecutor(4) as pool:
        letters = list(pool.map(lambda name: workshop.render(facts(office=office(name=name))), names))

    assert [letter.subject for letter in letters] == [f"Appeal to {name}" for name in names]


def test_what_the_process_makes_is_proofread_outside_of_it(tmp_path: Path) -> None:
    sender = replace(facts().sender, website="javascript:alert(1)")
    folder = write_template(tmp_path, en__first__body="[us]({{ sender.website }})\n\n" + PLACES)

    with Workshop(folder, STEPS) as workshop:
        with pytest.raises(BadInput, match="a link in it is neither https: nor mailto:"):
            workshop.render(facts(sender=sender))
        with pytest.raises(BadInput, match="has no salutation"):
            workshop.render(facts(form=FormOfAddress(salutation="", closing="")))


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({}, "[[how it is called]]"),
        ({"en__first__body": f"To [{{{{ office.institution }}}}.\n\n{PLACES}"}, "[its name]]"),
        ({"en__first__body": r"Who is \[\[its head\]\]?" + f"\n\n{PLACES}"}, "Ministry"),
        ({"en__first__body": f"Who is &#91;&#91;its head]]?\n\n{PLACES}"}, "Ministry"),
    ],
)
def test_what_is_still_to_be_written_reaches_no_letter_from_wherever_it_comes(
    tmp_path: Path, changed: dict[str, str], name: str
) -> None:
    with (
        Workshop(write_template(tmp_path, **changed), STEPS) as workshop,
        pytest.raises(BadInput, match=r"is still to be written: put your words in the place of \[\["),
    ):
        workshop.render(facts(office=office(name=name)))


def test_a_closed_workshop_makes_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    workshop = Workshop(write_template(tmp_path), STEPS)
    workshop.close()
    workshop.close()

    assert not Path(f"/proc/{workshop.pid}").exists()
    with pytest.raises(ValueError, match="closed"):
        workshop.render(facts())
