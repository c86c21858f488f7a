"""Who reads slowly holds the sender back, from the first row on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from tui.cli import answers
from tui.cli.running import AHEAD, Call
from tui.core.exchange import Progress
from tui.workbench import Workbench


def test_rows_that_nobody_took_yet_count_while_they_are_being_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    behind: list[int] = []
    call = Call(progress=Progress("x", 1.0, received=2 * AHEAD, rows=1000))

    class Output:
        written = 0

        def pump(self) -> None:
            """A write that blocks until the reader takes some."""
            behind.append(call.behind())
            self.written = 750
            behind.append(call.behind())

    monkeypatch.setattr(answers, "row_output", lambda *given: Output())
    inspecting = SimpleNamespace(answer=lambda exchange_id: SimpleNamespace(is_rows=True))
    workbench: Any = SimpleNamespace(inspecting=inspecting)
    assert call.behind() == 0
    answers.LiveRows(cast(Workbench, workbench), "csv")(call)
    assert behind == [2 * AHEAD, AHEAD // 2]
