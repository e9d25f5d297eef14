"""``python -m tests.specimens``: take the pictures of ``docs/specimens/``, one for each kind of letter."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import FloatRect, Page, sync_playwright

from bench.mailing import the_campaign
from outreach.lists.contacts import read_contacts
from outreach.model.directory import Office
from outreach.rendering.report.page import Specimen
from outreach.wiring.staff_files import directory_files, with_names_and_holders
from outreach.work.reports.specimens import specimens
from tests.builders import MORNING, REPOSITORY, draft_context

PICTURES = REPOSITORY / "docs" / "specimens"
#: A phone is narrower and a desk wider; at this width a letter is read as on paper.
_WIDTH = 620
#: Where the letter itself ends: the annex is the same in all of a language.
_HEIGHT = """() => {
  const annex = document.querySelector(".annex-start");
  return Math.ceil(annex ? annex.getBoundingClientRect().top : document.body.scrollHeight);
}"""


def starters_specimens() -> tuple[Specimen, ...]:
    """Those of the starter's campaign and directory."""
    return specimens(the_campaign(), starters_offices(), draft_context())


def starters_offices() -> Sequence[Office]:
    """The directory that comes with the house, with the offices' names."""
    files = directory_files(REPOSITORY / "contacts")
    read = [read_contacts(file.read_bytes(), file.name, today=MORNING.date()) for file in files]
    return with_names_and_holders([office for one in read for office in one.offices], [REPOSITORY])


def name_of(specimen: Specimen) -> str:
    """The picture's file name: what it shows, in short."""
    words = f"{specimen.tag} {specimen.what} {specimen.step}".replace(",", "")
    return f"{'-'.join(words.lower().split())}.jpg"


def page_of(shown: Sequence[Specimen]) -> str:
    """``docs/specimens/README.md``."""
    rows = [
        f"| {one.language} | {one.step} | {one.what} | [{one.subject}]({name_of(one)}) |" for one in shown
    ]
    return "\n".join(
        [
            "# What the letters look like",
            "",
            "One of each kind that the starter's campaign will really write: each request, to one or several,"
            " to a woman,",
            "a man or somebody unknown, in each language, by each way, without the annex."
            " `python -m tests.specimens` takes",
            "them anew.",
            "",
            "| language | letter | what, to whom, how | subject |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def main() -> None:
    """Take them all."""
    shown = starters_specimens()
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": _WIDTH, "height": 800})
        for specimen in shown:
            _take(page, specimen, PICTURES / name_of(specimen))
        browser.close()
    (PICTURES / "README.md").write_text(page_of(shown), "utf-8")


def _take(page: Page, specimen: Specimen, file: Path) -> None:
    page.set_content(specimen.html, wait_until="load")
    height = page.evaluate(_HEIGHT)
    clip: FloatRect = {"x": 0, "y": 0, "width": _WIDTH, "height": height}
    page.screenshot(path=file, type="jpeg", quality=35, full_page=True, clip=clip)


if __name__ == "__main__":
    main()
