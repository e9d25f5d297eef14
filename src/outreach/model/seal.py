"""What an approver approved, as one hash."""

import hashlib
import json

from outreach.model.directory import Channel


def seal(mime: bytes, *, recipient: str, channel: Channel, envelope_sender: str) -> str:
    """SHA-256 (hex) over the rendered bytes, the recipient, the channel and the sender.

    Attachments are in the bytes. The account is left out on purpose: fail-over may change it, and the
    letter stays the one that was approved. The ``Date:`` header is put in front later, outside the seal.
    """
    facts = {
        "mime": hashlib.sha256(mime).hexdigest(),
        "recipient": recipient,
        "channel": channel.value,
        "envelope_sender": envelope_sender,
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
