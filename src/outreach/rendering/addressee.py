"""The addressee's block, as on an envelope."""

from outreach.model.directory import Channel, Office


def address_lines(office: Office, channel: Channel) -> tuple[str, ...]:
    """The addressee as on an envelope: post, unit, institution, and below them, on paper, the postal address.

    No line comes twice.
    """
    lines = [office.office, office.unit, office.name]
    postal = office.address(Channel.POST) if channel is Channel.POST else None
    if postal:
        lines += _postal_lines(postal.value)
    return tuple(dict.fromkeys(line.strip() for line in lines if line.strip()))


def _postal_lines(address: str) -> list[str]:
    lines: list[str] = []
    for part in address.split(", "):
        if lines and lines[-1].isdigit():
            lines[-1] += f", {part}"  # a house number belongs to its street: "37, quai d'Orsay"
        else:
            lines.append(part)
    return lines
