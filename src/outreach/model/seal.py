"""What an approver approved, as one hash."""

import hashlib
import json

from outreach.model.directory import Channel
from outreach.model.letter import Content


def seal(content: Content, channel: Channel) -> str:
    """SHA-256 (hex) over the rendered bytes, the recipient, the channel and the sender.

    Attachments are in the bytes. The account is left out on purpose: fail-over may change it, and the
    letter stays the one that was approved. The ``Date:`` header is put in front later, outside the seal.
    """
    facts = {
        "mime": hashlib.sha256(content.mime).hexdigest(),
        "recipient": content.address,
        "channel": channel.value,
        "envelope_sender": content.envelope_sender,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
