"""A letter's ids: read over the telephone, and telling nothing."""

from outreach.store.letter_ids import new_id, new_message_id


def test_ids_have_no_letter_that_reads_like_another() -> None:
    many = "".join(new_id() for _ in range(500))

    assert len(new_id()) == 10
    assert set(many) <= set("0123456789abcdefghjkmnpqrstvwxyz")


def test_a_message_id_tells_only_whose_it_is() -> None:
    one, two = new_message_id("freeazat.example"), new_message_id("freeazat.example")

    assert one != two
    assert one.startswith("<")
    assert one.endswith("@freeazat.example>")
    assert len(one) == 26 + len("<@freeazat.example>")
