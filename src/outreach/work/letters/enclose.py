"""What goes with a letter: files that are sealed with it."""

import re

from outreach.model.campaign import Campaign
from outreach.model.directory import Channel
from outreach.rendering.letter.dates import DATE_TO_COME
from outreach.rendering.letter.facts import Facts
from outreach.rendering.letter.rendered import Rendered
from outreach.rendering.mime.attachment import Attachment
from outreach.rendering.paper.typesetter import Typesetter


def enclosed(
    campaign: Campaign, facts: Facts, rendered: Rendered, typesetter: Typesetter
) -> list[Attachment]:
    """The letter itself on paper, where it is wanted; whatever else it encloses stands behind that.

    Raises `BadInput` for what cannot be printed.
    """
    if not rendered.page:
        return []
    # What a person carries is dated when it is handed out.
    undated = "" if facts.channel is Channel.EMAIL else DATE_TO_COME
    pdf = typesetter.pdf(rendered.page, campaign.paper.form_in(campaign.sender.country), undated=undated)
    name = re.sub(r"[^A-Za-z0-9.]+", "-", facts.reference).strip("-.") or "letter"
    return [Attachment(file_name=f"{name}.pdf", media_type="application/pdf", content=pdf)]
