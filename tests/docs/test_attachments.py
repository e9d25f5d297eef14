"""`docs/attachments.md` says what a campaign's file may say of its enclosures."""

import re

from outreach.lists.campaign_file import read_campaign
from tests.builders import REPOSITORY
from tests.docs.pages import quoted, rows
from tests.lists.files import TODAY, campaign

PAGE = (REPOSITORY / "docs" / "attachments.md").read_text("utf-8")


def test_its_example_is_read_as_it_stands() -> None:
    example = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]
    text = campaign("\n[routes]\n", f"\n{example}\n[routes]\n")

    sheet, appeal = read_campaign(text, "x.toml", today=TODAY).campaign.enclosures

    assert sheet.is_made
    assert appeal.files("fr-CA") == [
        "attachments/appeal.fr-CA.pdf",
        "attachments/appeal.fr.pdf",
        "attachments/appeal.pdf",
    ]


def test_each_line_of_an_enclosure_is_told() -> None:
    told = [quoted(row[0])[0] for row in rows("attachments.md", "What letters enclose")]

    assert told == ["name", "title", "for", "on_request", "states"]
