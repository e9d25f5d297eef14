"""In which language an office is written to, and why. A language goes by its tag (BCP 47, RFC 5646).

`fr` is a language, `fr-CA` a variant of it. Where a variant has nothing of its own, its parents serve, as the
Unicode CLDR has them: `pt` is the Portuguese of Brazil, and `pt-AO` follows `pt-PT` before it follows `pt`.
"""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache

from babel import Locale, localedata
from babel.core import get_global
from babel.languages import get_official_languages

#: ISO 639 codes that name no language one can write a letter in.
_NO_LANGUAGE = frozenset({"mis", "mul", "und", "zxx"})
#: As RFC 5646 §2.1.1 wants them written: pt, zh-Hant, pt-PT, es-419.
_TAG = re.compile(r"(?P<language>[a-z]{2,3})(?:-(?P<script>[A-Z][a-z]{3}))?(?:-(?P<region>[A-Z]{2}|\d{3}))?")
#: Plain "en" is American to CLDR; en-150 is the English that Europe writes, and ours.
_OUR_ENGLISH = "en_150"


def is_language_tag(text: str) -> bool:
    """Whether this is a tag in its canonical spelling, and CLDR knows each part of it."""
    found = _TAG.fullmatch(text)
    if not found:
        return False
    languages, scripts, regions = _known()
    return (
        found["language"] in languages
        and (not found["script"] or found["script"] in scripts)
        and (not found["region"] or found["region"] in regions)
    )


def language_of(tag: str) -> str:
    """The language of a tag without its variant: `pt` of `pt-AO`."""
    return tag.partition("-")[0]


@lru_cache(maxsize=1024)
def fallbacks(tag: str) -> tuple[str, ...]:
    """The tag and those that serve where it has nothing of its own, in order: pt-AO, pt-PT, pt."""
    parents = get_global("parent_exceptions")
    chain = [tag]
    while "-" in chain[-1]:
        parent = parents.get(chain[-1].replace("-", "_")) or chain[-1].rpartition("-")[0]
        chain.append(parent.replace("_", "-"))
    return tuple(chain)


@lru_cache(maxsize=1024)
def cldr(tag: str) -> str:
    """The name of CLDR's data that serves a tag, as babel writes it.

    Raises `ValueError` for a tag of a language that CLDR does not describe.
    """
    if tag == "en":
        return _OUR_ENGLISH
    for one in fallbacks(tag):
        if localedata.exists(name := one.replace("-", "_")):
            return name
    raise ValueError(f"{tag!r} is not a language that is described")


def choose_language(
    office_languages: Sequence[str],
    *,
    country: str | None,
    set_for_it: str = "",
    preferred: Sequence[str],
    available: Collection[str],
    fallback: str,
) -> tuple[str, str]:
    """The tag of the language and the reason in words.

    What is set for that office alone; else the first of the campaign's preferred languages that the office
    lists, then the office's own first that has texts, then the fallback. Of the language it is the variant of
    the office's country, if it is spoken there and CLDR knows one. ``country`` is an ISO 3166-1 code.
    """
    if set_for_it and _has_texts(set_for_it, available):
        return set_for_it, f"{set_for_it}: set for this office"
    reason = ""
    if set_for_it:
        reason = f" ({set_for_it}, which is set for this office, has no texts)"
    for language in preferred:
        if (mine := _listed(language, office_languages)) and _has_texts(mine, available):
            tag = _variant(mine, country)
            return tag, f"{tag}: the campaign prefers {language} and the office works in it{reason}"
    for language in office_languages:
        if _has_texts(language, available):
            tag = _variant(language, country)
            return tag, f"{tag}: the office's first language that has texts{reason}"
    theirs = ", ".join(office_languages) or "none known"
    tag = _variant(fallback, country)
    return tag, f"{tag}: the campaign's fallback; no texts in the office's languages ({theirs}){reason}"


def _listed(language: str, office_languages: Sequence[str]) -> str | None:
    """The office's own tag for a preferred language: its `fr-CA` is the `fr` that somebody prefers."""
    return next((tag for tag in office_languages if language in fallbacks(tag)), None) or (
        language if language_of(language) in office_languages else None
    )


def _has_texts(tag: str, available: Collection[str]) -> bool:
    return any(one in available for one in fallbacks(tag))


def _variant(tag: str, country: str | None) -> str:
    """The language as that country writes it. French as France has it is `fr`; our `en` is not American."""
    if not country or "-" in tag or not localedata.exists(f"{tag}_{country}"):
        return tag
    if tag not in get_official_languages(country, regional=True, de_facto=True):
        return tag  # English to Paris is no English of its own
    at_home = get_global("likely_subtags").get(tag, "").endswith(f"_{country}")
    return tag if at_home and tag != "en" else f"{tag}-{country}"


@lru_cache(maxsize=1)
def _known() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    english = Locale("en")
    languages = frozenset(map(str, english.languages)) - _NO_LANGUAGE
    return languages, frozenset(map(str, english.scripts)), frozenset(map(str, english.territories))
