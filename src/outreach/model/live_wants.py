"""What live wants of a campaign before a letter of it leaves for the world; a rehearsal does without."""

from collections.abc import Iterator

from outreach.model.campaign import Campaign, Sender
from outreach.model.case import Case, lacking_consents
from outreach.model.directory import Office
from outreach.model.filter_term import Knowledge
from outreach.model.mailbox import domain, is_reserved_domain


def wants_of_sender(campaign: Campaign) -> list[str]:
    """What its file does not say yet of who writes, each with the line to fill in."""
    return list(_of_sender(campaign.sender))


def wants_of_case(case: Case | None) -> list[str]:
    """Whose consent is not recorded yet, each with the letters that wait for it and the line to fill in."""
    if case is None:
        return []
    return [
        f"letters to {need.whom!s:.200} wait until the consent of {' or '.join(need.of)} is recorded "
        f'({need.reason}): add it to the case, [[consents]] of = "{need.of[0]}", version = "{case.version}"'
        for need in case.needs
        if not case.consents_to(need)  # for which offices one holds is asked of each letter
    ]


def wants_of_letter(campaign: Campaign, office: Office, known: Knowledge) -> str | None:
    """Why a letter to that office may not leave yet, in one line; None if nothing is wanting."""
    wants = [*wants_of_sender(campaign), *lacking_consents(campaign.case, office, known)]
    return f"before it may leave: {'; '.join(wants)}" if wants else None


def _of_sender(sender: Sender) -> Iterator[str]:
    signer = sender.signed_by
    if not signer.name:
        yield 'nobody signs: fill in [sender.signed_by] name = "…"'
    if not signer.function:
        yield 'whoever signs has no function: fill in [sender.signed_by.function] default = "…"'
    if not signer.telephone:
        yield 'whoever signs has no telephone: fill in [sender.signed_by] telephone = "…"'
    if not sender.postal_address:
        yield 'there is no postal address: fill in [sender] postal_address = "…"'
    for key, address in (("email", sender.email), ("envelope_sender", sender.envelope_sender)):
        if is_reserved_domain(domain(address)):
            yield f'{address} is an example: put your own there, [sender] {key} = "…"'
