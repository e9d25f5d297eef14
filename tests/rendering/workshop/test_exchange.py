"""One line there, one line back, from a peer that may do anything."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest

from outreach.rendering.workshop.exchange import Ended, Spent, exchange
from outreach.rendering.workshop.messages import MAX_ANSWER, MAX_REQUEST

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_an_answer_is_its_line_without_the_end(pair: Pair) -> None:
    pair[1].sendall("é\n".encode())

    assert exchange(pair[0], b"?\n", seconds=60) == "é".encode()
    assert pair[1].recv(10) == b"?\n"


def test_an_answer_may_come_in_pieces(pair: Pair) -> None:
    answer = b"x" * 1_000_000
    sender = Thread(target=pair[1].sendall, args=(answer * 2 + b"\n",))
    sender.start()

    assert exchange(pair[0], b"?\n", seconds=60) == answer * 2
    sender.join()


def test_a_peer_that_says_nothing_is_waited_for_so_long_and_no_longer(pair: Pair) -> None:
    with pytest.raises(Spent, match="takes longer than a letter may"):
        exchange(pair[0], b"?\n", seconds=0.1)


def test_a_peer_that_does_not_listen_is_not_spoken_to_for_ever(pair: Pair) -> None:
    with pytest.raises(Spent, match="takes longer than a letter may"):
        exchange(pair[0], b"x" * 10_000_000, seconds=0.1)


def test_a_trickle_does_not_buy_more_time(pair: Pair) -> None:
    ours, theirs = pair

    def trickle() -> None:
        with suppress(OSError):
            while True:
                theirs.sendall(b"x")

    sender = Thread(target=trickle)
    sender.start()
    with pytest.raises(Spent):
        exchange(ours, b"?\n", seconds=0.2)
    ours.close()
    sender.join()


def test_an_answer_without_end_is_not_read_to_its_end(pair: Pair) -> None:
    ours, theirs = pair

    def flood() -> None:
        with suppress(OSError):
            theirs.sendall(b"x" * (MAX_ANSWER * 4))

    sender = Thread(target=flood)
    sender.start()
    with pytest.raises(Spent, match="makes more than a letter can hold"):
        exchange(ours, b"?\n", seconds=60)
    ours.close()
    sender.join()


def test_a_request_without_end_is_not_written() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, pytest.raises(Spent, match="is made from more than a letter can hold"):
        exchange(ours, b"x" * (MAX_REQUEST + 1), seconds=60)


def test_a_second_answer_is_not_kept_for_the_next_letter(pair: Pair) -> None:
    pair[1].sendall(b"one\ntwo\n")

    with pytest.raises(Ended, match="answers twice"):
        exchange(pair[0], b"?\n", seconds=60)


def test_a_peer_that_hangs_up_is_told_from_one_that_answers(pair: Pair) -> None:
    pair[1].sendall(b"half an ans")
    pair[1].shutdown(socket.SHUT_WR)

    with pytest.raises(ConnectionResetError):
        exchange(pair[0], b"?\n", seconds=60)
