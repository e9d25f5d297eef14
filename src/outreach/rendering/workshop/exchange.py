"""One line to a process that nobody trusts, and one line back: within a time, and within a size."""

import socket
import time

from outreach.rendering.workshop.messages import MAX_ANSWER, MAX_REQUEST

_PIECE = 256 * 1024


class Ended(Exception):
    """There will be no answer; the message says why, as the end of a sentence."""


class Spent(Ended):
    """It would take more than it may: what it was given is to blame."""


#: However it is found out.
TOO_LONG = "takes longer than a letter may: shorten its texts"
TOO_MUCH = "makes more than a letter can hold: shorten its texts"


def exchange(peer: socket.socket, request: bytes, *, seconds: float) -> bytes:
    """The peer's answer to that line, without its line end.

    Raises `Spent` if it is not here after ``seconds``, or if either line has no end; `Ended` if more comes
    than an answer; and `OSError` if the peer hangs up.
    """
    if len(request) > MAX_REQUEST:
        raise Spent("is made from more than a letter can hold: shorten its texts")
    until = time.monotonic() + seconds
    answer = bytearray()
    try:
        peer.settimeout(seconds)
        peer.sendall(request)
        while b"\n" not in answer[-_PIECE:]:
            peer.settimeout(max(until - time.monotonic(), 0.001))
            piece = peer.recv(_PIECE)
            if not piece:
                raise ConnectionResetError
            answer += piece
            if len(answer) > MAX_ANSWER:
                raise Spent(TOO_MUCH)
    except TimeoutError:
        raise Spent(TOO_LONG) from None
    line, _, rest = bytes(answer).partition(b"\n")
    if rest:
        raise Ended("a fault in outreach: the process that makes letters answers twice")
    return line
