"""What is done once after the start."""

from __future__ import annotations

from tui.core.failures import AssayError, FileProblem
from tui.workbench.housekeeping import Housekeeping


def test_a_failing_task_stops_no_other_and_is_told() -> None:
    def broken() -> str:
        raise FileProblem("the folder is read-only")

    def damaged() -> list[AssayError]:
        return [AssayError("the history was set aside")]

    house = Housekeeping([broken, lambda: "two answers were dropped", lambda: ""], [damaged])
    assert house.run() == ("two answers were dropped",)
    assert [p.message for p in house.problems()] == ["the folder is read-only", "the history was set aside"]
