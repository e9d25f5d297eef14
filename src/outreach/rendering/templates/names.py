"""The names that a letter's texts may use, and their parts. `letter.particulars` gives them their values."""

from outreach.rendering.templates.grammar import Names

_TEXT: frozenset[str] = frozenset()

#: Everywhere in a template; and ``case``, whose parts are the facts of its ``case.toml``.
NAMES: Names = {
    "office": frozenset({"institution", "title"}),
    "address_lines": _TEXT,
    "salutation": _TEXT,
    "salutation_lines": _TEXT,
    "you": frozenset({"subject", "indirect", "direct", "possessive"}),
    "body_starts": _TEXT,
    "closing": _TEXT,
    "reference": _TEXT,
    "office_reference": _TEXT,
    "place": _TEXT,
    "date": _TEXT,
    "answer_by": _TEXT,
    "sender": frozenset(
        {
            *("name", "description", "email", "postal_address", "website"),
            *("signatory", "function", "telephone"),
        }
    ),
    "named_signatories": _TEXT,
    "annex": _TEXT,
    "annex_count": _TEXT,
    "annex_counted": _TEXT,
    "annex_others": _TEXT,
    "enclosures": _TEXT,
    "on_request": _TEXT,
    "channel": _TEXT,
    "language": _TEXT,
}
#: Only where a letter came before.
EARLIER: Names = {"first": frozenset({"date", "reference"})}
#: What a request brings, each on a line of its own in a body; only the asks must be in a reminder's.
OF_REQUEST = ("opening", "asks", "ending")
#: Only in the fields of a worksheet: the letter's subject, the whole letter, and the parts of its request.
IN_WORKSHEETS: Names = dict.fromkeys(("subject", "body", *OF_REQUEST), _TEXT)

#: Words that we need ourselves, whatever the layout.
OUR_WORDS = ("language_name",)
#: Words that every letter says at its end: whose data we hold and why, and how to be left in peace.
ALWAYS_SAID = ("legal_notice", "opt_out")
