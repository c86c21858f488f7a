"""Runs of tests kept on disk, redacted as their reports are: to be opened, compared, and their failed
cases replayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tui.core.ports import Clock, DraftStore

KEPT = 40
"""Runs kept; the oldest go first."""

INDEX = "signature-runs"


@dataclass(frozen=True, slots=True)
class KeptRun:
    """One line about a run. `counts` holds cases by status."""

    id: str
    title: str
    profile: str
    started_at: str
    calls: int
    counts: Mapping[str, int]
    file: str = ""
    """The case file of a run that can be made again."""


class KeptRuns:
    """What `reports.as_data` gives, by id. Nothing else is written, so no sign and no secret is."""

    def __init__(self, store: DraftStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def keep(self, data: Mapping[str, Any]) -> str:
        """Its id. Raises FileProblem."""
        kept = {one.get("id") for one in self._lines()}
        at = self._clock()
        # Two runs of one moment are two runs.
        run_id = next(i for n in range(KEPT + 1) if (i := f"{at + n / 1e6:.6f}") not in kept)
        self._store.put(f"{INDEX}/{run_id}", dict(data))
        line = {name: data[name] for name in ("title", "profile", "started_at", "calls", "counts")}
        line["file"] = data.get("file", "")
        lines = [{"id": run_id, **line}, *self._lines()]
        self._store.put(INDEX, {"runs": lines[:KEPT]})
        for old in lines[KEPT:]:
            self._store.delete(f"{INDEX}/{old['id']}")
        return run_id

    def all(self) -> tuple[KeptRun, ...]:
        """The latest first."""
        return tuple(
            KeptRun(
                str(one["id"]),
                str(one["title"]),
                str(one["profile"]),
                str(one["started_at"]),
                int(one["calls"]),
                dict(one["counts"]),
                str(one.get("file", "")),
            )
            for one in self._lines()
        )

    def get(self, run_id: str) -> Mapping[str, Any] | None:
        """The data of a run; None when it is not there any more."""
        return self._store.get(f"{INDEX}/{run_id}")

    def latest(self, title: str) -> Mapping[str, Any] | None:
        """The latest run of that title."""
        found = next((one for one in self.all() if one.title == title), None)
        return self.get(found.id) if found is not None else None

    def _lines(self) -> list[dict[str, Any]]:
        kept = (self._store.get(INDEX) or {}).get("runs")
        return [one for one in kept if isinstance(one, dict)] if isinstance(kept, list) else []
