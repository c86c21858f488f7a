"""A desk before a server of the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workbench.tasks.server import PAGES, Answer, Desk, Make, Server, finished


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Unless told otherwise the query has ended when it is first asked for, with five rows on three pages."""

    def made(
        states: list[Answer] | None = None,
        pages: list[Answer] | None = None,
        submitted: Answer | None = None,
        stopped: Answer | None = None,
    ) -> Desk:
        ended: list[Answer] = [finished(3, 5)]
        server = Server(states or ended, list(PAGES) if pages is None else pages)
        server.submitted, server.stopped = submitted or server.submitted, stopped or server.stopped
        return Desk(tmp_path, server)

    return made
