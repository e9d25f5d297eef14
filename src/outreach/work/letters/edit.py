"""Write one letter's paragraphs for it alone; it is a draft again, for a second person to read."""

from datetime import datetime

from sqlalchemy import Connection, Engine

from outreach.model.actor import Act, Actor
from outreach.model.errors import BadInput, WrongState
from outreach.model.letter import Letter, SeenLetter
from outreach.model.status import EDITABLE
from outreach.store import audit, contents, letters, people
from outreach.work.letters.again import compose_again
from outreach.work.letters.compose import DraftContext
from outreach.work.letters.redraft import redraft


def edit_letter(
    engine: Engine, actor: Actor, seen: SeenLetter, body: str, *, context: DraftContext, now: datetime
) -> Letter:
    """Edit it, in a transaction of its own; see `edit`."""
    with engine.begin() as connection:
        return edit(connection, actor, seen, body, context=context, now=now)


def edit(
    connection: Connection,
    actor: Actor,
    seen: SeenLetter,
    body: str,
    *,
    context: DraftContext,
    now: datetime,
) -> Letter:
    """Put ``body`` (Markdown) in the place of the template's; salutation, closing and annex stay.

    An approval it had is void, and drafting again keeps the paragraphs. An empty body gives the
    template's back. Raises `WrongState` for a letter that cannot be edited or has changed since it was
    seen, `BadInput` for a text that cannot be rendered: then nothing has changed.
    """
    by = people.authorize(connection, actor, Act.EDIT_LETTER)
    letter = letters.as_seen(connection, seen)
    if letter.status not in EDITABLE:
        raise WrongState(f"letter {letter.id} is {letter.status} and cannot be edited")
    composed = compose_again(
        connection, letter, own_body=body.strip() or None, departure=None, context=context, now=now
    )
    if composed.blocked:
        raise BadInput(composed.blocked)
    redraft(connection, letter, contents.get(connection, letter.id), composed, by=by, now=now)
    audit.write(connection, by, Act.EDIT_LETTER, letter.id, now=now, characters=len(body))
    return letters.get(connection, letter.id)
