"""Letters through Mailgun's HTTP interface, as finished MIME messages.

The field names are those of Mailgun's reference, "Send an email in MIME format"
(https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages/). It has no
idempotency key, and users have seen letters leave that were answered with a 5xx; so after the request
has begun, only an answer that surely means "no" counts as one. Mailgun chooses the envelope sender itself.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import quote

import httpx

from outreach.model.errors import NotAllowed
from outreach.model.sending import Accepted, Deferred, InDoubt, Message, Outcome, Refused, Scope
from outreach.transports.loopback import loopback_address, require_loopback
from outreach.transports.retry_after import retry_after
from outreach.transports.server_words import sanitize_reply
from outreach.transports.unsafe import reject_unsafe_message

US = "https://api.mailgun.net"
EU = "https://api.eu.mailgun.net"

#: Bytes of an answer that are read; a real one has about a hundred.
LONGEST_ANSWER = 64 * 1024

#: The letter is as it was approved: no pixel, no rewritten links, whatever the domain's settings say.
_UNTOUCHED = {"o:tracking": "no", "o:tracking-clicks": "no", "o:tracking-opens": "no"}

#: Surely not sent, although httpx had begun.
_BEFORE_THE_REQUEST = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

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


class MailgunTransport:
    """Hands letters to one Mailgun domain. One thread at a time."""

    def __init__(self, account: MailgunDomain, *, loopback_only: bool, timeout: float = 60) -> None:
        """Connects to nothing yet. ``timeout``: seconds to connect, and seconds to answer.

        Raises `NotAllowed` for a host off this machine, if ``loopback_only`` or not by https.
        """
        base = httpx.URL(account.base_url)
        if loopback_only:
            require_loopback(base.host)
        here = loopback_address(base.host)
        if here is not None:
            base = base.copy_with(host=here)
        elif base.scheme != "https":
            raise NotAllowed(f"{account.base_url} would read letters in clear: use https")
        self._url = base.copy_with(path=f"/v3/{quote(account.domain, safe='')}/messages.mime")
        self._timeout = timeout
        # No proxy and no .netrc from the environment: nobody but Mailgun sees the key. An idle connection
        # is not kept long, because one that dies under a letter leaves the letter in doubt.
        self._client = httpx.Client(
            auth=("api", account.api_key),
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "outreach"},
            timeout=timeout,
            limits=httpx.Limits(max_connections=1, keepalive_expiry=2),
            follow_redirects=False,
            trust_env=False,
        )

    def send(self, message: Message, before_handover: Callable[[], None]) -> Outcome:
        """Hand over one letter; ``before_handover`` is called right before the request.

        Whatever that raises goes through, and the letter has not left.
        """
        if refused := reject_unsafe_message(message):
            return refused
        request = self._client.build_request(
            "POST",
            self._url,
            data={"to": message.recipient, **_UNTOUCHED},
            files={"message": ("letter.eml", message.content, "message/rfc822")},
        )
        before_handover()
        try:
            answer = self._client.send(request, stream=True)
        except _BEFORE_THE_REQUEST as error:
            return Deferred(reason=f"no connection to {self._url.host}: {error}")
        except httpx.HTTPError as error:
            return InDoubt(
                reason=f"the request was begun, but no answer came: {str(error) or type(error).__name__}"
            )
        return _verdict(answer, self._read(answer))

    def close(self) -> None:
        """Close the connection, if there is one. May be repeated; nothing can be sent afterwards."""
        self._client.close()

    def _read(self, answer: httpx.Response) -> bytes:
        """The beginning of the answer's body, as it is on the wire: what is compressed stays so.

        The status line has said what counts, so a body that breaks off or never ends is no misfortune.
        """
        body = b""
        deadline = monotonic() + self._timeout
        try:
            for chunk in answer.iter_raw():
                body += chunk
                if len(body) > LONGEST_ANSWER or monotonic() > deadline:
                    break
        except httpx.HTTPError:
            pass
        finally:
            answer.close()
        return body[:LONGEST_ANSWER]


def _verdict(answer: httpx.Response, body: bytes) -> Outcome:
    status = answer.status_code
    said = f"{status} {_words(body)}".strip()
    if answer.is_success:
        return Accepted(receipt=_id(body) or f"{said} (Mailgun gave no id that could be read)")
    if status in _LETTER_REFUSED:
        return Refused(
            reason=f"Mailgun refused the letter, {_LETTER_REFUSED[status]}: {said}", scope=Scope.LETTER
        )
    if status in _ACCOUNT_REFUSED:
        return Refused(reason=f"Mailgun refused us, {_ACCOUNT_REFUSED[status]}: {said}", scope=Scope.ACCOUNT)
    if 300 <= status < 400:
        # Neither the key nor the letter goes to another address (RFC 9110 §15.4).
        return Refused(reason=f"Mailgun sends us elsewhere, check the base URL: {said}", scope=Scope.ACCOUNT)
    wait = retry_after(answer.headers)
    if status == 429 or (status == 503 and "Retry-After" in answer.headers):
        return Deferred(reason=f"Mailgun asks us to wait: {said}", retry_after=wait)
    # RFC 9110 §9.2.2: a POST may have been carried out, whatever a gateway says of it.
    return InDoubt(reason=f"Mailgun's answer does not say whether it took the letter: {said}")


def _words(body: bytes) -> str:
    """Mailgun's ``message``, or the answer as it is."""
    message = _json(body).get("message")
    return sanitize_reply(message.encode(errors="replace") if isinstance(message, str) else body)


def _id(body: bytes) -> str | None:
    found = _json(body).get("id")
    return sanitize_reply(found.encode(errors="replace")) if isinstance(found, str) and found else None


def _json(body: bytes) -> dict[str, object]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}
