"""What of a letter stands on paper: the parts that its text part prints, in the same order."""

from collections.abc import Mapping
from typing import Any

from jinja2 import Undefined

from outreach.model.directory import Channel
from outreach.rendering.letter.annex import AnnexGroup
from outreach.rendering.paper.blocks import blocks
from outreach.rendering.paper.page import Annex, Page, tongue


def on_paper(known: Mapping[str, Any], body_html: str) -> Page:
    """The page of the letter whose values these are. A word that it does not have is left out."""
    words = _Words(known["words"])
    sender = known["sender"]
    signed = [words["signed_for"]]
    if sender["signatory"]:
        telephone = f"{words['telephone']} {sender['telephone']}" if sender["telephone"] else ""
        signed += [sender["signatory"], sender["function"], telephone]
    return Page(
        language=tongue(known["language"]),
        title=known["subject"],
        letterhead=_there(sender["name"], sender["description"]),
        place_and_date=words["place_and_date"],
        remark=words["by_email_only"] if known["channel"] == Channel.EMAIL else "",
        addressee=list(known["address_lines"]),
        references=[
            f"{words[called]} {value}".strip()
            for called, value in (
                ("your_reference", known["office_reference"]),
                ("our_reference", known["reference"]),
            )
            if value
        ],
        subject=f"{words['subject']} {known['subject']}".strip(),
        salutation=list(known["salutation_lines"]),
        body=blocks(body_html),
        closing=known["closing"],
        signed=_there(*signed),
        annex=_annex(known["annex"], words) if known["annex"] else None,
        contact=_there(*(sender[part] for part in ("name", "postal_address", "email", "website"))),
        notices=_there(words["legal_notice"], words["opt_out"]),
    )


class _Words(dict[str, Any]):
    """The language's words; none for what it does not have, or what this letter cannot say."""

    def __missing__(self, name: str) -> str:
        return ""

    def __getitem__(self, name: str) -> str:
        word = super().__getitem__(name)
        return "" if isinstance(word, Undefined) else str(word).strip()


def _annex(groups: tuple[AnnexGroup, ...], words: _Words) -> Annex:
    return Annex(
        title=words["annex_title"],
        introduction=words["annex_intro"],
        groups=[
            {
                "country": group.country,
                "names": [{"text": str(name), "language": tongue(name.language)} for name in group.names],
            }
            for group in groups
        ],
        others=words["counted_others"],
    )


def _there(*lines: str) -> list[str]:
    return [line for line in lines if line]
