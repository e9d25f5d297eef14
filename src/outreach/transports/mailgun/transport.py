"""Letters through Mailgun's HTTP interface, as finished MIME messages.

The field names are those of Mailgun's reference, "Send an email in MIME format"
(https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages/). It has no
idempotency key, and users have seen letters leave that were answered with a 5xx; so after the request
has begun, only an answer that surely means "no" counts as one. Mailgun chooses the envelope sender itself.
"""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import quote

from outreach.model.sending import Accepted, Deferred, InDoubt, Message, Outcome, Refused, Scope
from outreach.transports.http.client import Answer, HttpClient
from outreach.transports.http.retry_after import retry_after
from outreach.transports.server_words import sanitize_reply
from outreach.transports.unsafe import reject_unsafe_message

US = "https://api.mailgun.net"
EU = "https://api.eu.mailgun.net"

#: The letter is as it was approved: no pixel, no rewritten links, whatever the domain's settings say.
_UNTOUCHED = {"o:tracking": "no", "o:tracking-clicks": "no", "o:tracking-opens": "no"}

_LETTER_REFUSED = {
    400: "something in the request is wrong",
    413: "the letter is too large",
    422: "something in the request is wrong",
}
_ACCOUNT_REFUSED = {
    401: "the API key is wrong",
    402: "the account must be paid for",
    403: "the API key may not send for this domain",
    404: "this domain is not known in this region",
}


@dataclass(frozen=True, kw_only=True)
class MailgunDomain:
    """A sending domain at Mailgun, with the key that opens it."""

    domain: str
    api_key: str = field(repr=False)
    #: `US` or `EU`, where the domain was made.
    base_url: str = EU
    #: Given for a sandbox: it gets no letter before it has proved that it knows this.
    sandbox_key: bytes = field(default=b"", repr=False)


class MailgunTransport:
    """Hands letters to one Mailgun domain, one at a time."""

    def __init__(self, account: MailgunDomain, *, loopback_only: bool, timeout: float = 120) -> None:
        """Connects to nothing yet. ``timeout``: seconds to connect, and seconds for the whole exchange.

        Raises `NotAllowed` for a host off this machine, if ``loopback_only`` or not by https.
        """
        self._path = f"/v3/{quote(account.domain, safe='')}/messages.mime"
        self._client = HttpClient(
            account.base_url,
            provider="Mailgun",
            auth=("api", account.api_key),
            headers={"Accept": "application/json"},
            loopback_only=loopback_only,
            within=timeout,
            sandbox_key=account.sandbox_key,
        )

    async def send(self, message: Message, before_handover: Callable[[], Awaitable[None]]) -> Outcome:
        """Hand over one letter; ``before_handover`` is awaited right before the request.

        Whatever that raises goes through, and the letter has not left.
        """
        if refused := reject_unsafe_message(message):
            return refused
        answer = await self._client.post(
            self._path,
            before_handover,
            data={"to": message.recipient, **_UNTOUCHED},
            files={"message": ("letter.eml", message.content, "message/rfc822")},
        )
        return _verdict(answer) if isinstance(answer, Answer) else answer

    async def close(self) -> None:
        """Close the connection, if there is one. May be repeated; nothing can be sent afterwards."""
        await self._client.close()


def _verdict(answer: Answer) -> Outcome:
    status = answer.status
    said = f"{status} {_words(answer.body)}".strip()
    if 200 <= status < 300:
        # Wrong addresses of the interface answer 200 as well; only the id says that a letter was taken.
        if receipt := _id(answer.body):
            return Accepted(receipt=receipt)
        return InDoubt(reason=f"Mailgun answered without the id that it gives every letter it takes: {said}")
    if status in _LETTER_REFUSED:
        return Refused(
            reason=f"Mailgun refused the letter, {_LETTER_REFUSED[status]}: {said}", scope=Scope.LETTER
        )
    if status in _ACCOUNT_REFUSED:
        return Refused(reason=f"Mailgun refused us, {_ACCOUNT_REFUSED[status]}: {said}", scope=Scope.ACCOUNT)
    if 300 <= status < 400:
        # Neither the key nor the letter goes to another address (RFC 9110 §15.4).
        return Refused(reason=f"Mailgun sends us elsewhere, check the base URL: {said}", scope=Scope.ACCOUNT)
    if status == 429 or (status == 503 and "Retry-After" in answer.headers):
        return Deferred(
            reason=f"Mailgun asks us to wait: {said}",
            retry_after=retry_after(answer.headers),
            scope=Scope.ACCOUNT,
        )
    # RFC 9110 §9.2.2: a POST may have been carried out, whatever a gateway says of it.
    return InDoubt(reason=f"Mailgun's answer does not say whether it took the letter: {said}")


def _words(body: bytes) -> str:
    """Mailgun's ``message``, or the answer as it is."""
    message = _json(body).get("message")
    return sanitize_reply(message.encode(errors="replace") if isinstance(message, str) else body)


def _id(body: bytes) -> str:
    found = _json(body).get("id")
    return sanitize_reply(found.encode(errors="replace")) if isinstance(found, str) else ""


def _json(body: bytes) -> dict[str, object]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
