"""The ids of things, each a type of its own: an office's id never passes for a letter's."""

from typing import NewType

#: Ten characters of Crockford's base 32, random; printed behind the campaign's reference.
LetterId = NewType("LetterId", str)
#: A slug of the directory: ``gov-fr-mfa``.
OfficeId = NewType("OfficeId", str)
#: A slug that the campaign's file gives.
CampaignId = NewType("CampaignId", str)
#: A person's handle; ``outreach`` is nobody's.
Handle = NewType("Handle", str)
AddressId = NewType("AddressId", int)
TaskId = NewType("TaskId", int)
AnswerId = NewType("AnswerId", int)
