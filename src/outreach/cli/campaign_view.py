"""A campaign as whoever approves it reads it."""

from outreach.cli.case_view import case_lines
from outreach.model.audience import Bar
from outreach.model.campaign import CampaignRecord, Step
from outreach.model.counted import counted
from outreach.model.enclosure import Enclosure
from outreach.model.request import Request
from outreach.model.signatory import Signatory, Visibility

#: Of its digest, what a person compares by eye.
DIGEST_PIECE = 16


def campaign_lines(record: CampaignRecord) -> list[tuple[str, str]]:
    """All that it says and whoever approves it answers for, but for the texts themselves."""
    campaign, sender = record.campaign, record.campaign.sender
    names = "; ".join(map(_signatory, campaign.signatories))
    lines = [
        ("loaded by", record.loaded_by),
        ("approved by", record.approved_by or "nobody yet"),
        ("digest", record.digest[:DIGEST_PIECE]),
        ("from", f"{sender.name} <{sender.email}>"),
        ("returns to", sender.envelope_sender),
        *((f"described ({language})", text) for language, text in sender.description.items()),
        *((f"place ({language})", text) for language, text in sender.place.items()),
        ("signed by", sender.signed_by.name),
        *((f"function ({language})", text) for language, text in sender.signed_by.function.items()),
        ("telephone", sender.signed_by.telephone),
        ("postal address", sender.postal_address),
        ("website", sender.website),
        ("our clock", f"{sender.time_zone}, {sender.country}"),
        ("reference", f"{campaign.reference}/…"),
        ("texts", f"templates/emails/{campaign.template}"),
        ("languages", f"{', '.join(campaign.preferred_languages)}, else {campaign.fallback_language}"),
        *((f"step {step.name}", _day(step)) for step in campaign.steps),
        *(("writes to", str(one)) for one in campaign.audience.include),
        *(("not to", f"{one.filter} ({one.reason})") for one in campaign.audience.exclude),
        ("never to", _barred(campaign.bar)),
        *((f"asks {one.name}", _asked(one)) for one in campaign.requests),
        *((f"encloses {one.name}", _enclosed(one)) for one in campaign.enclosures),
        *((f"{body} by account", account) for body, account in campaign.routes.items()),
        ("signatories", f"{len(campaign.signatories)}: {names}"),
        ("named in the letter", ", ".join(campaign.named_signatories)),
        *(case_lines(campaign.case) if campaign.case else ()),
    ]
    return [(name, says) for name, says in lines if says]


def _signatory(one: Signatory) -> str:
    """Its name, and what it has agreed to if that is not everything."""
    said = [
        one.visibility.value if one.visibility is not Visibility.FULL else "",
        f"only to {one.consent}" if one.consent.terms else "",
        f"version {one.consent_version}" if one.consent_version else "",
        f"WITHDRAWN on {one.withdrawn_on}" if one.withdrawn_on else "",
    ]
    limits = ", ".join(filter(None, said))
    return f"{one.name} ({limits})" if limits else one.name


def _barred(bar: Bar | None) -> str:
    if bar is None:
        return ""
    whom = [f"country:{bar.country}" if bar.country else "", str(bar.filter or "")]
    return f"{' or '.join(filter(None, whom))} ({bar.reason})"


def _asked(request: Request) -> str:
    """Of whom, what, and what becomes of silence."""
    texts = ", ".join(filter(None, (request.opening, *request.asks, request.ending)))
    weeks = f"an answer in {counted(request.answer_weeks, 'week')}" if request.answer_weeks else ""
    silence = counted(request.reminders, "reminder") if request.wants_answer else "no answer is asked"
    annex = "" if request.annex else "without the annex"
    worksheet = f"worksheet {request.worksheet}" if request.worksheet else ""
    return "; ".join(filter(None, (str(request.offices), texts, weeks, silence, annex, worksheet)))


def _enclosed(one: Enclosure) -> str:
    """As what, with whose letters, who is offered it instead, and what stands in it."""
    asked = f"on request to {one.on_request}" if one.on_request else ""
    states = "made of the case" if one.is_made else f"states {', '.join(one.states) or 'no fact'}"
    whom = f"for {str(one.offices) or 'everybody'}"
    return "; ".join(filter(None, (one.title["default"], whom, asked, states)))


def _day(step: Step) -> str:
    return f"from {step.planned_on}" if step.planned_on else "when silence calls for it"
