"""One contract for every store that can be written, and the rules for those that can only be read."""

from __future__ import annotations

import json
import os
import sys
import threading
import time

import pytest

from tests.vault.secret_service import SecretService
from tui.core.failures import InvalidInput, VaultError
from tui.core.secret import Secret
from tui.core.vault_ports import StoreHealth
from tui.vault.command_store import CommandStore
from tui.vault.environ_store import EnvironStore
from tui.vault.keyring_store import KeyringStore
from tui.vault.memory_store import MemoryStore
from tui.vault.session_store import SessionStore
from tui.vault.store import Remembering, SecretStore


class StoreContract:
    """What every store promises. A subclass gives the store, and locators with and without a secret."""

    @pytest.fixture
    def store(self) -> SecretStore:
        raise NotImplementedError

    @pytest.fixture
    def filled(self, store: SecretStore) -> str:
        """The locator of a place that holds `open sesame`."""
        raise NotImplementedError

    @pytest.fixture
    def empty(self, store: SecretStore) -> str:
        return store.new_locator("")

    def test_a_secret_comes_back(self, store: SecretStore, filled: str) -> None:
        assert store.read(filled).same_as(Secret("open sesame"))

    def test_it_comes_back_twice(self, store: SecretStore, filled: str) -> None:
        store.read(filled)
        assert store.read(filled).same_as(Secret("open sesame"))

    def test_what_is_not_there_is_a_vault_error(self, store: SecretStore, empty: str) -> None:
        with pytest.raises(VaultError) as caught:
            store.read(empty)
        assert caught.value.code in {"secret-missing", "variable-unset", "command-failed"}
        assert caught.value.message.endswith(".")
        assert caught.value.next_step
        assert "\n" not in caught.value.message

    def test_deleting_what_is_not_there_is_no_error(self, store: SecretStore, empty: str) -> None:
        store.delete(empty)
        with pytest.raises(VaultError):
            store.read(empty)

    def test_it_says_where_without_the_secret(self, store: SecretStore, filled: str) -> None:
        where = store.where(filled)
        assert where
        assert "sesame" not in where

    def test_its_health_is_words(self, store: SecretStore) -> None:
        health = store.health()
        assert isinstance(health, StoreHealth)
        assert (health.store, health.usable) == (store.name, True)
        assert health.title
        assert health.detail


class WritableContract(StoreContract):
    @pytest.fixture
    def filled(self, store: SecretStore) -> str:
        locator = store.new_locator("")
        store.write(locator, Secret("open sesame"))
        return locator

    @pytest.mark.parametrize(
        "value",
        ["x", " blanks ", "line\nend\r\n", "nul\0nul", "密钥🔑\u202e", "x" * 100_000, '"quotes"\\'],
        ids=["short", "blanks", "lines", "nul", "unicode", "long", "quotes"],
    )
    def test_values_come_back_exactly(self, store: SecretStore, value: str) -> None:
        locator = store.new_locator("")
        store.write(locator, Secret(value))
        assert store.read(locator).same_as(Secret(value))
        store.delete(locator)

    def test_a_second_write_replaces(self, store: SecretStore, filled: str) -> None:
        store.write(filled, Secret("new"))
        assert store.read(filled).same_as(Secret("new"))

    def test_deleted_is_gone(self, store: SecretStore, filled: str) -> None:
        store.delete(filled)
        store.delete(filled)
        with pytest.raises(VaultError) as caught:
            store.read(filled)
        assert caught.value.code == "secret-missing"

    def test_locators_are_opaque_and_never_repeat(self, store: SecretStore) -> None:
        made = {store.new_locator("customer name") for _ in range(50)}
        assert len(made) == 50
        assert all(len(locator) == 32 and "customer" not in locator for locator in made)


class ReadOnlyContract(StoreContract):
    def test_writing_is_refused_in_words(self, store: SecretStore, filled: str) -> None:
        with pytest.raises(VaultError) as caught:
            store.write(filled, Secret("new"))
        assert caught.value.code == "store-read-only"
        assert store.read(filled).same_as(Secret("open sesame"))


class TestKeyringStore(WritableContract):
    @pytest.fixture
    def store(self, unlocked: SecretService) -> SecretStore:
        return Remembering(KeyringStore())


class TestSessionStore(WritableContract):
    @pytest.fixture
    def store(self) -> SecretStore:
        return SessionStore()


