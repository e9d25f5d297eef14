"""What waits for the post."""

import pytest
from sqlalchemy import Engine, update

from outreach.model.campaign import Campaign
from outreach.model.directory import Address, Channel
from outreach.model.ids import CampaignId
from outreach.queries.post import open_post
from outreach.rendering.mime.message import attachments_of
from outreach.rendering.paper.post import post_file
from outreach.store import pauses, schema
from outreach.work.tasks.complete import complete_task
from tests.builders import ANN, MORNING, Hand, office, queue, send_context, send_due
from tests.rendering.paper.reading import words
from tests.work.seen import mime, open_tasks

FORM = Address(channel=Channel.WEB_FORM, value="https://gov-yy-mfa.example/contact")


def post(number: int) -> Address:
    return Address(channel=Channel.POST, value=f"{number} Square | 10000 Town")


def handed_out(engine: Engine, appeal: Campaign | None = None) -> list[str]:
    """Two letters that wait for the post and one for a form; the ids of the two."""
    to = [office(f"gov-x{n}-mfa", name=f"Ministry {n}", addresses=(post(n),)) for n in (1, 2)]
    ids = queue(engine, *to, office("gov-yy-mfa", addresses=(FORM,)), appeal=appeal)
    send_due(send_context(engine, {"post": Hand(), "web_form": Hand()}))
    return list(ids[:2])


def test_it_is_the_sealed_letters_with_the_day_on_which_they_are_handed_out(engine: Engine) -> None:
    ids = handed_out(engine)

    found = open_post(engine, now=MORNING)

    assert found.left_out == []
    assert [one.office for one in found.letters] == ["Ministry 1", "Ministry 2"]
    assert [one.reference for one in found.letters] == [f"A-1/{id_}" for id_ in ids]
    assert [one.date_line for one in found.letters] == ["Paris, le 2 juin 2026"] * 2
    for one, id_ in zip(found.letters, ids, strict=True):
        assert list(one.pdfs) == [paper.content for paper in attachments_of(mime(engine, id_))]
    printed = words(post_file(found.letters, title="Post"))
    assert printed.count("Paris, le 2 juin 2026") == 2
    assert "‹date›" not in printed


def test_what_is_posted_waits_no_more(sqlite: Engine) -> None:
    handed_out(sqlite)
    first = open_tasks(sqlite)[0]

    complete_task(sqlite, ANN, first.id, proof="RR 123", live=False, now=MORNING)

    assert [one.office for one in open_post(sqlite, now=MORNING).letters] == ["Ministry 2"]


def test_what_nobody_has_approved_is_left_out(sqlite: Engine) -> None:
    first, _ = handed_out(sqlite)
    with sqlite.begin() as connection:
        connection.execute(update(schema.letters).where(schema.letters.c.id == first).values(mac="0" * 64))

    found = open_post(sqlite, now=MORNING)

    assert [one.office for one in found.letters] == ["Ministry 2"]
    assert len(found.left_out) == 1
    assert "does not say what was approved: do not do it" in found.left_out[0]


@pytest.mark.parametrize("target", [pauses.EVERYTHING, pauses.campaign(CampaignId("appeal"))])
def test_what_is_stopped_is_left_out(sqlite: Engine, target: str) -> None:
    handed_out(sqlite)
    with sqlite.begin() as connection:
        pauses.add(connection, target, requested_by="ann", reason="a mistake in it", now=MORNING)

    found = open_post(sqlite, now=MORNING)

    assert found.letters == []
    assert all("stopped by ann: a mistake in it" in line for line in found.left_out)
    assert len(found.left_out) == 2
