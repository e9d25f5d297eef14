"""The command line's real program, run in this process so that a hundred commands take no minute."""

import io
import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest

from outreach.__main__ import main
from outreach.files.write import write_file
from tests.builders import AUDIT_KEY
from tests.houses import closing_databases


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the program said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed with ``--json``."""
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """The one line on standard error of a command that was used wrongly."""
        assert self.code == 2, self
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        return lines[0]


class Program:
    """`outreach` in one home."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *words: object, who: str | None = None) -> Said:
        """Run one command to its end."""
        acting = ["--as", who] if who else []
        argv = ["outreach", "--home", str(self.home), *acting, *(str(word) for word in words)]
        out, err = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, closing_databases():
            patch.setattr(sys, "argv", argv)
            with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as end:
                main()
        return Said(code=cast(int, end.value.code), out=out.getvalue(), err=err.getvalue())

    def apart(
        self, *words: object, who: str | None = None, by: str = 'exec "$@"', module: str = "outreach"
    ) -> Said:
        """Run one command in a process of its own, which that line of shell starts."""
        acting = ["--as", who] if who else []
        argv = ["--home", str(self.home), *acting, *(str(word) for word in words)]
        run = subprocess.run(
            ["sh", "-c", by, "sh", sys.executable, "-m", module, *argv],
            capture_output=True,
            text=True,
            check=False,
        )
        return Said(code=run.returncode, out=run.stdout, err=run.stderr)

    def done(self, *words: object, who: str | None = None) -> Said:
        """Run one command that must succeed."""
        said = self(*words, who=who)
        assert said.code == 0, said
        return said

    def json(self, *words: object, who: str | None = None) -> Any:
        """What a command prints with ``--json``, whatever its exit code says of the state of things."""
        said = self(*words, "--json", who=who)
        assert said.code in (0, 1), said
        return said.json

    def letters(self, *words: object) -> dict[str, dict[str, Any]]:
        """Office → its letter, as `letters list` shows it."""
        return {letter["office_id"]: letter for letter in self.json("letters", "list", *words)}

    def set_clock(self, moment: datetime) -> None:
        """Turn the rehearsal's clock."""
        (self.home / "clock").write_text(moment.isoformat())

    def received(self) -> list[EmailMessage]:
        """The letters that the sandbox took, oldest first."""
        files = sorted((self.home / "received").glob("*.eml"))
        return [parsed(file.read_bytes()) for file in files]


def parsed(raw: bytes) -> EmailMessage:
    """A mail as a mail program reads it."""
    return message_from_bytes(raw, _class=EmailMessage, policy=policy.default)


def text(mail: EmailMessage) -> str:
    """Its plain text."""
    part = mail.get_body(preferencelist=("plain",))
    assert part is not None
    return str(part.get_content())


def a_home(folder: Path) -> Path:
    """An empty home whose own .env keeps the developer's, beside the checkout, out of the tests."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name, content in ((".env", b""), ("audit.key", AUDIT_KEY)):
        write_file(folder / name, content)
    return folder
