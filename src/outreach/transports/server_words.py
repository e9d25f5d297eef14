"""The words of a foreign server, made fit to be stored and shown."""

import unicodedata
from base64 import b64encode
from collections.abc import Iterable

LONGEST = 300


def sanitize_reply(raw: bytes) -> str:
    """``raw`` on one line of at most 300 characters, without controls or hidden marks of direction."""
    # Four bytes are the longest character of UTF-8; a page of 64 kB need not be walked to its end.
    text = raw[: LONGEST * 4].decode("utf-8", errors="replace")
    if text.isprintable():
        return " ".join(text.split())[:LONGEST]
    visible = "".join(" " if _hidden(character) else character for character in text)
    return " ".join(visible.split())[:LONGEST]


def without_secrets(raw: bytes, secrets: Iterable[str]) -> bytes:
    """``raw`` without these, plain and in base64, the longest first: some servers repeat what they heard."""
    for secret in filter(None, secrets):
        for form in (secret.encode(), b64encode(secret.encode())):
            raw = raw.replace(form, "…".encode())
    return raw


def _hidden(character: str) -> bool:
    return unicodedata.category(character)[0] == "C"
