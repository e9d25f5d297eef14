"""How a letter stands on paper: where the window of its envelope is, and whether e-mails enclose it."""

from dataclasses import dataclass
from enum import StrEnum

from outreach.model.directory import Channel


class Form(StrEnum):
    """Which rule of writing a letter keeps; its measures stand in ``rendering/paper/form.typ``."""

    #: The address low on the page, below a large letterhead; a window on the left.
    DIN_5008_B = "din-5008-b"
    #: The same with a small letterhead, everything 18 mm higher.
    DIN_5008_A = "din-5008-a"
    #: A window on the right, as France has it.
    NF_Z_11_001 = "nf-z-11-001"
    #: For envelopes without a window.
    PLAIN = "plain"


#: What is sold as a window envelope in the sender's country, ISO 3166-1 → the form that fits it. Whoever
#: is not named here writes a plain letter, and an address on the envelope.
_WINDOWS = {"DE": Form.DIN_5008_B, "AT": Form.DIN_5008_B, "FR": Form.NF_Z_11_001}


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What a campaign wants of its letters on paper."""

    #: None: the one of the country that it leaves (`form_in`).
    form: Form | None = None
    #: Whether every e-mail encloses the letter as a PDF. What goes by post is one anyway.
    attach: bool = False
    #: A PNG or SVG file below ``config/`` or ``attachments/`` of the home; empty: signed by hand.
    signature: str = ""

    def wanted(self, channel: Channel) -> bool:
        """Whether a letter that goes by this channel is made as a PDF too."""
        return channel is Channel.POST or (self.attach and channel is Channel.EMAIL)

    def form_in(self, country: str) -> Form:
        """The form of a letter that leaves that country (ISO 3166-1): envelopes are bought where one is."""
        return self.form or _WINDOWS.get(country, Form.PLAIN)


#: Where a campaign says nothing of it.
AS_USUAL = Paper()
