"""In which language an office is written to, and why."""

from collections.abc import Collection, Sequence


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
