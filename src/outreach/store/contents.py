"""What a letter says: its sealed bytes, without ``Date:``, kept as what differs from one that is like it.

Letters of one wording differ in a name or two. So each is deflated (zlib, RFC 1950) against an earlier one of
the same wording, its dictionary, which is a part of it from then on: never changed and never deleted. It goes
by its digest, so that no other can take its place; and what is sealed are the bytes that come out.

A file that many letters enclose is longer than what zlib looks back to. It is kept once, among the
dictionaries and as they are, and goes by its digest in each of the letters.
"""

import hashlib
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from outreach.model.ids import LetterId
from outreach.store.base64_blocks import closed, opened
from outreach.store.damage import READ_FAULTS, named
from outreach.store.schema import contents, dictionaries
from outreach.store.sets import among

#: Bytes that no letter has: where more would come out, somebody has put it there.
_LARGEST = 64 * 1024**2
#: A letter that is deflated to more than this part of itself is like none before it: it begins a dictionary,
#: unless its wording has as many already (people write every letter anew).
_UNLIKE = 1 / 4
_MOST_OF_A_WORDING = 8
#: In the place of a wording: no letter, but a file that letters enclose.
_A_FILE = "a file"

#: Dictionaries by their digests: what goes by that name is the same for ever, in whatever database.
_known: dict[str, bytes] = {}
_MOST_KNOWN = 100

_OF = select(contents.c.letter_id, contents.c.mime, contents.c.dictionary).where(
    among(contents.c.letter_id, "ids")
)
_DIGESTS = (
    select(dictionaries.c.wording, dictionaries.c.digest)
    .where(among(dictionaries.c.wording, "wordings"))
    .order_by(dictionaries.c.id.desc())
)


@dataclass(frozen=True, kw_only=True)
class Written:
    """The bytes of one letter."""

    letter_id: LetterId
    mime: bytes
    #: Names what letters like this one share.
    wording: str = ""
    #: Files in it that other letters enclose as well.
    files: tuple[bytes, ...] = ()


def put(
    connection: Connection,
    letter_id: LetterId,
    mime: bytes | None,
    *,
    wording: str = "",
    files: tuple[bytes, ...] = (),
) -> None:
    """Replace the bytes; None takes them away."""
    connection.execute(delete(contents).where(contents.c.letter_id == letter_id))
    if mime is not None:
        add(connection, [Written(letter_id=letter_id, mime=mime, wording=wording, files=files)])


def add(connection: Connection, written: Sequence[Written]) -> None:
    """The bytes of letters that have none yet."""
    known = _of_wordings(connection, {one.wording for one in written})
    kept = _keep(connection, {file for one in written for file in one.files})
    rows = []
    for one in written:
        mime = opened(one.mime, kept)
        dictionary, deflated = _deflated_like_another(connection, mime, one.wording, known[one.wording])
        rows.append({"letter_id": one.letter_id, "mime": deflated, "dictionary": dictionary})
    if rows:
        connection.execute(insert(contents), rows)


def get(connection: Connection, letter_id: LetterId) -> bytes | None:
    """The bytes; None while the letter is blocked. Raises `DamagedRow` for what nobody of us has written."""
    row = connection.execute(_OF, {"ids": [letter_id]}).one_or_none()
    if row is None:
        return None
    with named("the text of letter", letter_id):
        return _whole(connection, row.mime, row.dictionary)


def of(connection: Connection, letter_ids: Collection[LetterId]) -> dict[LetterId, bytes]:
    """The bytes of each of these letters that has any that can be read."""
    found: dict[LetterId, bytes] = {}
    for letter_id, mime, dictionary in connection.execute(_OF, {"ids": list(letter_ids)}).all():
        try:
            found[LetterId(letter_id)] = _whole(connection, mime, dictionary)
        except READ_FAULTS:
            continue
    return found


def _keep(connection: Connection, files: Collection[bytes]) -> set[bytes]:
    """The digests of these files, each of which is kept from now on."""
    digests = {hashlib.sha256(file).digest(): file for file in files}
    for digest, file in digests.items():
        _put_dictionary(connection, _A_FILE, digest.hex(), file)
    return set(digests)


def _put_dictionary(connection: Connection, wording: str, digest: str, octets: bytes) -> bool:
    """False where it is there already."""
    if connection.execute(select(dictionaries.c.id).where(dictionaries.c.digest == digest)).first():
        return False
    connection.execute(insert(dictionaries).values(wording=wording, digest=digest, mime=octets))
    return True


def _of_wordings(connection: Connection, wordings: Collection[str]) -> dict[str, list[str]]:
    """The digests of each wording's dictionaries, the latest first."""
    known: dict[str, list[str]] = {wording: [] for wording in wordings}
    for wording, digest in connection.execute(_DIGESTS, {"wordings": sorted(wordings)}):
        known[wording].append(digest)
    return known


def _deflated_like_another(
    connection: Connection, mime: bytes, wording: str, known: list[str]
) -> tuple[str, bytes]:
    """The digest of a dictionary, and what the letter is against it; one that it begins becomes known."""
    if (dictionary := _latest(connection, known)) is not None:
        deflated = _deflated(mime, dictionary)
        if len(deflated) <= len(mime) * _UNLIKE or len(known) >= _MOST_OF_A_WORDING:
            return known[0], deflated
    digest = hashlib.sha256(mime).hexdigest()
    if _put_dictionary(connection, wording, digest, mime):
        known.insert(0, digest)
    return digest, _deflated(mime, mime)


def _latest(connection: Connection, known: list[str]) -> bytes | None:
    """The latest dictionary that can be read; those that cannot are known no more."""
    while known:
        try:
            return _dictionary(connection, known[0])
        except READ_FAULTS:
            del known[0]
    return None


def _deflated(mime: bytes, dictionary: bytes) -> bytes:
    deflating = zlib.compressobj(zdict=dictionary)
    return deflating.compress(mime) + deflating.flush()


def _whole(connection: Connection, stored: Any, dictionary: Any) -> bytes:
    """The bytes as they are sealed. Raises one of `READ_FAULTS` where they do not come out."""
    if not isinstance(stored, bytes):
        raise TypeError("no octets")
    if dictionary is None:  # of the first release
        return stored
    inflating = zlib.decompressobj(zdict=_dictionary(connection, dictionary))
    try:
        whole = inflating.decompress(stored, _LARGEST)
    except zlib.error as fault:
        raise ValueError(str(fault)) from None
    if not inflating.eof:
        raise ValueError("there is more, or less, than a letter")
    return closed(whole, lambda digest: _dictionary(connection, digest.hex()))


def _dictionary(connection: Connection, digest: str) -> bytes:
    if digest in _known:
        return _known[digest]
    found = connection.execute(select(dictionaries.c.mime).where(dictionaries.c.digest == digest)).scalar()
    if not isinstance(found, bytes) or hashlib.sha256(found).hexdigest() != digest:
        raise ValueError("its dictionary is gone, or another one")
    while len(_known) >= _MOST_KNOWN:
        del _known[next(iter(_known))]
    _known[digest] = found
    return found
