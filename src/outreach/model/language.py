"""In which language an office is written to, and why."""

from collections.abc import Collection, Sequence
from functools import lru_cache

from babel import Locale

#: ISO 639 codes that name no language one can write a letter in.
_NO_LANGUAGE = frozenset({"mis", "mul", "und", "zxx"})


def is_language(code: str) -> bool:
    """Whether this is an ISO 639 code that CLDR knows: two or three lower-case letters."""
    return code in _codes()


def choose_language(
    office_languages: Sequence[str],
    *,
    preferred: Sequence[str],
    available: Collection[str],
    fallback: str,
) -> tuple[str, str]:
    """The language (ISO 639 code) and the reason in words.

    First the campaign's preferred languages that the office lists, then the office's own first that has
    a template, then the fallback.
    """
    for language in preferred:
        if language in office_languages and language in available:
            return language, f"{language}: the campaign prefers it and the office works in it"
    for language in office_languages:
        if language in available:
            return language, f"{language}: the office's first language that has a template"
    theirs = ", ".join(office_languages) or "none known"
    return fallback, f"{fallback}: the campaign's fallback; no template in the office's languages ({theirs})"


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    known = map(str, Locale("en").languages)
    return frozenset(c for c in known if c.isalpha() and len(c) in (2, 3)) - _NO_LANGUAGE
