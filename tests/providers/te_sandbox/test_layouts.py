"""Tables of answers whose layout is the sandbox's own carry its sentence; a vendor's never do."""

from __future__ import annotations

from typing import Any

from tests.providers.te_sandbox.playing import Player
from tui.core.exact_json import parse_exact
from tui.core.operation import RequestDraft
from tui.core.table import Table
from tui.providers.te import PROVIDER


def tables(player: Player, name: str, **more: Any) -> tuple[Table, ...]:
    operation = PROVIDER.operations().get(name)
    body = {**operation.example, **more}
    answer = parse_exact(player.call(operation, body).body).value
    assert isinstance(answer, dict)
    return PROVIDER.layout(operation, RequestDraft(name, body=body), answer["data"])


def test_own_layouts_are_shown_as_tables_and_say_so(shipped: Player) -> None:
    for name, titles in {
        "path-analyze": ["Nodes", "Links"],
        "interval-analyze": ["Intervals"],
        "user-prop-analyze": ["Event analysis"],
        "event-user-list": ["Event analysis: users behind one cell"],
    }.items():
        found = tables(shipped, name)
        assert [table.title for table in found] == titles
        assert all(table.note.startswith("Sandbox: ") and table.rows for table in found)


def test_the_period_compared_with_is_a_table_of_its_own(shipped: Player) -> None:
    operation = PROVIDER.operations().get("event-analyze")
    view = {**operation.example["eventView"], "comparedByTime": True, "comparedRecentDay": "1-7"}
    found = tables(shipped, "event-analyze", eventView=view)
    assert [table.title.endswith("compared with") for table in found] == [False, False, True, True]
    assert len(found[2].columns) == 1 + 7


def test_known_layouts_carry_no_mark(shipped: Player) -> None:
    for name in ("event-analyze", "retention-analyze", "funnel-analyze", "distribution-analyze"):
        found = tables(shipped, name)
        assert found
        assert not any("Sandbox" in table.note for table in found)
