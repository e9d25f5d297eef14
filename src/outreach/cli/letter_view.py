"""Letters on the screen and for programs: everything that an approver answers for."""

from collections.abc import Collection

from outreach.cli.tell import print_table, say
from outreach.model.civil_time import civil
from outreach.model.errors import WrongState
from outreach.model.letter import Letter
from outreach.queries.letters import LetterView
from outreach.rendering.mime.message import attachments_of, text_of


def tell_letter(seen: LetterView, zone: str) -> None:
    """Show it with its recipient, its sender, its time on both clocks, its text and its history."""
    letter = seen.letter
    rows = [
        ("to", f"{seen.office} <{letter.address}> by {letter.channel}"),
        ("from", f"{seen.sender}; returns to {letter.envelope_sender}"),
        ("account", letter.account),
        ("language", letter.language_reason),
        ("leaves", letter.due),
        ("on our clock", seen.leaves_here),
        ("dated", letter.printed_on),
        ("state", f"{letter.status}: {letter.reason}"),
        ("approved by", letter.approved_by),
        ("subject", letter.subject),
    ]
    rows += [("encloses", one.file_name) for one in (attachments_of(seen.mime) if seen.mime else ())]
    print_table(["", f"letter {letter.id}"], [(name, value) for name, value in rows if value])
    say(f"\n{text_of(seen.mime) if seen.mime else letter.reason}\n")
    print_table(
        ["when", "state", "by", "reason"],
        [
            (f"{civil(move.at, zone).local:%Y-%m-%d %H:%M}", move.target, move.by, move.reason)
            for move in seen.moves
        ],
    )


def on_paper(letter: Letter, mime: bytes) -> bytes:
    """Its PDF. Raises `WrongState` where there is none."""
    for one in attachments_of(mime):
        return one.content
    raise WrongState(
        f"letter {letter.id} goes by {letter.channel.in_words} and has no PDF: see [paper] of its campaign"
    )


def tell_letters(found: Collection[Letter]) -> None:
    """A line for each."""
    if not found:
        say("no such letter: `outreach letters draft` writes them")
        return
    print_table(
        ["letter", "office", "step", "to", "state", "reason"],
        [(x.id, x.office_id, x.step, x.address, x.status, x.reason) for x in found],
    )


def public(letter: Letter) -> dict[str, object]:
    """A letter as programs see it; these names are a promise."""
    return {
        "id": letter.id,
        "campaign_id": letter.campaign_id,
        "step": letter.step,
        "office_id": letter.office_id,
        "channel": letter.channel,
        "account": letter.account,
        "language": letter.language,
        "address": letter.address,
        "status": letter.status,
        "hold_cause": letter.hold_cause,
        "reason": letter.reason,
        "message_id": letter.message_id,
        "printed_on": letter.printed_on,
        "due_at": letter.due_at,
        "approved_by": letter.approved_by,
    }
