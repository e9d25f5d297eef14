"""Drafting and approving: the same verbs that the doors call."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from bench.job import Figures, Job
from bench.mailing import (
    ACCOUNT,
    APPROVER,
    DRAFTED_AT,
    EMAILS,
    WRITER,
    database,
    the_campaign,
    the_forms,
    the_rules,
    the_territories,
)
from bench.office import LANGUAGES, offices
from outreach.model.ids import OfficeId
from outreach.model.letter import SeenLetter
from outreach.rendering.workshop.workshop import Workshop
from outreach.store import letters
from outreach.store.database import reading
from outreach.work.letters.approve import approve_letters
from outreach.work.letters.compose import DraftContext
from outreach.work.letters.draft import draft_letters
from outreach.work.letters.drafted import Drafted, DraftResult
from outreach.work.letters.ready import ApprovalTerms


def draft(job: Job, ready: Callable[[], None]) -> Figures:
    """The first letter to every office of the database."""
    campaign = the_campaign()
    with Workshop(EMAILS / campaign.template, [step.name for step in campaign.steps]) as workshop:
        return draft_with(job, workshop, ready)


def draft_with(job: Job, workshop: Any, ready: Callable[[], None] = lambda: None) -> Figures:
    """The same, in whatever renders as a workshop does."""
    engine, campaign = database(job), the_campaign()
    context = DraftContext(
        template=workshop,
        forms=the_forms(campaign),
        rules=the_rules(),
        live=False,
        default_account=ACCOUNT,
        territories=the_territories(),
    )
    everybody = [office.id for office in offices(job.letters)]
    first, others = everybody[:LANGUAGES], everybody[LANGUAGES:]

    def to(some: Sequence[OfficeId]) -> list[Drafted]:
        step = campaign.steps[0].name
        return draft_letters(
            engine, WRITER, campaign.id, step, context=context, only=some, clock=lambda: DRAFTED_AT
        )

    drafted = to(first)  # so that the texts of every language are compiled
    ready()
    begun = time.monotonic()
    drafted += to(others)
    ended = time.monotonic()
    assert [line.result for line in drafted] == [DraftResult.DRAFTED] * job.letters, drafted[0]
    engine.dispose()
    return Figures(begun=begun, ended=ended, counts={"letters": len(others)})


def approve(job: Job, ready: Callable[[], None]) -> Figures:
    """Every drafted letter, all by one command, as a person does it."""
    engine, rules = database(job), the_rules()
    with reading(engine) as connection:
        drafts = letters.find(connection)
    seen = [SeenLetter(id=letter.id, content_version=letter.content_version) for letter in drafts]
    ready()
    begun = time.monotonic()
    approved = approve_letters(engine, APPROVER, seen, ApprovalTerms(rules=rules, live=False, now=DRAFTED_AT))
    ended = time.monotonic()
    assert len(approved) == job.letters
    engine.dispose()
    return Figures(begun=begun, ended=ended, counts={"letters": job.letters})
