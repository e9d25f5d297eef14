"""The rehearsal: what is taken is kept as it came, once for each time it came."""

import json
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from outreach.model.errors import BadInput, NotAllowed
from outreach.model.sending import Accepted
from outreach.transports.sandbox.folder import SandboxFolder
from outreach.transports.sandbox.servers import Sandbox
from outreach.transports.smtp.server import SmtpServer, Tls
from outreach.transports.smtp.transport import SmtpTransport
from tests.transports.driven import Driven
from tests.transports.messages import CONTENT, Handover, a_message

FORM = {"Authorization": "Basic YXBpOms=", "Content-Type": "multipart/form-data; boundary=b"}
PATH = "/v3/mg.association.example/messages.mime"
BODY = (
    b'--b\r\nContent-Disposition: form-data; name="to"\r\n\r\no@ministry.example\r\n'
    b'--b\r\nContent-Disposition: form-data; name="message"; filename="m"\r\n\r\n'
    + CONTENT
    + b"\r\n--b--\r\n"
)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    with Sandbox(tmp_path) as running:
        yield running


def deliver(sandbox: Sandbox, content: bytes = CONTENT) -> None:
    server = SmtpServer(host="127.0.0.1", port=sandbox.smtp_port, tls=Tls.NONE)
    with closing(Driven(SmtpTransport(server, loopback_only=True))) as transport:
        assert isinstance(transport.send(a_message(content=content), Handover()), Accepted)


def post(
    sandbox: Sandbox, body: bytes = BODY, *, path: str = PATH, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str]]:
    with closing(HTTPConnection("127.0.0.1", sandbox.http_port, timeout=5)) as connection:
        connection.request("POST", path, body, FORM if headers is None else headers)
        response = connection.getresponse()
        return response.status, json.loads(response.read())


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_files_are_numbered_and_named_after_their_message_id(sandbox: Sandbox, tmp_path: Path) -> None:
    deliver(sandbox)
    deliver(sandbox, b"Message-ID:\r\n <../../etc/passwd@x>\r\n\r\nfolded and wicked\r\n")
    deliver(sandbox, b"Subject: none\r\n\r\nMessage-ID: <in-the-body@x>\r\n")

    assert names(tmp_path) == [
        "00001-letter-k7m2.eml",
        "00002-______etc_passwd.eml",
        "00003-no-message-id.eml",
    ]


def test_a_letter_that_comes_twice_is_two_files(sandbox: Sandbox, tmp_path: Path) -> None:
    deliver(sandbox)
    deliver(sandbox)
    post(sandbox)

    assert names(tmp_path) == [f"0000{number}-letter-k7m2.eml" for number in (1, 2, 3)]
    assert {file.read_bytes() for file in tmp_path.iterdir()} == {CONTENT}
    assert sandbox.taken == 3


@pytest.mark.usefixtures("sandbox")
def test_a_second_sandbox_in_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="another sandbox keeps its letters in"):
        Sandbox(tmp_path).start()


def test_a_new_sandbox_goes_on_counting_and_clears_what_was_left_unfinished(tmp_path: Path) -> None:
    (tmp_path / "00041-old.eml").write_bytes(b"old")
    (tmp_path / ".unfinished-x").write_bytes(b"half")

    with Sandbox(tmp_path) as sandbox:
        deliver(sandbox)

    assert names(tmp_path) == ["00041-old.eml", "00042-letter-k7m2.eml"]


