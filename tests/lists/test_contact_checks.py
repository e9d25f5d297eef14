import pytest

from outreach.lists.contact_checks import row_errors
from tests.lists.files import TODAY, ministry


def wrong(**cells: str) -> list[str]:
    return list(row_errors(ministry(**cells), today=TODAY))


def test_a_good_row_has_nothing_wrong() -> None:
    assert wrong() == []


def test_a_row_with_everything_filled_in_has_nothing_wrong() -> None:
    assert not wrong(
        parent="gov-fr",
        holder="A. N. Other",
        gender="f",
        email="office@ministry.example",
        web_form="https://ministry.example/contact",
        post="1 Rue X, 75007 Paris, France",
        preference="post;email;web_form",
        languages="fr; en",
        time_zone="Europe/Paris",
        country="FR",
        seat_country="FR",
        checked_on="2026-05-21",
        checked_by="ada",
    )


@pytest.mark.parametrize("column", ["id", "body", "name", "body_kind", "rank", "approach"])
def test_what_every_row_needs_is_missed(column: str) -> None:
    assert wrong(**{column: ""}) == [f"{column} is missing: fill it in"]


@pytest.mark.parametrize("column", ["id", "parent", "body_kind", "rank"])
@pytest.mark.parametrize("text", ["Gov FR", "gov_fr", "../etc", "-oX"])
def test_ids_and_kinds_are_short_names(column: str, text: str) -> None:
    assert wrong(**{column: text}) == [
        f"{column} {text!r} must be lower-case letters, digits and dashes, like gov-fr-mfa"
    ]


def test_no_office_is_above_itself() -> None:
    assert wrong(parent="gov-fr-mfa") == [
        "parent is the office itself: leave it empty or name the office above it"
    ]


@pytest.mark.parametrize(
    ("column", "known"),
    [
        ("approach", "letter, form, complaint, not_a_target, look_up"),
        ("gender", "f, m, u"),
    ],
)
@pytest.mark.parametrize("text", ["Letter", "x"])
def test_words_outside_the_list_are_refused_with_the_list(column: str, known: str, text: str) -> None:
    assert wrong(**{column: text}) == [f"{column} {text!r} is not known: write one of {known}"]


@pytest.mark.parametrize("body", ["UN", "parliament", "african-union", "oas"])
def test_a_body_is_a_known_one_or_a_short_name_of_the_homes_own(body: str) -> None:
    assert wrong(body=body) == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("un", "is not known: is it UN?"),
        ("Goverment", "is not known: is it government?"),
        ("parliaments", "is not known: is it parliament?"),
        (
            "African Union",
            "is not known: write UN, EU, CoE, OSCE, government, parliament, or a short name of your own, "
            "like african-union",
        ),
    ],
)
def test_a_slip_of_the_pen_is_no_new_body(body: str, message: str) -> None:
    assert wrong(body=body) == [f"body {body!r} {message}"]


def test_languages_are_iso_639_codes() -> None:
    assert wrong(languages="fr;fra_FR;EN") == [
        "languages: 'fra_FR' is not the tag of a language: write them like fr;en or pt-BR",
        "languages: 'EN' is not the tag of a language: write them like fr;en or pt-BR",
    ]
    assert wrong(languages="fr;") == [
        "languages: '' is not the tag of a language: write them like fr;en or pt-BR"
    ]


@pytest.mark.parametrize("column", ["country", "seat_country"])
@pytest.mark.parametrize("text", ["UK", "fr", "EU", "France"])
def test_countries_are_iso_3166_codes(column: str, text: str) -> None:
    assert wrong(**{column: text}) == [
        f"{column} {text!r} is not an ISO 3166 code of two capital letters, like FR"
    ]


@pytest.mark.parametrize("body", ["government", "parliament"])
def test_an_office_of_a_state_says_of_which_one(body: str) -> None:
    """With its country emptied, an office of the State that holds him was not barred any more."""
    assert wrong(body=body, country="") == [
        "country is missing: it decides whether this office may be written to, and what it may be told"
    ]
    assert wrong(body="UN", country="") == []


def test_time_zones_are_iana_names() -> None:
    assert wrong(time_zone="Paris") == [
        "time_zone: 'Paris' is not an IANA time zone: write it like Europe/Paris"
    ]


def test_an_office_with_a_mailbox_needs_a_time_zone() -> None:
    assert wrong(email="office@ministry.example") == [
        "time_zone is missing: a letter by e-mail arrives in the office's working hours, so fill it in"
    ]
    assert not wrong(web_form="https://ministry.example/contact")


@pytest.mark.parametrize(
    "text",
    ["a@x.example, b@x.example", "a@x.example;b@x.example", "A <a@x.example>", "a@x.example b@x.example"],
)
def test_a_cell_holds_one_bare_mailbox(text: str) -> None:
    assert wrong(email=text, time_zone="Europe/Paris") == [
        f"email: {text!r} is not one bare address: put a single address there, without a name"
    ]


