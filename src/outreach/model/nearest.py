"""The known word that somebody probably meant."""

import difflib
from collections.abc import Collection, Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is spelt most like this one, in whichever case; None where none comes near."""
    by_small_letters = {name.casefold(): name for name in sorted(known)}
    found = difflib.get_close_matches(word.casefold(), by_small_letters, n=1, cutoff=0.75)
    return by_small_letters[found[0]] if found else None


def with_nearest(word: str, known: Collection[str]) -> str:
    """A word that is not known, and in brackets the one that was probably meant."""
    meant = nearest(word, known)
    return f"{word} (is it {meant}?)" if meant else word
