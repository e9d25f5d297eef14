"""Mailboxes: one per cell, checked before any library sees it, compared without regard to case.

Libraries are kinder than we can afford: email-validator takes homoglyphs and leading dashes, and SMTP
clients shorten a line-broken recipient to its first address instead of failing (SECURITY.md, "Mail").
"""

import unicodedata

from email_validator import EmailNotValidError, validate_email

from outreach.model.errors import BadInput

#: Beyond the C0 and C1 controls: separators that mail software takes for a line end, and the marks that
#: turn the direction of what follows (UAX 9 §2), with which a name can be made to read as another.
_HIDDEN = {"\u0085", "\u2028", "\u2029", *map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A)))}

#: Octets, RFC 5321 §4.5.3.1.1; email-validator asks for it in its strict mode only.
_LONGEST_LOCAL_PART = 64


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


def domain(address: str) -> str:
    """What stands behind the @."""
    return address.rpartition("@")[2]


def has_control(text: str) -> bool:
    """Whether any character is a control, a hidden line end or a direction override; tabs included."""
    return any(unicodedata.category(c) in {"Cc", "Cs"} or c in _HIDDEN for c in text)


def mixes_scripts(address: str) -> bool:
    """Whether letters of two alphabets stand in one label, as in an impostor's look-alike (UTS 39 §5.1)."""
    local, _, host = address.rpartition("@")
    labels = [local]
    for label in host.split("."):
        try:
            labels.append(label.encode("ascii").decode("idna"))
        except UnicodeError:
            labels.append(label)
    return any(len({_script(c) for c in label if c.isalpha()}) > 1 for label in labels)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
