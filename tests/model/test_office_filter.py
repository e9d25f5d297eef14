"""The filter that says which offices are meant, wherever it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.model.directory import Address, Approach, Channel, Office
from outreach.model.errors import BadInput
from outreach.model.filter_term import OF_A_LETTER, OF_AN_OFFICE, Key, Knowledge
from outreach.model.office_filter import OfficeFilter, parse_filter, require_known
from tests.builders import mailbox, office

FRANCE = office("gov-fr-mfa", country="FR", languages=("fr",))
GERMANY = office("gov-de-mfa", country="DE", languages=("de", "en"), rank="state-secretary")
UKRAINE = office("gov-ua-mfa", country="UA", languages=("uk",))
COMMITTEE = office(
    "eu-ep-droi",
    body="EU",
    body_kind="eu-parliament",
    rank="committee",
    country=None,
    languages=("en", "fr"),
    addresses=(mailbox("droi@parliament.example"), Address(channel=Channel.POST, value="Rue Wiertz")),
)
MANDATE = office(
    "un-sr-torture",
    body="UN",
    body_kind="un-special-procedure",
    rank="mandate-holder",
    country=None,
    languages=("en",),
    addresses=(Address(channel=Channel.WEB_FORM, value="https://un.example/form"),),
    approach=Approach.FORM,
)
ALL = (FRANCE, GERMANY, UKRAINE, COMMITTEE, MANDATE)


def meant(text: str, known: Knowledge | None = None) -> list[str]:
    wanted = parse_filter(text)
    return [one.id for one in ALL if wanted.matches(one, known or Knowledge())]


@pytest.mark.parametrize(
    ("text", "offices"),
    [
        ("", ["gov-fr-mfa", "gov-de-mfa", "gov-ua-mfa", "eu-ep-droi", "un-sr-torture"]),
        ("body:EU", ["eu-ep-droi"]),
        ("body:eu,un", ["eu-ep-droi", "un-sr-torture"]),
        ("kind:foreign-ministry", ["gov-fr-mfa", "gov-de-mfa", "gov-ua-mfa"]),
        ("rank:committee", ["eu-ep-droi"]),
        ("country:de,fr", ["gov-fr-mfa", "gov-de-mfa"]),
        ("country:DE country:FR", ["gov-fr-mfa", "gov-de-mfa"]),
        ("-country:de,fr", ["gov-ua-mfa", "eu-ep-droi", "un-sr-torture"]),
        ("-country:de -country:fr", ["gov-ua-mfa", "eu-ep-droi", "un-sr-torture"]),
        ("language:fr", ["gov-fr-mfa", "eu-ep-droi"]),
        ("office:gov-de-mfa", ["gov-de-mfa"]),
        ("approach:form", ["un-sr-torture"]),
        ("has:post", ["eu-ep-droi"]),
        ("has:post,web_form", ["eu-ep-droi", "un-sr-torture"]),
        ("-has:email", ["un-sr-torture"]),
        ("kind:foreign-ministry -office:gov-ua-mfa", ["gov-fr-mfa", "gov-de-mfa"]),
        ("kind:foreign-ministry language:de country:de,fr", ["gov-de-mfa"]),
        ("body:EU country:fr", []),
    ],
)
def test_every_term_must_hold_and_of_one_key_any_value(text: str, offices: list[str]) -> None:
    assert meant(text) == offices


def test_a_language_is_the_letters_where_that_is_known_with_all_that_is_more_particular() -> None:
    in_swiss_french = Knowledge(language="fr-CH")

    assert parse_filter("language:fr").matches(GERMANY, in_swiss_french)
    assert parse_filter("language:fr-ch").matches(GERMANY, in_swiss_french)
    assert not parse_filter("language:fr-CA").matches(GERMANY, in_swiss_french)
    assert not parse_filter("language:de").matches(GERMANY, in_swiss_french)


def test_a_channel_is_the_letters() -> None:
    by_post = Knowledge(channel=Channel.POST)

    assert parse_filter("channel:post,web_form").matches(FRANCE, by_post)
    assert not parse_filter("channel:email").matches(FRANCE, by_post)
    assert not parse_filter("channel:email").matches(FRANCE)
    assert parse_filter("-channel:email").matches(FRANCE)


@pytest.mark.parametrize(
    ("days", "text", "is_meant"),
    [
        (None, "contacted:30d", False),
        (None, "-contacted:30d", True),
        (0, "contacted:30d", True),
        (30, "contacted:30d", True),
        (31, "contacted:30d", False),
        (31, "-contacted:30d", True),
        (30, "-contacted:30d", False),
    ],
)
def test_contacted_counts_the_days_since_the_last_letter(days: int | None, text: str, is_meant: bool) -> None:
    assert parse_filter(text).matches(FRANCE, Knowledge(days_since_contact=days)) is is_meant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("body:EU", "its body is government, and body:EU is asked for"),
        ("kind:un-office", "its kind is foreign-ministry, and kind:un-office is asked for"),
        ("rank:committee", "its rank is foreign-minister, and rank:committee is asked for"),
        ("country:de,it", "its country is FR, and country:DE,IT is asked for"),
        ("-country:fr", "its country is FR, and -country:FR leaves that out"),
        ("language:de", "it works in fr, and language:de is asked for"),
        ("-office:gov-fr-mfa", "it is gov-fr-mfa, and -office:gov-fr-mfa leaves that out"),
        ("approach:form", "its approach is letter, and approach:form is asked for"),
        ("has:post", "it has e-mail, and has:post is asked for"),
        ("channel:post", "it has no letter, and channel:post is asked for"),
        ("contacted:30d", "no letter has left for it, and contacted:30d is asked for"),
        (
            "country:fr kind:un-office body:EU",
            "its kind is foreign-ministry, and kind:un-office is asked for",
        ),
    ],
)
def test_the_first_term_that_keeps_an_office_out_is_told_in_words(text: str, why: str) -> None:
    assert parse_filter(text).why_not(FRANCE) == why


def test_what_is_not_in_the_office_is_told_in_words_too() -> None:
    known = Knowledge(channel=Channel.WEB_FORM, language="pt-PT", days_since_contact=1)

    def why(text: str, office: Office = MANDATE) -> str | None:
        return parse_filter(text).why_not(office, known)

    assert why("country:fr") == "it stands for no country, and country:FR is asked for"
    assert why("language:fr") == "it is written to in pt-PT, and language:fr is asked for"
    assert why("channel:post") == "its letter goes by web form, and channel:post is asked for"
    assert why("-contacted:9d") == "a letter left for it yesterday, and -contacted:9d leaves that out"
    assert why("has:post", office(addresses=())) == "it has no address, and has:post is asked for"
    assert why("has:web_form") is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (
            "germany",
            "'germany' is no term of a filter: write key:value, like country:de,fr, without spaces inside",
        ),
        ("-", "'-' is no term of a filter: write key:value, like country:de,fr, without spaces inside"),
        ("contry:de", "'contry:de': contry is no key: is it country?"),
        ("--body:EU", "'--body:EU': -body is no key: is it body?"),
        (
            "moon:full",
            "'moon:full': moon is no key: there are body, kind, rank, country, language, office, approach, "
            "has, contacted, channel",
        ),
        ("country:de,", "'country:de,': a value is missing: write country:DE"),
        ("kind:", "'kind:': a value is missing: write kind:foreign-ministry"),
        ("country:uk", "'country:uk': UK is no country's code: write it like country:DE"),
        ("country:germany", "'country:germany': GERMANY is no country's code: write it like country:DE"),
        ("language:xx", "'language:xx': xx is no language's code: write it like language:fr"),
        ("has:emial", "'has:emial': emial is not known: is it has:email?"),
        ("has:fax", "'has:fax': fax is not known: there are email, web_form, post"),
        ("channel:web-form", "'channel:web-form': web-form is not known: is it channel:web_form?"),
        ("approach:leter", "'approach:leter': leter is not known: is it approach:letter?"),
        ("body:goverment", "'body:goverment': goverment is not known: is it body:government?"),
        ("contacted:30", "'contacted:30': 30 is no number of days: write it like contacted:30d"),
        ("contacted:0d", "'contacted:0d': 0d is no number of days: write it like contacted:30d"),
        ("-contacted:soon", "'-contacted:soon': soon is no number of days: write it like contacted:30d"),
    ],
)
def test_what_is_wrong_is_one_line_that_names_the_term_and_the_nearest(text: str, complaint: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_filter(f"kind:foreign-ministry {text}")

    assert str(refused.value) == complaint


def test_a_body_of_a_homes_own_may_be_named() -> None:
    assert str(parse_filter("body:african-union")) == "body:african-union"


def test_each_place_takes_the_keys_that_can_be_asked_there() -> None:
    with pytest.raises(BadInput, match=r"^'channel:post': channel cannot be asked here: body, kind, rank, "):
        parse_filter("channel:post", keys=OF_AN_OFFICE)
    with pytest.raises(BadInput, match=r"^'-contacted:3d': contacted cannot be asked here: body, kind, "):
        parse_filter("-contacted:3d", keys=OF_A_LETTER)


def test_a_filter_is_written_back_in_one_spelling() -> None:
    text = "body:eu  country:de,fr -office:gov-ua-mfa country:DE,it language:PT-pt\n-contacted:30d"

    assert str(parse_filter(text)) == (
        "body:EU country:DE,FR,IT -office:gov-ua-mfa language:pt-PT -contacted:30d"
    )


def test_what_no_office_of_the_directory_has_is_told_with_the_nearest() -> None:
    wanted = [parse_filter("kind:foreign-ministy rank:pope -office:gov-fr-mfa"), parse_filter("body:asean")]

    with pytest.raises(BadInput) as refused:
        require_known(wanted, ALL)

    assert str(refused.value).splitlines() == [
        "'body:asean' fits no office of the directory",
        "'kind:foreign-ministy' fits no office of the directory: is it kind:foreign-ministry?",
        "'rank:pope' fits no office of the directory",
    ]
    require_known(
        [parse_filter("kind:foreign-ministry body:EU rank:foreign-minister -office:gov-ua-mfa")], ALL
    )


OFFICES = st.builds(
    office,
    st.sampled_from(["gov-fr-mfa", "gov-de-mfa"]),
    body=st.sampled_from(["EU", "government"]),
    body_kind=st.sampled_from(["foreign-ministry", "eu-parliament"]),
    rank=st.sampled_from(["minister", "committee"]),
    country=st.sampled_from([None, "FR", "DE"]),
    languages=st.sampled_from([(), ("fr",), ("de", "fr")]),
    addresses=st.sampled_from([FRANCE.addresses, COMMITTEE.addresses, ()]),
    approach=st.sampled_from([Approach.LETTER, Approach.FORM]),
)
KNOWN = st.builds(
    Knowledge,
    channel=st.sampled_from([None, *Channel]),
    language=st.sampled_from([None, "fr", "fr-CH", "de"]),
    days_since_contact=st.one_of(st.none(), st.integers(0, 60)),
)
TERMS = st.sampled_from(
    [
        *("body:EU", "kind:foreign-ministry", "rank:minister", "country:FR", "country:FR,DE", "language:fr"),
        *("language:de,fr-CH", "office:gov-fr-mfa", "approach:form", "has:email", "has:email,post"),
        *("contacted:30d", "channel:email,post"),
    ]
)


@given(of=OFFICES, known=KNOWN, term=TERMS)
def test_a_term_and_its_negation_divide_the_offices(of: Office, known: Knowledge, term: str) -> None:
    assert parse_filter(term).matches(of, known) is not parse_filter(f"-{term}").matches(of, known)


@given(of=OFFICES, known=KNOWN, terms=st.lists(TERMS, unique_by=lambda term: term.partition(":")[0]))
def test_an_office_is_out_exactly_when_one_terms_negation_fits_it(
    of: Office, known: Knowledge, terms: list[str]
) -> None:
    wanted = parse_filter(" ".join(terms))
    complement = [parse_filter(f"-{term}") for term in terms]

    assert wanted.matches(of, known) is not any(one.matches(of, known) for one in complement)
    assert (wanted.why_not(of, known) is None) is wanted.matches(of, known)


@given(terms=st.lists(st.tuples(st.booleans(), TERMS)))
def test_what_is_written_back_means_the_same(terms: list[tuple[bool, str]]) -> None:
    wanted = parse_filter(" ".join("-" * negated + term for negated, term in terms))

    assert parse_filter(str(wanted)) == wanted


def test_nothing_at_all_is_everybody() -> None:
    assert parse_filter(" \n") == OfficeFilter()
    assert set(Key) == OF_AN_OFFICE | OF_A_LETTER