def test_what_is_no_mailbox_is_refused() -> None:
    assert len(wrong(email="office at ministry", time_zone="Europe/Paris")) == 1
    assert len(wrong(email="-oX@x.example", time_zone="Europe/Paris")) == 1


def test_a_web_form_is_one_web_address() -> None:
    assert wrong(web_form="javascript:alert(1)") == [
        "web_form 'javascript:alert(1)' is not one web address: it begins with https:// or http://"
    ]


@pytest.mark.parametrize("text", ["1 Rue X, Paris; 2 Rue Y, Paris", "1 Rue X | Paris; 2 Rue Y | Paris"])
def test_a_cell_holds_one_postal_address(text: str) -> None:
    assert wrong(post=text) == ["post seems to hold several addresses: put one there, its lines parted by |"]


def test_a_preference_names_each_channel_that_has_a_value_once() -> None:
    two = {"web_form": "https://ministry.example/", "post": "1 Rue X, 75007 Paris"}

    assert wrong(**two, preference="post;web_form") == []
    assert wrong(**two, preference="") == []
    assert wrong(**two, preference="post") == [
        "preference leaves out web_form, which has a value: add it where it belongs in the order"
    ]
    assert wrong(**two, preference="post;web_form;post") == ["preference names post twice: name it once"]
    assert wrong(**two, preference="post;web_form;email") == [
        "preference names email, but email is empty: fill it in or take it out"
    ]
    assert wrong(**two, preference="post;web_form;fax") == [
        "preference: 'fax' is no channel: write some of email, web_form, post"
    ]


@pytest.mark.parametrize("text", ["21/05/2026", "2026-02-30", "20260521", "2026-W21-4", "2026-5-1"])
def test_a_check_bears_an_iso_date(text: str) -> None:
    assert wrong(post="1 Rue X, Paris", checked_on=text, checked_by="ada") == [
        f"checked_on {text!r} is not a date: write it like 2026-05-21"
    ]


def test_nobody_has_checked_anything_tomorrow() -> None:
    row = {"post": "1 Rue X, Paris", "checked_by": "ada"}

    assert wrong(**row, checked_on="2999-01-01") == [
        "checked_on 2999-01-01 is yet to come: write the day on which it was checked"
    ]
    assert wrong(**row, checked_on="0001-01-01") == [
        "checked_on 0001-01-01 is long past: write the day on which it was checked"
    ]
    assert wrong(**row, checked_on="2026-06-03") == []  # already that day, east of here
    assert wrong(**row, checked_on="2026-06-04") != []


def test_a_check_has_a_day_and_a_person_and_an_address() -> None:
    assert wrong(post="1 Rue X, Paris", checked_on="2026-05-21") == [
        "checked_on without checked_by: say who checked it"
    ]
    assert wrong(post="1 Rue X, Paris", checked_by="ada") == [
        "checked_by without checked_on: say on which day"
    ]
    assert wrong(checked_on="2026-05-21", checked_by="ada") == [
        "marked as checked, but it has no address: say in the note what you found"
    ]


@pytest.mark.parametrize(
    "hidden", ["\n", "\r", "\t", "\x1b", "\u0085", "\u2028", "\x7f", "\0", "\u200b", "\U000e0041"]
)
@pytest.mark.parametrize("column", ["name", "note", "title", "source_url", "holder"])
def test_no_cell_hides_a_line_break_or_a_control_character(column: str, hidden: str) -> None:
    assert wrong(**{column: f"a{hidden}b"}) == [
        f"{column} has a line break or another control character in it: type it anew on one line"
    ]


@pytest.mark.parametrize(
    ("column", "longest"),
    [("id", "300"), ("name", "300"), ("holder", "300"), ("post", "1,000"), ("source_url", "2,000")],
)
def test_a_cell_is_as_long_as_people_write_and_no_longer(column: str, longest: str) -> None:
    assert wrong(**{column: "x" * 20_000}) == [
        f"{column} has 20,000 letters, and may have {longest}: shorten it"
    ]


@pytest.mark.parametrize("column", ["name", "email"])
def test_no_name_comes_encoded(column: str) -> None:
    assert f"{column} has '=?' in it, with which mail hides text: write it plainly" in wrong(
        **{column: "=?utf-8?q?a?=@b.example"}
    )


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = wrong(id="", gender="x", country="UK", email="nobody", checked_by="ada")

    starts = ["id is missing", "gender 'x'", "country 'UK'", "time_zone is missing", "email:", "checked_by"]
    assert all(message.startswith(start) for message, start in zip(found, starts, strict=True))