def test_the_file_is_there_before_the_answer(tmp_path: Path) -> None:
    """Killed right after its 250, a sandbox has the letter: the kill tests count on it."""
    script = (
        "import sys, time, pathlib; from outreach.transports.sandbox.servers import Sandbox\n"
        "s = Sandbox(pathlib.Path(sys.argv[1])).start(); print(s.smtp_port, flush=True); time.sleep(60)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    with child:
        assert child.stdout is not None
        server = SmtpServer(host="127.0.0.1", port=int(child.stdout.readline()), tls=Tls.NONE)
        with closing(Driven(SmtpTransport(server, loopback_only=True))) as transport:
            assert isinstance(transport.send(a_message(), Handover()), Accepted)
            child.kill()

    assert [file.read_bytes() for file in tmp_path.iterdir()] == [CONTENT]


def test_a_sink_counts_and_writes_nothing(tmp_path: Path) -> None:
    with Sandbox(tmp_path / "never", keep=False) as sandbox:
        deliver(sandbox)
        post(sandbox)

        assert sandbox.taken == 2
    assert names(tmp_path) == []


def test_many_clients_at_once_lose_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    def deliver_five() -> None:
        for _ in range(5):
            deliver(sandbox)

    threads = [threading.Thread(target=deliver_five) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(names(tmp_path)) == sandbox.taken == 40


@pytest.mark.parametrize(("option", "argument"), [("--smtp-port", "smtp_port"), ("--http-port", "http_port")])
def test_a_busy_port_is_told_in_one_line(tmp_path: Path, option: str, argument: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(BadInput) as told:
            Sandbox(tmp_path, **{argument: port}).start()

    assert str(told.value) == f"port {port} is busy: choose another with {option}"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(BadInput, match="the sandbox cannot write into"):
        Sandbox(tmp_path / "file").start()


def test_it_listens_to_this_machine_only(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed, match="is not this machine"):
        Sandbox(tmp_path, host="192.0.2.1")


def test_a_full_disk_is_told_to_the_client_and_the_letter_stays_with_it(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: SandboxFolder, letter: bytes) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(SandboxFolder, "keep", full)

    with smtplib.SMTP("127.0.0.1", sandbox.smtp_port) as client:
        client.ehlo("test")
        client.mail("a@association.example")
        client.rcpt("o@ministry.example")
        assert client.data(CONTENT) == (452, b"4.3.1 the sandbox cannot write: No space left on device")
    assert post(sandbox)[0] == 503
    assert sandbox.taken == 0


def test_mailgun_answers_as_documented(sandbox: Sandbox) -> None:
    status, told = post(sandbox)

    assert status == 200
    assert told["message"] == "Queued. Thank you."
    assert told["id"].startswith("<")
    assert told["id"].endswith("@mg.association.example>")


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        (PATH, {"Content-Type": FORM["Content-Type"]}, BODY, 401),
        (PATH, FORM, BODY.replace(b'"to"', b'"too"'), 400),
        (PATH, FORM, BODY.replace(b'name="message"', b'name="text"'), 400),
        (PATH, FORM, b"", 400),
        (PATH, {**FORM, "Content-Type": "application/json"}, b"{}", 400),
        ("/v3/mg.association.example/messages", FORM, BODY, 404),
        ("/", FORM, BODY, 404),
    ],
)
def test_mailgun_refuses_as_documented(
    sandbox: Sandbox, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    assert post(sandbox, body, path=path, headers=headers)[0] == status
    assert sandbox.taken == 0


@pytest.mark.parametrize(
    "noise",
    [
        b"",
        b"\0\xff\r\n" * 50,
        b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\nhalf a letter",
        b"GET / HTTP/1.1\r\n\r\n",
        b"POST " + PATH.encode() + b" HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf",
        b"POST " + PATH.encode() + b" HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"x" * 100_000,
    ],
)
def test_odd_clients_disturb_nothing(sandbox: Sandbox, noise: bytes) -> None:
    for port in (sandbox.smtp_port, sandbox.http_port):
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(noise)

    deliver(sandbox)
    assert post(sandbox)[0] == 200
    assert sandbox.taken == 2


def test_stopping_is_quick_although_clients_hang_on(tmp_path: Path) -> None:
    sandbox = Sandbox(tmp_path).start()
    smtp = socket.create_connection(("127.0.0.1", sandbox.smtp_port))
    http = socket.create_connection(("127.0.0.1", sandbox.http_port))
    with smtp, http:
        smtp.recv(100)
        http.sendall(b"POST " + PATH.encode() + b" HTTP/1.1\r\n")
        begun = time.monotonic()
        sandbox.stop()

        assert time.monotonic() - begun < 2
