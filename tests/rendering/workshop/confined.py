"""A program that gives up what the workshop's process gives up, and then tries what it can do no more.

Run as a module, with the name of a file to write into; it prints what came of each attempt, as JSON.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from outreach.model.errors import TemplateFault
from outreach.rendering.templates.grammar import check
from outreach.rendering.templates.layout import mjml_to_jinja
from outreach.rendering.templates.markdown import markdown_to_html
from outreach.rendering.workshop.child import settle_in
from outreach.rendering.workshop.limits import Limits
from tests.rendering.templates.payloads import ALLOWED, PAYLOADS

TEXTS = ("{{ x", "{{ 'é' }}", "{{ 1 / 0 }}", "{{ " + "(" * 9000, "{% for x in y %}", "{{ ['a'] | upper }}")


def attempts(opened: int) -> dict[str, Callable[[], object]]:
    """What must fail; ``opened`` is a file that was open before."""
    return {
        "read a file": partial(os.open, __file__, os.O_RDONLY),
        "list a folder": partial(os.listdir, "/"),
        "write into a file": partial(os.write, opened, b"x"),
        "connect": partial(socket.create_connection, ("127.0.0.1", 9)),
        "start a program": partial(subprocess.run, ["/bin/true"]),
        "have a gigabyte": partial(bytearray, 1024**3),
    }


def compiled() -> list[str]:
    """What becomes of each text that tries something, and of some that do not."""
    works: list[Callable[[], object]]
    works = [partial(check, text, where="text", names={}) for text in TEXTS]
    works += [partial(mjml_to_jinja, layout, "layout") for layout in (*PAYLOADS, ALLOWED)]
    works += [partial(markdown_to_html, "[a](https://пример.испытание/é)", "text")]
    return [_outcome(work) for work in works]


def _outcome(work: Callable[[], object]) -> str:
    try:
        return str(work())
    except TemplateFault as fault:
        return str(fault)
    except MemoryError:
        return "there is no memory"
    except OSError as error:
        return error.strerror or str(error)


if __name__ == "__main__":
    file = os.open(Path(sys.argv[1]), os.O_WRONLY)
    settle_in(["en", "ru"], Limits())
    made = compiled()
    print(json.dumps([made, {name: _outcome(attempt) for name, attempt in attempts(file).items()}]))
