"""The salutation: the office's, or that of whoever holds it where the name is known."""

import re
from collections.abc import Sequence
from dataclasses import replace

from outreach.model.form_of_address import FormOfAddress
from outreach.model.office_name import Holder
from outreach.rendering.templates.environment import has_tags
from outreach.rendering.templates.typography import typeset

_PLACE = re.compile(r"\{([^}]*)\}")


def salutation_lines(form: FormOfAddress, holders: Sequence[Holder]) -> tuple[str, ...]:
    """Its lines. A person's own salutation comes first, then the table's with the names, then without."""
    own = [holder.salutation for holder in holders if holder.salutation]
    if len(own) == 1 == len(holders):
        return (own[0],)
    named = form.salutation_named
    if named and holders:
        names = _names(holders)
        if all(names.get(place) for place in _PLACE.findall(named)):
            return (_PLACE.sub(lambda place: names[place[1]], named),)
    return tuple(form.salutation.split("\n"))


def set_for(form: FormOfAddress, language: str) -> FormOfAddress:
    """The form as that language (a tag) is set, before a name enters it: a table serves all variants."""
    salutation, named, closing = (
        # A tag in a table is nobody's Jinja: whoever proofreads the letter finds it as it stands.
        text if has_tags(text) else typeset(text, written_in=language, tag=language)
        for text in (form.salutation, form.salutation_named, form.closing)
    )
    return replace(form, salutation=salutation, salutation_named=named, closing=closing)


def _names(holders: Sequence[Holder]) -> dict[str, str]:
    names = {f"surname_{number}": one.surname for number, one in enumerate(holders, start=1)}
    if len(holders) == 1:
        names |= {"surname": holders[0].surname, "full name": holders[0].name}
    return names
