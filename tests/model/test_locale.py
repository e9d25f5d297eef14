import pytest

from outreach.model.language import choose_language, is_language


def choose(*office: str) -> tuple[str, str]:
    return choose_language(office, preferred=("fr", "en"), available=("en", "de", "fr", "it"), fallback="en")


def test_the_campaigns_preference_comes_first() -> None:
    assert choose("en", "fr") == ("fr", "fr: the campaign prefers it and the office works in it")
    assert choose("de", "en") == ("en", "en: the campaign prefers it and the office works in it")


def test_then_the_offices_own_first_language_that_has_a_template() -> None:
    assert choose("rm", "it", "de") == ("it", "it: the office's first language that has a template")


def test_then_the_fallback_with_what_the_office_would_have_liked() -> None:
    assert choose("fi", "sv") == (
        "en",
        "en: the campaign's fallback; no template in the office's languages (fi, sv)",
    )
    assert choose() == (
        "en",
        "en: the campaign's fallback; no template in the office's languages (none known)",
    )


def test_a_preferred_language_without_a_template_is_passed_over() -> None:
    chosen = choose_language(("ru", "de"), preferred=("ru",), available=("de", "en"), fallback="en")

    assert chosen == ("de", "de: the office's first language that has a template")


@pytest.mark.parametrize("code", ["fr", "en", "no", "nb", "nn", "hy", "oc", "ga", "lb", "kk", "rom"])
def test_iso_639_codes_are_languages(code: str) -> None:
    assert is_language(code)


@pytest.mark.parametrize(
    "code", ["", "FR", "fr_CA", "fr-CA", "french", "und", "mul", "zxx", "xx", "f", " fr"]
)
def test_anything_else_is_none(code: str) -> None:
    assert not is_language(code)
