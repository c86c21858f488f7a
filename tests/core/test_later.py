"""Players that are made at their first use: once, in any thread, and not at all for being closed."""

from __future__ import annotations

import threading

import pytest

from tui.core.later import calling, close_made, is_made, later, maker_of


class Player:
    made = 0

    def __init__(self, name: str = "") -> None:
        type(self).made += 1
        self.name = name
        self.closed = False

    def close(self) -> None:
        self.closed = True


def test_a_player_is_made_once_whoever_asks_first() -> None:
    Player.made = 0
    player = later(Player)
    assert not is_made(player)
    assert Player.made == 0
    threads = [threading.Thread(target=lambda: player.name) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Player.made == 1
    player.name = "set through it"
    assert player.name == "set through it"
    assert is_made(player)


def test_closing_makes_no_player_and_closes_one_that_is_there() -> None:
    Player.made = 0
    unused, used = later(Player), later(Player)
    _ = used.name
    close_made(unused)
    close_made(used)
    assert used.closed
    assert Player.made == 1


def test_what_fails_to_be_made_is_tried_again() -> None:
    tries: list[int] = []

    def make() -> Player:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("no")
        return Player("second")

    player = later(make)
    with pytest.raises(ValueError, match="no"):
        _ = player.name
    assert player.name == "second"


def test_a_call_looks_its_method_up_when_it_comes() -> None:
    Player.made = 0
    player = later(Player)
    close = calling(lambda: player.close)
    assert Player.made == 0
    close()
    assert player.closed


def test_only_offered_names_have_makers() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        maker_of("tui.core", {}, "nothing")
