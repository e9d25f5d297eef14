"""A letter in files to look at: what each shows, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from outreach.model.ids import LetterId
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.mime.attachment import Attachment
from outreach.rendering.mime.message import build_message
from outreach.rendering.preview.files import preview_files
from tests.builders import campaign
from tests.rendering.builders import STEPS, load_template, our_facts, render_letter
from tests.rendering.chromium import launched
from tests.rendering.templates.test_layout_in_chromium import TEMPLATE

#: Where a page lies that has run over its edge, and how light its ground and its ink are.
MEASURED = """() => {
  const light = (css) => (css.match(/[\\d.]+/g) || []).slice(0, 3).map(Number).reduce((a, b) => a + b) > 384;
  const ink = getComputedStyle(document.querySelector('.ink.body div'));
  return {
    wide: document.documentElement.scrollWidth,
    room: window.innerWidth,
    ground: light(getComputedStyle(document.body).backgroundColor),
    ink: light(ink.color),
    size: ink.fontSize,
  };
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


def message(rendered: Rendered, *enclosed: Attachment) -> bytes:
    return build_message(
        rendered,
        letter_id=LetterId("abcdefghij"),
        sender=campaign().sender,
        recipient="registry@ministry.example",
        recipient_name="Ministry",
        message_id="<a@b.example>",
        references=(),
        language="en",
        attachments=enclosed,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("preview")
    rendered = render_letter(load_template(TEMPLATE, STEPS), our_facts(language="en"))
    for name, content in preview_files(message(rendered)).items():
        (made / name).write_bytes(content)
    return made


@pytest.mark.parametrize(
    ("name", "dark", "size"),
    [("desktop", False, "16px"), ("dark", True, "16px"), ("paper", False, "13.3333px")],
)
def test_each_page_shows_its_reader_what_it_is_for(
    browser: Browser, folder: Path, name: str, dark: bool, size: str
) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 900}, color_scheme="light")
    page.goto((folder / f"{name}.html").as_uri())

    seen = page.evaluate(MEASURED)

    assert (seen["ground"], seen["ink"], seen["size"]) == (not dark, dark, size)
    page.close()


def test_the_telephone_shows_the_letter_in_its_width_and_nothing_runs_over(
    browser: Browser, folder: Path
) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 900})
    page.goto((folder / "phone.html").as_uri())
    frame = page.frames[1]
    frame.wait_for_selector(".ink")

    seen = frame.evaluate(MEASURED)

    assert seen["wide"] <= seen["room"] == 375
    page.close()


def test_a_letter_with_markup_in_it_stays_in_its_frame() -> None:
    odd = Rendered(subject="x", text='"><b>&amp;\n', html='<p class="a">"&gt;</iframe></p>\n')

    phone = preview_files(message(odd))["phone.html"].decode()

    assert phone.count("</iframe>") == 1


def test_what_it_encloses_lies_beside_it() -> None:
    paper = Attachment(file_name="A-1.pdf", media_type="application/pdf", content=b"%PDF-1.7")

    files = preview_files(message(Rendered(subject="a", text="b", html="<p>b</p>"), paper))

    assert files["A-1.pdf"] == b"%PDF-1.7"
