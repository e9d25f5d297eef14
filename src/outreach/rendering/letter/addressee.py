"""The addressee's block, as on an envelope."""

from outreach.model.directory import Channel, Office


def address_lines(office: Office, channel: Channel) -> tuple[str, ...]:
    """The addressee as on an envelope: holder if known, institution, and on paper the postal address.

    The directory's title of the office ("Chair / secretariat") is a note for staff in one language, so
    it is not printed here; the salutation names the office in the letter's own. No line comes twice.
    """
    lines = [office.holder or "", office.name]
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
