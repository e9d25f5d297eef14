import pytest

from outreach.model.locale import choose_language, cldr, fallbacks, is_language_tag


def choose(*office: str, country: str | None = None, set_for_it: str = "") -> tuple[str, str]:
    return choose_language(
        office,
        country=country,
        set_for_it=set_for_it,
        preferred=("fr", "en"),
        available=("en", "de", "fr", "it", "pt", "pt-PT"),
        fallback="en",
    )


def test_the_campaigns_preference_comes_first() -> None:
    assert choose("en", "fr") == ("fr", "fr: the campaign prefers fr and the office works in it")
    assert choose("de", "en") == ("en", "en: the campaign prefers en and the office works in it")


def test_then_the_offices_own_first_language_that_has_texts() -> None:
    assert choose("rm", "it", "de") == ("it", "it: the office's first language that has texts")


def test_then_the_fallback_with_what_the_office_would_have_liked() -> None:
    assert choose("fi", "sv") == (
        "en",
        "en: the campaign's fallback; no texts in the office's languages (fi, sv)",
    )
    assert choose() == ("en", "en: the campaign's fallback; no texts in the office's languages (none known)")


def test_a_preferred_language_without_texts_is_passed_over() -> None:
    chosen = choose_language(
        ("ru", "de"), country=None, preferred=("ru",), available=("de", "en"), fallback="en"
    )

    assert chosen == ("de", "de: the office's first language that has texts")


@pytest.mark.parametrize(
    ("language", "country", "tag"),
    [
        ("fr", "CH", "fr-CH"),
        ("de", "AT", "de-AT"),
        ("en", "US", "en-US"),
        ("en", "GB", "en-GB"),
        ("pt", "PT", "pt-PT"),
        ("pt", "AO", "pt-AO"),
        ("fr", "CA", "fr-CA"),
        # As the language is written at home: its name says that already.
        ("fr", "FR", "fr"),
        ("de", "DE", "de"),
        ("pt", "BR", "pt"),
        # It is none of that country's languages.
        ("de", "JP", "de"),
        ("en", "FR", "en"),
        ("en", "FI", "en"),
    ],
)
def test_the_offices_country_decides_the_variant(language: str, country: str, tag: str) -> None:
    assert choose(language, country=country)[0] == tag


def test_an_office_that_lists_a_variant_gets_it() -> None:
    assert choose("pt-PT", country="TL")[0] == "pt-PT"
    assert choose("fr-CA") == ("fr-CA", "fr-CA: the campaign prefers fr and the office works in it")


def test_what_is_set_for_one_office_comes_before_everything() -> None:
    assert choose("fr", country="CH", set_for_it="de-CH") == ("de-CH", "de-CH: set for this office")


def test_what_is_set_and_has_no_texts_is_said() -> None:
    assert choose("fr", set_for_it="sv") == (
        "fr",
        "fr: the campaign prefers fr and the office works in it "
        "(sv, which is set for this office, has no texts)",
    )


@pytest.mark.parametrize(
    ("tag", "chain"),
    [
        ("fr", ("fr",)),
        ("de-CH", ("de-CH", "de")),
        ("pt-BR", ("pt-BR", "pt")),
        ("pt-AO", ("pt-AO", "pt-PT", "pt")),
        ("es-MX", ("es-MX", "es-419", "es")),
        ("en-FI", ("en-FI", "en-150", "en-001", "en")),
        ("zh-Hant-MO", ("zh-Hant-MO", "zh-Hant-HK", "zh-Hant", "zh")),
    ],
)
def test_a_variant_falls_back_as_cldr_has_it(tag: str, chain: tuple[str, ...]) -> None:
    assert fallbacks(tag) == chain


@pytest.mark.parametrize(
    ("tag", "data"), [("en", "en_150"), ("en-US", "en_US"), ("de-AT", "de_AT"), ("de-JP", "de"), ("pt", "pt")]
)
def test_the_data_of_a_tag_is_that_of_the_nearest(tag: str, data: str) -> None:
    assert cldr(tag) == data


def test_a_language_that_nobody_describes_has_no_data() -> None:
    with pytest.raises(ValueError, match="'tlh' is not a language that is described"):
        cldr("tlh")


@pytest.mark.parametrize(
    "code",
    [
        "fr",
        "en",
        "no",
        "nb",
        "nn",
        "hy",
        "oc",
        "ga",
        "lb",
        "kk",
        "rom",
        "fr-CA",
        "pt-PT",
        "es-419",
        "zh-Hant-MO",
    ],
)
def test_canonical_tags_are_languages(code: str) -> None:
    assert is_language_tag(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "FR",
        "fr_CA",
        "fr-ca",
        "PT-PT",
        "pt-XX",
        "french",
        "und",
        "mul",
        "zxx",
        "xx",
        "f",
        " fr",
        "fr-",
        "fr-CA-",
    ],
)
def test_anything_else_is_none(code: str) -> None:
    assert not is_language_tag(code)
