from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.lists.contacts import read_contacts, write_contacts
from outreach.model.directory import BODIES, OF_A_STATE, Address, AddressState, Approach, Channel, Office
from outreach.model.errors import BadInput
from outreach.model.gender import Gender
from outreach.model.ids import Handle, OfficeId
from tests.lists.files import TODAY, contacts, ministry


def test_good_rows_become_offices_that_know_their_row() -> None:
    found = read_contacts(contacts(ministry(), ministry(id="gov-de-mfa")), "governments.csv", today=TODAY)

    assert [office.id for office in found.offices] == ["gov-fr-mfa", "gov-de-mfa"]
    assert found.rows == {"gov-fr-mfa": 2, "gov-de-mfa": 3}
    assert found.problems == ()


def test_a_bad_row_costs_only_itself() -> None:
    data = contacts(ministry(id="gov-it-mfa", gender="x", name=""), ministry())

    found = read_contacts(data, "governments.csv", today=TODAY)

    assert [office.id for office in found.offices] == ["gov-fr-mfa"]
    assert [str(problem) for problem in found.problems] == [
        "governments.csv, row 2: name is missing: fill it in",
        "governments.csv, row 2: gender 'x' is not known: write one of f, m, u",
    ]


def test_an_id_counts_once_and_the_second_row_says_where_the_first_is() -> None:
    data = contacts(ministry(), ministry(id="gov-de-mfa"), ministry(name="Another"))

    found = read_contacts(data, "governments.csv", today=TODAY)

    assert [office.id for office in found.offices] == ["gov-fr-mfa", "gov-de-mfa"]
    assert [str(problem) for problem in found.problems] == [
        "governments.csv, row 4: id 'gov-fr-mfa' is in row 2 already: give each office its own"
    ]


def test_an_id_is_taken_by_a_bad_row_as_well() -> None:
    data = contacts(ministry(gender="x"), ministry())

    found = read_contacts(data, "governments.csv", today=TODAY)

    assert found.offices == ()
    assert [problem.row for problem in found.problems] == [2, 3]


def test_rows_without_an_id_are_not_taken_for_doubles() -> None:
    found = read_contacts(contacts(ministry(id=""), ministry(id="")), "governments.csv", today=TODAY)

    assert [str(problem) for problem in found.problems] == [
        "governments.csv, row 2: id is missing: fill it in",
        "governments.csv, row 3: id is missing: fill it in",
    ]


def test_problems_stand_in_the_order_of_the_rows() -> None:
    data = contacts(ministry(id="")) + b"too,few\n" + contacts(ministry(id="")).split(b"\n", 1)[1]

    assert [problem.row for problem in read_contacts(data, "a.csv", today=TODAY).problems] == [2, 3, 4]


def test_a_file_that_is_no_directory_is_refused() -> None:
    with pytest.raises(BadInput, match=r"list\.csv, row 1: the columns are not the expected ones"):
        read_contacts(b"Nom;Courriel\nX;a@x.example\n", "list.csv", today=TODAY)


def test_the_written_file_has_commas_line_feeds_and_the_columns_in_order() -> None:
    office = Office(
        id=OfficeId("x"),
        body="EU",
        name="A, B",
        body_kind="eu-agency",
        rank="director",
        approach=Approach.LETTER,
    )

    assert write_contacts([office]) == (
        "id,parent,body,name,body_kind,unit,title,rank,holder,gender,email,web_form,post,preference,"
        "languages,written_in,time_zone,country,seat_country,approach,grade,source_url,source_date,"
        "contact_page,candidates,checked_on,checked_by,note\n"
        'x,,EU,"A, B",eu-agency,,,director,,u,,,,,,,,,,letter,,,,,,,,\n'
    )


def test_a_formula_is_written_as_text_in_every_cell_and_read_as_it_was() -> None:
    office = Office(
        id=OfficeId("x"),
        body="EU",
        name='=HYPERLINK("https://evil.example")',
        body_kind="eu-agency",
        rank="director",
        addresses=(Address(channel=Channel.EMAIL, value="=cmd@x.example"),),
        time_zone="Europe/Brussels",
        approach=Approach.LETTER,
        note="－1",
    )

    written = write_contacts([office])

    assert ",\"'=HYPERLINK(" in written
    assert ",'=cmd@x.example," in written
    assert written.endswith(",'－1\n")
    assert read_contacts(written.encode(), "eu.csv", today=TODAY).offices == (office,)


def test_only_what_an_office_cannot_do_without_needs_a_column() -> None:
    data = (
        b"id,body,name,body_kind,rank,approach\n"
        b"au-commission,african-union,African Union Commission,au-commission,chair,letter\n"
    )

    [office] = read_contacts(data, "au.csv", today=TODAY).offices

    assert office == Office(
        id=OfficeId("au-commission"),
        body="african-union",
        name="African Union Commission",
        body_kind="au-commission",
        rank="chair",
        approach=Approach.LETTER,
        gender=Gender.UNKNOWN,
    )


