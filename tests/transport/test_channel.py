"""The way between the two threads: in order, bounded, and left by either side at any time."""

from __future__ import annotations

import threading
import time

import pytest

from tui.transport.channel import Abandoned, Channel, Chunk, Phase
from tui.transport.watch import Watch


def test_events_come_out_in_order() -> None:
    channel = Channel()
    channel.put(Phase("one"))
    channel.put(Chunk(b"two"))
    assert channel.take(1) == [Phase("one"), Chunk(b"two")]
    assert channel.take(0) == []


@pytest.mark.parametrize("size", [1, 65536])
def test_no_more_waits_than_the_limit(size: int) -> None:
    channel = Channel(limit=1_000_000)
    put = 0

    def fill() -> None:
        nonlocal put
        try:
            while True:
                channel.put(Chunk(b"x" * size))
                put += 1
        except Abandoned:
            return

    thread = threading.Thread(target=fill)
    thread.start()
    time.sleep(0.2)
    assert 0 < put <= 2000
    channel.close()
    thread.join(2)
    assert not thread.is_alive()


def test_a_receiver_wakes_without_an_event() -> None:
    channel = Channel()
    threading.Timer(0.05, channel.wake).start()
    started = time.monotonic()
    assert channel.take(10) == []
    assert time.monotonic() - started < 5


class Cut:
    cuts = 0

    def abort(self) -> None:
        self.cuts += 1


def test_an_aborted_exchange_gets_no_connection_any_more() -> None:
    watch, connection = Watch(), Cut()
    assert watch.abort() is False
    with pytest.raises(Abandoned):
        watch.attach(connection)
    with pytest.raises(Abandoned):
        watch.permit()
    assert connection.cuts == 1
    assert not watch.sent


def test_a_connection_handed_back_is_not_cut() -> None:
    watch, connection = Watch(), Cut()
    watch.attach(connection)
    watch.permit()
    watch.detach()
    assert watch.abort() is True
    assert connection.cuts == 0
