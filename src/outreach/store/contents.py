"""What a letter says: its sealed bytes, without ``Date:``, kept as what differs from one that is like it.

Letters of one wording differ in a name or two. So each is deflated (zlib, RFC 1950) against an earlier one of
the same wording, its dictionary, which is a part of it from then on: never changed and never deleted. It goes
by its digest, so that no other can take its place; and what is sealed are the bytes that come out.
"""

import hashlib
import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from outreach.model.ids import LetterId
from outreach.store.damage import READ_FAULTS, named
from outreach.store.schema import contents, dictionaries

#: Bytes that no letter has: where more would come out, somebody has put it there.
_LARGEST = 64 * 1024**2
#: A letter that is deflated to more than this part of itself is like none before it: it begins a dictionary.
_UNLIKE = 1 / 4

#: Dictionaries by their digests: what goes by that name is the same for ever, in whatever database.
_known: dict[str, bytes] = {}
_MOST_KNOWN = 100

_OF = select(contents.c.letter_id, contents.c.mime, contents.c.dictionary).where(
    contents.c.letter_id.in_(bindparam("ids", expanding=True))
)

_DICTIONARIES = select(dictionaries.c.digest, dictionaries.c.mime).where(
    dictionaries.c.digest.in_(bindparam("digests", expanding=True))
)


def put(connection: Connection, letter_id: LetterId, mime: bytes | None, *, wording: str = "") -> None:
    """Replace the bytes; None takes them away. ``wording`` names what letters like this one share."""
    connection.execute(delete(contents).where(contents.c.letter_id == letter_id))
    if mime is not None:
        add(connection, [(letter_id, mime, wording)])


def add(connection: Connection, written: Sequence[tuple[LetterId, bytes, str]]) -> None:
    """The bytes of letters that have none yet, each with its wording, as in `put`."""
    latest: dict[str, str | None] = {}
    rows = []
    for letter_id, mime, wording in written:
        if wording not in latest:
            latest[wording] = _latest(connection, wording)
        dictionary, deflated = _deflated_like_another(connection, mime, wording, latest[wording])
        latest[wording] = dictionary
        rows.append({"letter_id": letter_id, "mime": deflated, "dictionary": dictionary})
    if rows:
        connection.execute(insert(contents), rows)


def get(connection: Connection, letter_id: LetterId) -> bytes | None:
    """The bytes; None while the letter is blocked. Raises `DamagedRow` for what nobody of us has written."""
    row = connection.execute(_OF, {"ids": [letter_id]}).one_or_none()
    if row is None:
        return None
    with named("the text of letter", letter_id):
        return _whole(row.mime, row.dictionary, _dictionaries(connection, [row.dictionary]))


def of(connection: Connection, letter_ids: Collection[LetterId]) -> dict[LetterId, bytes]:
    """The bytes of each of these letters that has any that can be read."""
    found: dict[LetterId, bytes] = {}
    rows = connection.execute(_OF, {"ids": list(letter_ids)}).all()
    read = _dictionaries(connection, [row.dictionary for row in rows])
    for letter_id, mime, dictionary in rows:
        try:
            found[LetterId(letter_id)] = _whole(mime, dictionary, read)
        except READ_FAULTS:
            continue
    return found


def _latest(connection: Connection, wording: str) -> str | None:
    """The digest of the dictionary that was last begun for that wording."""
    of_wording = select(dictionaries.c.digest).where(dictionaries.c.wording == wording)
    return connection.execute(of_wording.order_by(dictionaries.c.id.desc()).limit(1)).scalar()


def _deflated_like_another(
    connection: Connection, mime: bytes, wording: str, latest: str | None
) -> tuple[str, bytes]:
    """The digest of a dictionary, and what the letter is against it."""
    known = _dictionaries(connection, [latest])
    if latest in known:
        deflated = _deflated(mime, known[latest])
        if len(deflated) <= len(mime) * _UNLIKE:
            return latest, deflated
    digest = hashlib.sha256(mime).hexdigest()
    if connection.execute(select(dictionaries.c.id).where(dictionaries.c.digest == digest)).first() is None:
        connection.execute(insert(dictionaries).values(wording=wording, digest=digest, mime=mime))
    return digest, _deflated(mime, mime)


def _deflated(mime: bytes, dictionary: bytes) -> bytes:
    deflating = zlib.compressobj(zdict=dictionary)
    return deflating.compress(mime) + deflating.flush()


def _whole(stored: Any, dictionary: Any, read: Mapping[str, bytes]) -> bytes:
    """The bytes as they are sealed. Raises one of `READ_FAULTS` where they do not come out."""
    if not isinstance(stored, bytes):
        raise TypeError("no octets")
    if dictionary is None:  # of the first release
        return stored
    inflating = zlib.decompressobj(zdict=read[dictionary])
    try:
        whole = inflating.decompress(stored, _LARGEST)
    except zlib.error as fault:
        raise ValueError(str(fault)) from None
    if not inflating.eof:
        raise ValueError("there is more, or less, than a letter")
    return whole


def _dictionaries(connection: Connection, digests: Collection[Any]) -> dict[str, bytes]:
    """Those of these dictionaries that are here as they were, all in one look."""
    wanted = {digest for digest in digests if digest is not None}
    read = {digest: _known[digest] for digest in wanted & _known.keys()}
    if unknown := wanted - read.keys():
        for digest, mime in connection.execute(_DICTIONARIES, {"digests": list(unknown)}):
            if isinstance(mime, bytes) and hashlib.sha256(mime).hexdigest() == digest:
                read[digest] = mime
                _remember(digest, mime)
    return read


def _remember(digest: str, mime: bytes) -> None:
    while len(_known) >= _MOST_KNOWN:
        del _known[next(iter(_known))]
    _known[digest] = mime
