"""One request to a provider: ended within a time, read to a limit, in doubt unless surely not begun.

What a provider does with a request that had begun when the connection broke nobody can say (RFC 9110 §9.2.2:
a POST is not idempotent). So this file knows one line, the request's first byte: before it the letter has
not left, behind it only the provider's own answer counts, and what that means is for the provider's room.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from outreach.model.errors import NotAllowed
from outreach.model.loopback import loopback_address, require_loopback
from outreach.model.sending import Deferred, InDoubt, Refused, Scope
from outreach.transports.handshake import HTTP_PATH, is_answer, new_riddle, stranger
from outreach.transports.server_words import without_secrets

#: Bytes of an answer that are read; a real one has a few hundred.
LONGEST_ANSWER = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the provider answered."""

    status: int
    headers: Mapping[str, str]
    #: The beginning of the body as it is on the wire: what is compressed stays so.
    body: bytes


class HttpClient:
    """Requests to one provider, one after the other."""

    def __init__(
        self,
        base_url: str,
        *,
        provider: str,
        auth: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        loopback_only: bool,
        within: float,
        sandbox_key: bytes = b"",
    ) -> None:
        """Connects to nothing yet. ``within``: seconds to connect, and seconds for the exchange that follows.

        httpx counts its own seconds anew with every byte, so that a head of one byte a second would never
        end: connecting apart, there is one deadline for everything. ``provider`` is its name for staff.
        With ``sandbox_key`` nothing is posted before the server has proved that it knows it.
        Raises `NotAllowed` for a host off this machine, if ``loopback_only`` or not by https.
        """
        base = httpx.URL(base_url)
        if loopback_only:
            require_loopback(base.host)
        here = loopback_address(base.host)
        if here is not None:
            base = base.copy_with(host=here)
        elif base.scheme != "https":
            raise NotAllowed(f"{base_url} would read letters in clear: use https")
        self._base = base
        self._provider = provider
        self._within = within
        self._sandbox_key = sandbox_key
        self._secrets = (":".join(auth), auth[1]) if auth else ()
        # No proxy and no .netrc from the environment: nobody but the provider sees the key. An idle
        # connection is not kept long, because one that dies under a letter leaves the letter in doubt.
        self._client = httpx.AsyncClient(
            auth=auth,
            headers={"Accept-Encoding": "identity", "User-Agent": "outreach", **(headers or {})},
            timeout=within,
            limits=httpx.Limits(max_connections=1, keepalive_expiry=2),
            follow_redirects=False,
            trust_env=False,
        )

    async def post(
        self, path: str, before_handover: Callable[[], Awaitable[None]], **content: Any
    ) -> Answer | Deferred | Refused | InDoubt:
        """POST that ``content`` (as httpx takes it); ``before_handover`` is awaited right before.

        ``path`` begins with a slash and is behind the base URL's own. Whatever ``before_handover`` raises
        goes through, and nothing was sent.
        """
        if stop := await self._recognize():
            return stop
        url = self._base.copy_with(path=self._base.path.rstrip("/") + path)
        request = self._client.build_request("POST", url, **content)
        await before_handover()
        return await self._exchange(request)

    async def _recognize(self) -> Deferred | Refused | None:
        """Whether the sandbox is ours: it is asked before each letter, for nobody keeps a port for us."""
        if not self._sandbox_key:
            return None
        riddle = new_riddle()
        request = self._client.build_request("GET", self._base.copy_with(path=HTTP_PATH + riddle))
        reply = await self._exchange(request)
        if isinstance(reply, Deferred):
            return reply
        if isinstance(reply, Answer) and is_answer(self._sandbox_key, riddle, _said(reply.body)):
            return None
        return Refused(reason=stranger(self._base.host, self._base.port), scope=Scope.ACCOUNT)

    async def close(self) -> None:
        """Close the connection, if there is one. May be repeated; nothing can be sent afterwards."""
        await self._client.aclose()

    async def _exchange(self, request: httpx.Request) -> Answer | Deferred | InDoubt:
        progress = Progress()
        request.extensions["trace"] = progress.note
        try:
            async with asyncio.timeout(None) as deadline:
                progress.when_begun(lambda: deadline.reschedule(_from_now(self._within)))
                answer = await self._client.send(request, stream=True)
        except (httpx.HTTPError, TimeoutError) as error:
            return self._unanswered(request, error, begun=progress.begun)
        body = await _beginning(answer, deadline.when())
        return Answer(
            status=answer.status_code, headers=answer.headers, body=without_secrets(body, self._secrets)
        )

    def _unanswered(self, request: httpx.Request, error: Exception, *, begun: bool) -> Deferred | InDoubt:
        if isinstance(error, httpx.TimeoutException | TimeoutError):
            words = f"nothing within {self._within:g} s"
        else:
            words = str(error) or type(error).__name__
        if begun:
            return InDoubt(reason=f"the request was begun, but {self._provider} gave no answer: {words}")
        reason = f"no connection to {self._provider} ({request.url.host}): {words}"
        return Deferred(reason=reason, scope=Scope.ACCOUNT)


class Progress:
    """How far a request has come, as httpcore's trace tells it."""

    def __init__(self) -> None:
        self.begun = False
        self._deed: Callable[[], None] = lambda: None

    def when_begun(self, deed: Callable[[], None]) -> None:
        """Do this before the request's first byte."""
        self._deed = deed

    async def note(self, event: str, _details: Mapping[str, Any]) -> None:
        """``event``: as ``http11.send_request_headers.started``."""
        if event.endswith(".send_request_headers.started"):
            self.begun = True
            self._deed()


def _said(body: bytes) -> str:
    try:
        reply = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    return str(reply.get("answer", "")) if isinstance(reply, dict) else ""


def _from_now(seconds: float) -> float:
    return asyncio.get_running_loop().time() + seconds


async def _beginning(answer: httpx.Response, deadline: float | None) -> bytes:
    """The status line has said what counts, so a body that breaks off or never ends is no misfortune."""
    body = b""
    try:
        async with asyncio.timeout_at(deadline):
            async for chunk in answer.aiter_raw():
                body += chunk
                if len(body) > LONGEST_ANSWER:
                    break
    except (httpx.HTTPError, TimeoutError):
        pass
    finally:
        await answer.aclose()
    return body[:LONGEST_ANSWER]
