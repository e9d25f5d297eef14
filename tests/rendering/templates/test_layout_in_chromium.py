"""The letter as its readers see it: the real texts in the real layout, in a real browser."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from mjml import mjml_to_html
from playwright.sync_api import Browser, Page, Route

from outreach.model.form_of_address import FormOfAddress
from outreach.rendering.letter.facts import Earlier
from outreach.rendering.templates.layout import mjml_to_jinja
from tests.rendering.builders import STEPS, load_template, office, our_facts, render_letter, signatory
from tests.rendering.chromium import launched
from tests.rendering.templates.payloads import ALLOWED, PAYLOADS, SPY

TEMPLATE = Path(__file__).parents[3] / "templates" / "emails" / "azat-miftakhov"
LONG_NAME = "Bundesarbeitsgemeinschaft " + "Donaudampfschifffahrtsgesellschaftskapitänswitwenverein" * 2
SIGNATORIES = tuple(
    signatory(name, country)
    for name, country in (("LDH", "FR"), (LONG_NAME, "DE"), ("Zone de Liberté", "International"))
)

#: The WCAG 2 contrast of every text with what lies behind it, as [contrast, text], lowest first.
CONTRASTS = """() => {
  const parsed = (css) => (css.match(/[\\d.]+/g) || []).map(Number);
  const linear = (c) => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const behind = (element) => {
    for (; element; element = element.parentElement) {
      const [r, g, b, a = 1] = parsed(getComputedStyle(element).backgroundColor);
      if (a > 0) return [r, g, b];
    }
    return dark ? [18, 18, 18] : [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!text || !element.getClientRects().length) continue;
    const pair = [luminance(parsed(getComputedStyle(element).color)), luminance(behind(element))];
    found.push([(Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05), text]);
  }
  return found.sort((a, b) => a[0] - b[0]);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def asked_for() -> list[str]:
    """The URLs that the page wanted; none was given."""
    return []


@pytest.fixture(params=[375, 1200], ids=lambda width: f"{width}px")
def width(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(params=["light", "dark"])
def page(
    browser: Browser, width: int, asked_for: list[str], request: pytest.FixtureRequest
) -> Iterator[Page]:
    def refuse(route: Route) -> None:
        asked_for.append(route.request.url)
        route.abort()

    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=request.param)
    context.route("**/*", refuse)
    yield context.new_page()
    context.close()


def html(language: str, step: str) -> str:
    first = Earlier(reference="XX-1", planned_on=date(2026, 5, 4)) if step == "reminder" else None
    rendered = render_letter(
        load_template(TEMPLATE, STEPS),
        our_facts(
            language=language,
            step=step,
            first=first,
            signatories=SIGNATORIES,
            office=office(name="Ministère de l'Europe et des Affaires étrangères", title="La Ministre"),
            form=FormOfAddress(
                salutation="Madame la Ministre, Monsieur le Ministre,",
                closing="Nous vous prions d’agréer, Madame la Ministre, Monsieur le Ministre, "
                "l’expression de notre très haute considération.",
            ),
        ),
    )
    return rendered.html


@pytest.mark.parametrize(
    ("language", "step"), [("fr", "first"), ("ru", "first"), ("de", "reminder"), ("en", "reminder")]
)
def test_the_letter_can_be_read_by_everyone_and_fetches_nothing(
    page: Page, asked_for: list[str], language: str, step: str
) -> None:
    page.set_content(html(language, step), wait_until="load")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "scrolls sideways"
    contrasts = page.evaluate(CONTRASTS)
    assert len(contrasts) > 15, "the texts were not found"
    assert contrasts[0][0] >= 4.5, contrasts[0]
    assert page.evaluate("document.documentElement.lang") == language
    assert page.title().strip() in page.locator("h1").inner_text()
    assert page.title().strip()
    assert page.locator("h2").count() == 1
    assert page.locator("h3").count() == len({s.country for s in SIGNATORIES})
    assert page.locator("table:not([role=presentation])").count() == 0
    assert asked_for == []


def test_a_letter_that_did_fetch_would_be_noticed(page: Page, asked_for: list[str]) -> None:
    page.set_content('<img src="https://spy.example/x.png">', wait_until="load")

    assert asked_for == ["https://spy.example/x.png"]


def test_the_corpus_of_attempts_would_fetch_if_nobody_refused_it(browser: Browser) -> None:
    attempts = [layout for layout in PAYLOADS if SPY in layout and "<mj-raw" not in layout]
    page = browser.new_page()
    fetched = [layout for layout in attempts if _asked_for(page, _unchecked(layout))]
    page.close()

    assert len(fetched) >= 20


def test_the_layout_with_everything_allowed_fetches_nothing(browser: Browser) -> None:
    page = browser.new_page()
    asked = _asked_for(page, mjml_to_jinja(ALLOWED, "demo/layout.mjml"))
    page.close()

    assert asked == []


def _unchecked(layout: str) -> str:
    """What the compiler alone makes of it; nothing where it does not understand, or would open a file."""
    if "mj-include" in layout or "mj-font" in layout:
        return ""
    try:
        return str(mjml_to_html(layout).html)
    except Exception:
        return ""


def _asked_for(page: Page, html: str) -> list[str]:
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route("**/*", refuse)
    page.set_content(html, wait_until="load")
    page.unroute("**/*")
    return asked


def test_grey_on_grey_would_be_noticed(page: Page) -> None:
    page.set_content('<p style="color: #888; background-color: #aaa">x</p>')

    assert page.evaluate(CONTRASTS)[0][0] < 4.5


#: What is printed of an A4 sheet between the margins that the layout asks for, in CSS pixels.
PRINTED = {"width": 657, "height": 1016}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "pt", "ru"])
def test_the_letter_is_one_printed_page_before_its_annex(browser: Browser, language: str, step: str) -> None:
    page = browser.new_page(viewport={"width": PRINTED["width"], "height": PRINTED["height"]})
    page.emulate_media(media="print")
    page.set_content(html(language, step))

    letter = page.evaluate("document.querySelector('.annex-start').getBoundingClientRect().top")

    page.close()
    assert 0 < letter <= PRINTED["height"]
