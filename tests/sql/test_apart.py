"""Long texts are read in a helper process: the same answers, and help that outlives it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from tests.sql.schema import SCHEMA
from tui.core.failures import InvalidInput
from tui.providers.te.sql_facts import FACTS
from tui.sql import ApartAssistant, TrinoAssistant, apart

SQL = "SELECT `a`, #us, '\ud800' FROM ta.v_event_1 WHERE \"#event_name\" = '{{x}}' -- é你"
DAYS = ("2024-01-01", "2024-01-07")


@pytest.fixture
def assistant(monkeypatch: pytest.MonkeyPatch) -> Iterator[ApartAssistant]:
    monkeypatch.setattr(apart, "LONG", 40)
    made = ApartAssistant(FACTS)
    yield made
    made.close()


def is_running(assistant: ApartAssistant) -> bool:
    return assistant._helper.pid is not None


def test_the_helper_says_what_the_program_would_and_its_end_is_not_noticed(assistant: ApartAssistant) -> None:
    here = TrinoAssistant(FACTS)
    at = SQL.index("#us") + 3
    assert assistant.notices("SELECT 1") == []
    assert not is_running(assistant)

    for _ in range(2):
        assert assistant.notices(SQL, SCHEMA, DAYS) == here.notices(SQL, SCHEMA, DAYS)
        assert assistant.completions(SQL, at, SCHEMA) == here.completions(SQL, at, SCHEMA)
        assert assistant.size(SQL) == here.size(SQL)
        assert assistant.asks(SQL) is None
        with pytest.raises(InvalidInput) as refused:
            assistant.formatted(SQL.replace("WHERE", "WHERE WHERE"))
        assert "line 1:" in refused.value.problems[0].message
        plain = SQL.replace("`a`, ", "")
        assert assistant.formatted(plain) == here.formatted(plain)
        # The second time after a death: another helper takes its place.
        pid = assistant._helper.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
    assistant.close()
    assert not is_running(assistant)
    assert assistant.notices(SQL, SCHEMA, DAYS) == here.notices(SQL, SCHEMA, DAYS)


def test_without_a_helper_long_texts_are_read_here(
    assistant: ApartAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", "/nonexistent/python")
    assert assistant.notices(SQL, SCHEMA, DAYS)[0].code == "back-ticks"