def test_an_empty_gender_is_not_known() -> None:
    [office] = read_contacts(contacts(ministry(gender="")), "a.csv", today=TODAY).offices

    assert office.gender is Gender.UNKNOWN


def test_a_column_under_its_former_name_is_told_by_its_new_one() -> None:
    data = b"id,body,name,kind,office,office_kind,approach\nx,UN,X,un-office,Chair,chair,letter\n"

    with pytest.raises(BadInput) as refused:
        read_contacts(data, "un.csv", today=TODAY)

    assert str(refused.value).endswith(
        "(unknown: 'kind' is called body_kind now, 'office' is called title now, "
        "'office_kind' is called rank now)"
    )


def test_a_nul_costs_only_its_row() -> None:
    data = contacts(ministry(note="a\0b"), ministry(id="gov-de-mfa"))

    found = read_contacts(data, "a.csv", today=TODAY)

    assert [office.id for office in found.offices] == ["gov-de-mfa"]
    assert [problem.row for problem in found.problems] == [2]


def test_a_grade_without_a_source_is_noted_and_not_refused() -> None:
    row = ministry(post="1 Rue X, Paris", grade="A")

    found = read_contacts(contacts(row, ministry(id="b", grade="A")), "a.csv", today=TODAY)

    assert found.problems == ()
    assert [str(note) for note in found.notes] == [
        "a.csv, row 2: gov-fr-mfa: grade A without source_url: say where its address is from"
    ]
    assert not read_contacts(contacts(row | {"source_url": "a list"}), "a.csv", today=TODAY).notes


#: Letters, and all that a spreadsheet, CSV or our own format gives a meaning to.
_WORDS = st.text(st.sampled_from("aéЯ'\"=+-@－;,|"), min_size=1, max_size=6)
_SLUGS = st.sampled_from(["x", "gov-fr-mfa", "un-wgad", "2026", "a-b-c"])
_CHECKS = st.none() | st.tuples(
    st.dates(min_value=date(2000, 1, 1), max_value=TODAY), st.sampled_from(["ada", "ben-2"])
)
_VALUES = {
    Channel.EMAIL: st.sampled_from(["office@ministry.example", "=x@y.example", "Two@sub.x.example"]),
    Channel.WEB_FORM: st.just("https://ministry.example/contact?a=1,2"),
    Channel.POST: st.sampled_from(["1 Rue X, 75007 Paris", "- , X", 'P.O. "Box" 1']),
}


@st.composite
def _offices(draw: st.DrawFn) -> Office:
    check = draw(_CHECKS)
    channels = draw(st.lists(st.sampled_from(Channel), unique=True))
    addresses = tuple(
        Address(
            channel=channel,
            value=draw(_VALUES[channel]),
            state=AddressState.VERIFIED if check else AddressState.UNVERIFIED,
            checked_on=check[0] if check else None,
            checked_by=Handle(check[1]) if check else None,
        )
        for channel in channels
    )
    identity = draw(_SLUGS)
    body = draw(st.sampled_from(BODIES))
    return Office(
        id=OfficeId(identity),
        parent_id=draw(st.none() | _SLUGS.filter(lambda slug: slug != identity).map(OfficeId)),
        body=body,
        name=draw(_WORDS),
        body_kind=draw(_SLUGS),
        unit=draw(st.just("") | _WORDS),
        title=draw(st.just("") | _WORDS),
        rank=draw(_SLUGS),
        holder=draw(st.none() | _WORDS),
        gender=draw(st.sampled_from(Gender)),
        addresses=addresses,
        languages=tuple(draw(st.lists(st.sampled_from(["fr", "en", "hy", "nb"]), unique=True))),
        time_zone=draw(st.sampled_from(["Europe/Paris", "Asia/Almaty"])),
        country=draw(st.sampled_from(["FR", "KZ"] if body in OF_A_STATE else [None, "FR", "KZ"])),
        seat_country=draw(st.sampled_from([None, "CH"])),
        approach=draw(st.sampled_from(Approach)),
        grade=draw(st.sampled_from(["", "A", "A-", "B+"])),
        source_url=draw(st.just("") | _WORDS),
        source_date=draw(st.just("") | _WORDS),
        note=draw(st.just("") | _WORDS),
    )


@settings(deadline=None)
@given(st.lists(_offices(), min_size=1, max_size=4, unique_by=lambda office: office.id))
def test_what_is_written_is_read_back_the_same(offices: list[Office]) -> None:
    found = read_contacts(write_contacts(offices).encode(), "a.csv", today=TODAY)

    assert found.problems == ()
    assert list(found.offices) == offices


def test_a_check_comes_back_as_it_was_written() -> None:
    checked = Address(
        channel=Channel.POST,
        value="1 Rue X, Paris",
        state=AddressState.VERIFIED,
        checked_on=date(2026, 5, 21),
        checked_by=Handle("ada"),
    )
    row = ministry(post="1 Rue X, Paris", checked_on="2026-05-21", checked_by=Handle("ada"))

    assert read_contacts(contacts(row), "a.csv", today=TODAY).offices[0].addresses == (checked,)
