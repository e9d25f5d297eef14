"""Mailboxes: one per cell, checked before any library sees it, compared without regard to case.

Libraries are kinder than we can afford: email-validator takes homoglyphs and leading dashes, and SMTP
clients shorten a line-broken recipient to its first address instead of failing.
"""

import re
import unicodedata
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from outreach.model.errors import BadInput
from outreach.model.text import has_control

#: Octets, RFC 5321 §4.5.3.1.1; email-validator asks for it in its strict mode only.
_LONGEST_LOCAL_PART = 64

#: RFC 2606 (examples, tests, this machine), RFC 6762 (.local), RFC 7686 (.onion), RFC 8375 (home networks),
#: RFC 9476 (.alt), and what ICANN has set apart for private use (.internal).
_RESERVED = frozenset(
    [
        *("test", "example", "invalid", "localhost", "example.com", "example.net", "example.org"),
        *("local", "onion", "home.arpa", "alt", "internal"),
    ]
)

#: Cyrillic, Greek and Armenian small letters that are drawn like Latin ones, after UTS 39 (confusables).
_LIKE_LATIN = frozenset("асԁегһіјӏопрԛѕԝхуѵь" + "αγικνορσυχ" + "գզհյոսցօ")
#: Latin letters of phonetics, and the dotless i: a word with one reads as the word with the usual letter.
_UNUSUAL_LATIN = re.compile("[ı\u0250-\u02af\u1d00-\u1dbf\ua720-\ua7ff\uab30-\uab6f]")
#: Scripts of limited use (UAX 31) whose capitals are drawn like Latin ones; no office's address is in them.
_UNUSUAL_SCRIPTS = frozenset({"CHEROKEE", "COPTIC", "DESERET", "LISU"})


@lru_cache(maxsize=64)  # checking takes long, and whoever checks a row reads it right afterwards
def mailbox(text: str) -> str:
    """The one mailbox in ``text`` (RFC 5321 Mailbox), trimmed, its domain in A-labels (RFC 5890).

    The local part keeps its case. Raises `BadInput` for anything else, with the reason.
    """
    trimmed = text.strip(" ")
    if has_control(trimmed):
        raise BadInput(f"{trimmed!r} has a control character in it: type the address anew")
    if trimmed.count("@") > 1 or any(mark in trimmed for mark in ",;<> "):
        raise BadInput(f"{trimmed!r} is not one bare address: put a single address there, without a name")
    try:
        checked = validate_email(
            trimmed, check_deliverability=False, allow_smtputf8=True, test_environment=True
        )
    except EmailNotValidError as error:
        raise BadInput(f"{trimmed!r} is not an e-mail address: {error}") from None
    if len(checked.local_part.encode()) > _LONGEST_LOCAL_PART:
        raise BadInput(f"{trimmed!r} is not an e-mail address: what stands before the @ is too long")
    if trimmed.startswith("-"):
        raise BadInput(f"{trimmed!r} begins with a dash, which mail software takes for an option")
    return f"{checked.local_part}@{checked.ascii_domain or checked.domain}"


def normalize_address(address: str) -> str:
    """The form in which two spellings of one mailbox are equal (NFC, case folded)."""
    # Twice NFC: folding the case takes some composed letters apart again (Unicode, D145).
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address).casefold())


def suppression_forms(address: str) -> tuple[str, ...]:
    """What must not be suppressed if this mailbox or office is to be written to: it, also without its tag.

    ``ann+news@`` is delivered to ``ann@`` (subaddressing, RFC 5233): who asked for silence there means both.
    """
    name = normalize_address(address)
    local, at, host = name.rpartition("@")
    return tuple(dict.fromkeys((name, f"{local.partition('+')[0] or local}{at}{host}")))


def domain(address: str) -> str:
    """What stands behind the @."""
    return address.rpartition("@")[2]


def is_reserved_domain(name: str) -> bool:
    """Whether that domain can never get mail from the world: an example, a test, this machine or network.

    Anything that stands under a reserved name is reserved with it.
    """
    labels = name.rstrip(".").lower().split(".")
    return any(".".join(labels[start:]) in _RESERVED for start in range(len(labels)))


def needs_smtputf8(address: str) -> bool:
    """Whether every server on the way must carry UTF-8 (RFC 6531); `mailbox` has the domain in ASCII."""
    return not address.isascii()


def is_lookalike(address: str) -> bool:
    """Whether the address may pass for another: two alphabets in one label, or one that reads as Latin.

    UTS 39 §5.1 (mixed scripts) and §4 (whole-script confusables): ``аррӏе.example`` is all Cyrillic and
    reads as apple. Under a top-level domain in its own alphabet (``оса.рф``) such a label is at home, as
    Chromium's policy for internationalized names has it.
    """
    local, _, host = address.rpartition("@")
    labels = [local, *map(_unicode, host.split("."))]
    home = _scripts(labels[-1])
    return any(
        len(_scripts(label)) > 1
        or bool(_UNUSUAL_SCRIPTS & _scripts(label) or _UNUSUAL_LATIN.search(label))
        or (_reads_as_latin(label) and _scripts(label) != home)
        for label in labels
    )


def _unicode(label: str) -> str:
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def _scripts(label: str) -> set[str]:
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in label if letter.isalpha()}


def _reads_as_latin(label: str) -> bool:
    letters = {letter for letter in label.lower() if letter.isalpha()}
    return bool(letters) and letters <= _LIKE_LATIN
