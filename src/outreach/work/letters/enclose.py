"""What goes with a letter: files that are sealed with it."""

import re
from collections.abc import Mapping, Sequence

from outreach.model.campaign import Campaign
from outreach.model.directory import Channel
from outreach.model.enclosure import Enclosure
from outreach.model.errors import BadInput
from outreach.rendering.letter.dates import DATE_TO_COME
from outreach.rendering.letter.facts import Facts
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.mime.attachment import Attachment
from outreach.rendering.paper.typesetter import Typesetter

_PDF = "application/pdf"
_MB = 1_000_000


def enclosed(
    campaign: Campaign,
    facts: Facts,
    rendered: Rendered,
    *,
    typesetter: Typesetter,
    attachments: Mapping[str, bytes],
) -> list[Attachment]:
    """The letter itself on paper, where it is wanted; behind that what the campaign encloses, in its order.

    Raises `BadInput` for what cannot be printed, and for a file that is not there.
    """
    found = []
    if rendered.page:
        # What a person carries is dated when it is handed out.
        undated = "" if facts.channel is Channel.EMAIL else DATE_TO_COME
        pdf = typesetter.pdf(rendered.page, campaign.paper.form_in(campaign.sender.country), undated=undated)
        name = re.sub(r"[^A-Za-z0-9.]+", "-", facts.reference).strip("-.") or "letter"
        found.append(Attachment(file_name=f"{name}.pdf", media_type=_PDF, content=pdf))
    for one in facts.enclosing.enclosed:
        if one.is_made:
            name = f"{one.name}.{facts.language}.pdf"
            sheet = typesetter.sheet(rendered.sheet)
            found.append(Attachment(file_name=name, media_type=_PDF, content=sheet))
        else:
            found.append(_file(one, facts.language, attachments))
    return found


def require_size(mime: bytes, files: Sequence[Attachment], *, account: str, largest: float | None) -> None:
    """Refuse a letter that its account does not carry; ``largest`` is in MB. Raises `BadInput`."""
    if largest is None or not files or len(mime) <= largest * _MB:
        return
    heaviest = max(files, key=lambda one: len(one.content))
    raise BadInput(
        f"the letter has {len(mime) / _MB:.1f} MB, and account {account} takes {largest:g}: "
        f"make {heaviest.file_name} smaller ({len(heaviest.content) / _MB:.1f} MB), or set largest_letter in "
        f"[accounts.{account}] of config/outreach.toml"
    )


def _file(one: Enclosure, language: str, attachments: Mapping[str, bytes]) -> Attachment:
    wanted = one.files(language)
    for path in wanted:
        if path in attachments:
            return Attachment(file_name=path.rpartition("/")[2], media_type=_PDF, content=attachments[path])
    raise BadInput(
        f"{wanted[-2]} is missing: put it there (or {wanted[-1]}, for all languages that have none), "
        "and load the campaign again"
    )