class TestEnvironStore(ReadOnlyContract):
    @pytest.fixture
    def store(self) -> SecretStore:
        return EnvironStore()

    @pytest.fixture
    def filled(self, store: SecretStore, monkeypatch: pytest.MonkeyPatch) -> str:
        monkeypatch.setenv("ASSAY_TEST_TOKEN", "open sesame")
        return "ASSAY_TEST_TOKEN"

    @pytest.fixture
    def empty(self, store: SecretStore) -> str:
        return store.new_locator("ASSAY_TEST_UNSET")

    def test_no_child_inherits_it(self, store: SecretStore, filled: str) -> None:
        assert isinstance(store, EnvironStore)
        store.capture([filled, "ASSAY_TEST_UNSET"])
        assert filled not in os.environ
        assert store.read(filled).same_as(Secret("open sesame"))

    def test_set_to_nothing_is_said(self, store: SecretStore, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("ASSAY_TEST_EMPTY", "")
        with pytest.raises(VaultError, match="is set to nothing"):
            store.read("ASSAY_TEST_EMPTY")

    @pytest.mark.parametrize("name", ["", "A B", "1A", "A=B", "A\0", "A\n"])
    def test_a_name_that_cannot_be_one(self, store: SecretStore, name: str) -> None:
        with pytest.raises(InvalidInput):
            store.new_locator(name)


class TestMemoryStore(ReadOnlyContract):
    @pytest.fixture
    def store(self) -> SecretStore:
        return MemoryStore("sandbox", "Sandbox", {"te": Secret("open sesame")}.__getitem__)

    @pytest.fixture
    def filled(self, store: SecretStore) -> str:
        return "te"

    @pytest.fixture
    def empty(self, store: SecretStore) -> str:
        return "no-such"

    def test_nobody_can_choose_it(self, store: SecretStore) -> None:
        with pytest.raises(InvalidInput):
            store.new_locator("")


def python(code: str) -> str:
    return json.dumps([sys.executable, "-c", code])


class TestCommandStore(ReadOnlyContract):
    @pytest.fixture
    def store(self) -> SecretStore:
        return CommandStore(limit=5.0)

    @pytest.fixture
    def filled(self, store: SecretStore) -> str:
        return store.new_locator('["printf", "open sesame\\n"]')

    @pytest.fixture
    def empty(self, store: SecretStore) -> str:
        return store.new_locator('["true"]')

    @pytest.mark.parametrize(
        ("printed", "secret"),
        [("a", "a"), ("a\n", "a"), ("a\r\n", "a"), ("a\n\n", "a\n"), (" a b ", " a b "), ("é", "é")],
    )
    def test_one_line_end_is_dropped(self, store: SecretStore, printed: str, secret: str) -> None:
        locator = json.dumps(["printf", "%s", printed])
        assert store.read(locator).same_as(Secret(secret))

    def test_no_shell_reads_the_arguments(self, store: SecretStore) -> None:
        locator = json.dumps(["printf", "%s", "$HOME; `id` | cat"])
        assert store.read(locator).same_as(Secret("$HOME; `id` | cat"))

    def test_a_failing_command_shows_its_status_and_not_its_words(self, store: SecretStore) -> None:
        locator = json.dumps(["sh", "-c", "echo secret-on-stdout; echo secret-on-stderr >&2; exit 3"])
        with pytest.raises(VaultError) as caught:
            store.read(locator)
        assert caught.value.code == "command-failed"
        assert caught.value.evidence == ("Its exit status is 3.",)
        assert "secret-on" not in repr(caught.value) + str(caught.value.evidence)

    def test_a_command_that_is_not_there(self, store: SecretStore) -> None:
        with pytest.raises(VaultError, match="cannot be started") as caught:
            store.read('["/no/such/program"]')
        assert caught.value.evidence == ("The system says: No such file or directory.",)

    def test_a_command_that_hangs_is_killed_with_its_children(self) -> None:
        started = time.monotonic()
        with pytest.raises(VaultError, match=r"did not end within 300 ms"):
            CommandStore(limit=0.3).read(json.dumps(["sh", "-c", "sleep 30 & sleep 30"]))
        assert time.monotonic() - started < 2

    def test_a_child_in_the_background_does_not_hold_it_up(self, store: SecretStore) -> None:
        started = time.monotonic()
        assert store.read(json.dumps(["sh", "-c", "sleep 30 & echo token"])).same_as(Secret("token"))
        assert time.monotonic() - started < 2

    def test_it_has_neither_input_nor_terminal(self, store: SecretStore) -> None:
        code = (
            "import sys; print(repr(sys.stdin.read()), end='')\n"
            "try: open('/dev/tty')\n"
            "except OSError: print('none')"
        )
        assert store.read(python(code)).same_as(Secret("''none"))

    def test_a_flood_is_cut_off(self, store: SecretStore) -> None:
        started = time.monotonic()
        with pytest.raises(VaultError, match="more than 65536 bytes"):
            store.read(json.dumps(["sh", "-c", "yes"]))
        assert time.monotonic() - started < 2

    def test_what_is_not_text_is_refused(self, store: SecretStore) -> None:
        with pytest.raises(VaultError, match="not text"):
            store.read(json.dumps(["printf", r"\377\376"]))

    @pytest.mark.parametrize(
        "locator", ["", "pass show x", "[]", "[1]", '[""]', '{"a": 1}', '["a", "\\u0000"]', "[" * 9999]
    )
    def test_a_list_that_cannot_be_run(self, store: SecretStore, locator: str) -> None:
        with pytest.raises(InvalidInput):
            store.new_locator(locator)
        with pytest.raises(VaultError) as caught:
            store.read(locator)
        assert caught.value.code == "command-failed"


class TestRemembering:
    """The wrapper around slow stores."""

    class Slow(SessionStore):
        def __init__(self) -> None:
            super().__init__()
            self.reads = 0
            self.at_once = 0
            self.most_at_once = 0

        def read(self, locator: str) -> Secret:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
            time.sleep(0.1)
            self.at_once -= 1
            self.reads += 1
            return super().read(locator)

    def together(self, store: SecretStore, locators: list[str]) -> list[object]:
        results: list[object] = []

        def one(locator: str) -> None:
            try:
                results.append(store.read(locator))
            except VaultError as error:
                results.append(error)

        threads = [threading.Thread(target=one, args=(locator,)) for locator in locators]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    def test_a_secret_is_read_once(self) -> None:
        slow = self.Slow()
        store = Remembering(slow)
        slow.write("a", Secret("x"))
        assert all(isinstance(found, Secret) for found in self.together(store, ["a"] * 5))
        assert slow.reads == 1

    def test_calls_never_overlap(self) -> None:
        slow = self.Slow()
        slow.write("a", Secret("x"))
        slow.write("b", Secret("x"))
        self.together(Remembering(slow), ["a", "b", "a", "b"])
        assert (slow.reads, slow.most_at_once) == (2, 1)

    def test_who_waits_shares_the_failure(self) -> None:
        slow = self.Slow()
        failures = self.together(Remembering(slow), ["none"] * 5)
        assert [type(failure) for failure in failures] == [VaultError] * 5
        assert slow.reads == 1

    def test_what_ails_the_keyring_is_told_to_all_who_wait(self) -> None:
        class Frozen(TestRemembering.Slow):
            def read(self, locator: str) -> Secret:
                time.sleep(0.2)
                self.reads += 1
                raise VaultError("It did not answer.", code="keyring-timeout")

        frozen = Frozen()
        failures = self.together(Remembering(frozen), ["a", "b", "c"])
        assert [str(failure) for failure in failures] == ["It did not answer."] * 3
        assert frozen.reads == 1

    def test_a_failure_is_not_remembered(self) -> None:
        slow = self.Slow()
        store = Remembering(slow)
        with pytest.raises(VaultError):
            store.read("a")
        slow.write("a", Secret("x"))
        assert store.read("a").same_as(Secret("x"))

    @pytest.mark.parametrize("change", ["write", "delete", "forget"])
    def test_every_change_is_seen(self, change: str) -> None:
        slow = self.Slow()
        store = Remembering(slow)
        slow.write("a", Secret("old"))
        store.read("a")
        if change == "write":
            store.write("a", Secret("new"))
        elif change == "forget":
            slow.write("a", Secret("new"))
            store.forget("a")
        else:
            store.delete("a")
            with pytest.raises(VaultError):
                store.read("a")
            return
        assert store.read("a").same_as(Secret("new"))
