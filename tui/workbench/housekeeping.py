"""What is done once after the start, beside the work: old things go, and what is wrong is said."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui.core.failures import AssayError

Task = Callable[[], str]
"""Does one thing and says in a sentence what it dropped; an empty text for nothing."""

Trouble = Callable[[], Sequence[AssayError]]


class Housekeeping:
    """Runs every task even when an earlier one fails; call it from a worker thread."""

    def __init__(self, tasks: Sequence[Task], troubles: Sequence[Trouble]) -> None:
        self._tasks = tuple(tasks)
        self._troubles = tuple(troubles)
        self._failures: list[AssayError] = []

    def run(self) -> tuple[str, ...]:
        """What was dropped and why, one sentence each. What failed is in `problems`."""
        said: list[str] = []
        for task in self._tasks:
            try:
                said.append(task())
            except AssayError as error:
                self._failures.append(error)
        return tuple(sentence for sentence in said if sentence)

    def problems(self) -> tuple[AssayError, ...]:
        """What is wrong with the files of this program: damaged ones that were set aside, a folder
        that cannot be written."""
        found = [problem for trouble in self._troubles for problem in trouble()]
        return tuple(dict.fromkeys([*self._failures, *found]))
