"""LoadResult contacts: look first, write only when told to, and never half."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from outreach.model.directory import Address, AddressState, Channel, Office
from outreach.model.errors import NotAllowed
from outreach.model.ids import OfficeId
from outreach.model.problem import Problem
from outreach.store import directory
from outreach.work.contacts.load import DirectoryFile, LoadResult, load_contacts
from outreach.work.contacts.verify import verify_address
from tests.builders import MORNING, actor, address_of, furnish, mailbox, office
from tests.work.seen import office as seen_office

BAD = Problem(file="eu.csv", row=7, message="no name")
POST = Address(channel=Channel.POST, value="1 Square, Town")


def load(engine: Engine, *offices: Office, problems: tuple[Problem, ...] = (), **changes: Any) -> LoadResult:
    rows = {one.id: number for number, one in enumerate(offices, start=2)}
    file = DirectoryFile(name="eu.csv", offices=offices, rows=rows, problems=problems)
    values: dict[str, Any] = {"apply": True, "skip_bad": False, "now": MORNING}
    who = actor(changes.pop("who", "bob"))
    [result] = load_contacts(engine, who, [file], **values | changes)
    return result


def known(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return [one.id for one in directory.find(connection)]


def test_a_load_tells_what_is_new_what_changes_and_what_does_not(engine: Engine) -> None:
    furnish(engine, office("same"), office("other"))

    loading = load(engine, office("new"), office("same"), office("other", name="Renamed"))

    assert loading == LoadResult(
        file="eu.csv",
        new=(OfficeId("new"),),
        changed=(OfficeId("other"),),
        unchanged=(OfficeId("same"),),
        problems=(),
        written=True,
    )
    assert seen_office(engine, "other").name == "Renamed"
    assert known(engine) == ["new", "other", "same"]


def test_a_dry_run_tells_the_same_and_writes_nothing(engine: Engine) -> None:
    furnish(engine, office("other"))

    loading = load(engine, office("new"), office("other", name="Renamed"), apply=False, who=None)

    assert (loading.new, loading.changed, loading.written) == (("new",), ("other",), False)
    assert known(engine) == ["other"]
    assert seen_office(engine, "other").name == "Ministry other"


@pytest.mark.parametrize("who", [None, "eve"])
def test_only_a_known_person_writes(sqlite: Engine, who: str | None) -> None:
    furnish(sqlite)

    with pytest.raises(NotAllowed):
        load(sqlite, office("new"), who=who)
    assert known(sqlite) == []


def test_one_bad_row_keeps_all_out(engine: Engine) -> None:
    furnish(engine)

    loading = load(engine, office("good"), problems=(BAD,))

    assert (loading.written, loading.problems) == (False, (BAD,))
    assert known(engine) == []


def test_skipping_the_bad_rows_lets_the_good_ones_in(sqlite: Engine) -> None:
    furnish(sqlite)

    loading = load(sqlite, office("good"), problems=(BAD,), skip_bad=True)

    assert (loading.written, loading.problems) == (True, (BAD,))
    assert known(sqlite) == ["good"]


def test_skipping_the_bad_rows_is_no_leave_to_write(sqlite: Engine) -> None:
    furnish(sqlite)

    assert not load(sqlite, office("good"), problems=(BAD,), skip_bad=True, apply=False).written
    assert known(sqlite) == []


def test_a_parent_may_stand_further_down_or_be_known_already(engine: Engine) -> None:
    furnish(engine, office("known"))

    loading = load(engine, office("a", parent_id="b"), office("b", parent_id="known"))

    assert loading.written
    assert seen_office(engine, "a").parent_id == "b"


def test_a_parent_that_is_nowhere_is_a_problem_in_its_row(sqlite: Engine) -> None:
    furnish(sqlite)

    loading = load(sqlite, office("fine"), office("orphan", parent_id="nowhere"))

    assert not loading.written
    assert [str(problem) for problem in loading.problems] == [
        "eu.csv, row 3: orphan: its parent nowhere is not in the directory: "
        "load it first, or leave the cell empty"
    ]
    assert known(sqlite) == []


def test_whoever_is_left_out_with_its_parent_is_told_too(sqlite: Engine) -> None:
    furnish(sqlite)

    loading = load(
        sqlite,
        office("child", parent_id="orphan"),
        office("orphan", parent_id="nowhere"),
        office("fine"),
        skip_bad=True,
    )

    assert loading.new == ("fine",)
    assert [problem.row for problem in loading.problems] == [2, 3]
    assert known(sqlite) == ["fine"]


def test_an_office_that_the_file_does_not_have_stays(sqlite: Engine) -> None:
    furnish(sqlite, office("history"))

    load(sqlite, office("new"))

    assert known(sqlite) == ["history", "new"]


def test_what_is_known_of_an_address_stays_with_the_same_address(engine: Engine) -> None:
    furnish(engine, office())
    verify_address(
        engine,
        actor("bob"),
        OfficeId("gov-xx-mfa"),
        address_of(engine, OfficeId("gov-xx-mfa"), Channel.EMAIL),
        now=MORNING,
    )

    loading = load(engine, office(name="Renamed"))

    [address] = seen_office(engine).addresses
    assert loading.changed == ("gov-xx-mfa",)
    assert (address.state, address.checked_by, address.checked_on) == (
        AddressState.VERIFIED,
        "bob",
        date(2026, 6, 2),
    )


def test_a_verified_address_is_no_change(sqlite: Engine) -> None:
    furnish(sqlite, office())
    verify_address(
        sqlite,
        actor("bob"),
        OfficeId("gov-xx-mfa"),
        address_of(sqlite, OfficeId("gov-xx-mfa"), Channel.EMAIL),
        now=MORNING,
    )

    assert load(sqlite, office()).unchanged == ("gov-xx-mfa",)


def test_a_new_address_has_still_to_be_checked(engine: Engine) -> None:
    furnish(engine, office())
    verify_address(
        engine,
        actor("bob"),
        OfficeId("gov-xx-mfa"),
        address_of(engine, OfficeId("gov-xx-mfa"), Channel.EMAIL),
        now=MORNING,
    )

    load(engine, office(addresses=(mailbox("new@ministry.example"),)))

    [address] = seen_office(engine).addresses
    assert (address.value, address.state, address.changed_by) == ("new@ministry.example", "unverified", "bob")


def test_a_dead_address_does_not_come_to_life_by_loading_it_again(sqlite: Engine) -> None:
    furnish(sqlite, office(addresses=(mailbox(state=AddressState.DEAD),)))

    load(sqlite, office(addresses=(mailbox(), POST)))

    assert [address.state for address in seen_office(sqlite).addresses] == ["dead", "unverified"]


def test_what_a_file_says_of_a_check_counts_when_who_checked_it_loads_it(sqlite: Engine) -> None:
    checked = mailbox(state=AddressState.VERIFIED, checked_by="ann", checked_on=date(2026, 5, 30))
    furnish(sqlite, office(addresses=(mailbox(),)))

    assert "only ann can say" in str(load(sqlite, office(addresses=(checked,))).problems[0])
    assert load(sqlite, office(addresses=(checked,)), who="ann").written

    [address] = seen_office(sqlite).addresses
    assert (address.state, address.checked_by, address.checked_on) == ("verified", "ann", date(2026, 5, 30))


def checked_by(who: str, value: str = "new@ministry.example", **changes: Any) -> Address:
    checked = {"state": AddressState.VERIFIED, "checked_by": who, "checked_on": date(2026, 5, 30)}
    return mailbox(value, **checked | changes)


@pytest.mark.parametrize("gone_before", [False, True])
def test_nobody_is_the_one_who_checks_the_address_that_they_change(engine: Engine, gone_before: bool) -> None:
    furnish(engine, office())
    if gone_before:
        load(engine, office(addresses=()))

    refused = load(engine, office(addresses=(checked_by("bob"),)))

    assert [str(problem) for problem in refused.problems] == [
        "eu.csv, row 2: gov-xx-mfa: bob changes this address to new@ministry.example, so somebody else must "
        "check it: empty checked_on and checked_by, and let them `outreach contacts verify` it"
    ]
    load(engine, office(addresses=(mailbox("new@ministry.example"),)))
    assert load(engine, office(addresses=(checked_by("bob"),))).problems != ()
    assert load(engine, office(addresses=(checked_by("ann"),)), who="ann").written
    [address] = seen_office(engine).addresses
    assert (address.state, address.changed_by, address.checked_by) == ("verified", "bob", "ann")


def test_another_way_to_an_office_that_is_there_is_a_change_as_well(sqlite: Engine) -> None:
    furnish(sqlite, office())
    form = checked_by("bob", "https://evil.example/form", channel=Channel.WEB_FORM)

    assert load(sqlite, office(addresses=(form, mailbox("registry@gov-xx-mfa.example")))).problems != ()


def test_whoever_brings_an_office_may_have_checked_its_address(sqlite: Engine) -> None:
    furnish(sqlite)

    assert load(sqlite, office(addresses=(checked_by("bob"),))).written


def test_a_check_in_the_name_of_nobody_here_is_a_wrong_row(engine: Engine) -> None:
    """In live delivery a letter leaves on that check: a name in a cell is no person's word."""
    forged = mailbox(state=AddressState.VERIFIED, checked_by="carol", checked_on=date(2026, 5, 30))
    furnish(engine, office(addresses=(mailbox(),)))

    loading = load(engine, office(addresses=(forged,)))

    assert not loading.written
    assert [(problem.file, problem.row) for problem in loading.problems] == [("eu.csv", 2)]
    assert "carol, who is said to have checked it, is nobody here" in loading.problems[0].message
    [address] = seen_office(engine).addresses
    assert (address.state, address.checked_by) == ("unverified", None)


def test_the_rows_of_others_go_in_when_one_says_so(sqlite: Engine) -> None:
    forged = mailbox(state=AddressState.VERIFIED, checked_by="carol", checked_on=date(2026, 5, 30))
    furnish(sqlite)

    loading = load(sqlite, office("forged", addresses=(forged,)), office("good"), skip_bad=True)

    assert loading.new == ("good",)
    assert known(sqlite) == ["good"]


def test_a_bounced_address_is_not_brought_back_by_an_old_check(sqlite: Engine) -> None:
    bouncing = mailbox(state=AddressState.BOUNCING)
    checked = mailbox(state=AddressState.VERIFIED, checked_by="ann", checked_on=date(2026, 5, 30))
    furnish(sqlite, office(addresses=(bouncing,)))

    load(sqlite, office(addresses=(checked,)), who="ann")

    assert [address.state for address in seen_office(sqlite).addresses] == ["bouncing"]
