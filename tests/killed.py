"""A process that has read the whole program once, and forks a child for each command, to be killed.

`test_kill` writes it lines of JSON: the words of the command line and, if it shall die, the point and the
call at which it does. It answers with the child's process id, and at the child's end with its exit code
(negative: the signal that killed it). A child is a real process and dies a real death, without a chance
to tidy up; only the two seconds that reading the program takes are spared.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import holidays.countries  # noqa: F401 - read once here, and not once in every child

import outreach.cli.run  # noqa: F401 - the same
from outreach.__main__ import main
from outreach.store import letters, queue
from outreach.transports.http import client as http_client
from outreach.transports.mailgun import transport as mailgun
from outreach.transports.smtp import session as smtp
from outreach.transports.smtp.dialogue import Dialogue
from outreach.work import chunks
from outreach.work.letters import draft_chunk, ready
from outreach.work.sending import conclude, send, turn
from outreach.work.sending.line import Line

#: SIGKILL, or SIGSTOP for a sleep.
death = signal.SIGKILL


def die() -> None:
    """As by `kill -9`, the power cord, or the kernel that is out of memory."""
    os.kill(os.getpid(), death)


def dying_before(room: Any, name: str, call: int) -> None:
    """Die when that function is called for the ``call``-th time."""

    def stumble(original: Callable[..., Any], *words: Any, **more: Any) -> Any:
        die()
        return original(*words, **more)  # after a sleep

    replace(room, name, call, stumble)


def dying_after(room: Any, name: str, call: int) -> None:
    """Die when that function has returned for the ``call``-th time."""

    def carry_out(original: Callable[..., Any], *words: Any, **more: Any) -> Any:
        result = original(*words, **more)
        die()
        return result

    replace(room, name, call, carry_out)


def replace(room: Any, name: str, call: int, deed: Callable[..., Any]) -> None:
    """Do ``deed`` instead of the ``call``-th call of that function."""
    original, calls = getattr(room, name), [0]

    def counting(*words: Any, **more: Any) -> Any:
        calls[0] += 1
        return deed(original, *words, **more) if calls[0] == call else original(*words, **more)

    setattr(room, name, counting)


def dying_with_the_dot(call: int) -> None:
    """Die when the final dot is written and its answer not read yet."""
    original, dots = Dialogue.say, [0]

    def say(dialogue: Dialogue, *lines: str) -> Any:
        lost = original(dialogue, *lines)
        dots[0] += lines[0] == "."
        if lines[0] == "." and dots[0] == call:
            die()
        return lost

    Dialogue.say = say  # type: ignore[method-assign, assignment]


def dying_with_the_request(call: int) -> None:
    """Die when the request is written and its answer not read yet."""
    original, requests = http_client.Progress.note, [0]

    async def note(progress: http_client.Progress, event: str, details: Any) -> None:
        await original(progress, event, details)
        written = event.endswith(".receive_response_headers.started")
        requests[0] += written
        if written and requests[0] == call:
            die()

    http_client.Progress.note = note  # type: ignore[method-assign, assignment]


def dying_after_the_commit_of(what: str, call: int) -> None:
    """Die when the ``call``-th turn is committed that had any such business."""
    original, turns = turn.take_turn, [0]

    def take_turn(context: Any, lookout: Any, business: Any, *words: Any, **more: Any) -> Any:
        decided = original(context, lookout, business, *words, **more)
        turns[0] += bool(getattr(business, what))
        if getattr(business, what) and turns[0] == call:
            die()
        return decided

    setattr(send, "take_turn", take_turn)  # noqa: B010


#: Point → how to die there at the n-th letter, of an account that has one connection.
POINTS: dict[str, Callable[[int], None]] = {
    "before the recovery": lambda n: dying_before(letters, "find", n),
    "before the claim": lambda n: dying_before(turn, "claim", n),
    "before the claim's commit": lambda n: dying_after(turn, "claim", n),
    "after the claim's commit": lambda n: dying_before(Line, "supply", n),
    "with the letter written, before its dot": lambda n: dying_before(Line, "pass_gate", n),
    "before the commit of transmitting": lambda n: dying_after(queue, "begin_handover", n),
    "after the commit of transmitting": lambda n: dying_after_the_commit_of("at_gate", n),
    "after the dot, before the reply": dying_with_the_dot,
    "after the request, before the reply": dying_with_the_request,
    "with the reply to the dot": lambda n: dying_before(smtp, "verdict", n),
    "with the reply to the request": lambda n: dying_before(mailgun, "_verdict", n),
    "before the result is written": lambda n: dying_before(conclude, "_accept", n),
    "before the commit of the result": lambda n: dying_after(conclude, "_accept", n),
    "after the commit of the result": lambda n: dying_after_the_commit_of("ended", n),
    "drafting": lambda n: dying_after(draft_chunk, "_draft_one", n),
    "approving": lambda n: dying_after(ready, "_ready", n),
}


def child(order: dict[str, Any]) -> None:
    """The command, in the child."""
    with Path(order["says"]).open("ab", buffering=0) as says:
        os.dup2(says.fileno(), 1)
        os.dup2(says.fileno(), 2)
    global death
    death = signal.Signals(order.get("by", signal.SIGKILL))
    chunks._FIRST = chunks._MOST = order.get("chunk", chunks._MOST)
    if order.get("point"):
        POINTS[order["point"]](order["call"])
    sys.argv = ["outreach", *order["words"]]
    main()


def serve() -> None:
    """Until the lines end."""
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            code = 70
            try:
                child(json.loads(line))
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 70
            finally:
                sys.stdout.flush()
                os._exit(code)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
