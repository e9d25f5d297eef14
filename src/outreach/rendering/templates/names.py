"""The names that a letter's texts may use, and their parts. `letter.particulars` gives them their values."""

from outreach.rendering.templates.grammar import Names

_TEXT: frozenset[str] = frozenset()

#: Everywhere in a template.
NAMES: Names = {
    "office": frozenset({"institution", "title"}),
    "address_lines": _TEXT,
    "salutation": _TEXT,
    "salutation_lines": _TEXT,
    "you": frozenset({"subject", "indirect", "direct", "possessive"}),
    "body_starts": _TEXT,
    "closing": _TEXT,
    "reference": _TEXT,
    "place": _TEXT,
    "date": _TEXT,
    "sender": frozenset({"name", "description", "email", "postal_address", "website"}),
    "annex": _TEXT,
    "annex_count": _TEXT,
    "channel": _TEXT,
    "language": _TEXT,
}
#: Only where a letter came before.
EARLIER: Names = {"first": frozenset({"date", "reference"})}

#: Words that we need ourselves, whatever the layout.
OUR_WORDS = ("language_name", "international")
#: Words that every letter says at its end: whose data we hold and why, and how to be left in peace.
ALWAYS_SAID = ("legal_notice", "opt_out")
