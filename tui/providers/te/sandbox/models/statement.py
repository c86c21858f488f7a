"""One SQL statement in the making: names are checked against the tables and quoted, values are bound."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tui.core.cancel import CancelToken
from tui.core.sandboxing import SandboxDatabase, TableKind
from tui.providers.te.sandbox.envelope import FAILED, Rejected
from tui.providers.te.sandbox.models.source import Kind, Source
from tui.providers.te.sandbox.parameters import parameter_error

_TABLES = "/*tables*/"
SUBJECTS = ("#user_id", "#account_id", "#distinct_id")


@dataclass(frozen=True, slots=True)
class Column:
    """A property in SQL: a quoted reference and what it holds."""

    name: str
    kind: Kind
    sql: str


class Statement:
    """Collects bound values. Build one per SQL text; `run` binds only what the text names.

    In every text the event table is `e` and the user table `u`; `tables()` stands for the FROM clause and
    joins the user table only when a property of it is used anywhere in the statement.
    """

    def __init__(self, source: Source, *, zone: float | None = None, users_only: bool = False) -> None:
        self.source = source
        self.notices: list[str] = []
        self._zone = zone
        self._users_only = users_only
        self._values: dict[str, Any] = {}
        self._joined = False

    def bind(self, value: Any) -> str:
        """The place of a value in the text."""
        name = f"p{len(self._values)}"
        self._values[name] = value
        return f"${name}"

    def column(self, name: str, table: str, place: str) -> Column:
        """A property by its wire names. Raises Rejected (-1008) naming `place` when there is none."""
        if name in self.source.objects.virtual_properties:
            raise Rejected(
                FAILED, f"{place}: the sandbox stores the virtual property {name!r} and does not compute it"
            )
        if table not in ("event", "user"):
            raise parameter_error(place, f"the sandbox has no property {name!r} in table {table!r}")
        if self._users_only and table != "user":
            raise parameter_error(place, f"{name[:60]!r} has to be a property of the table user here")
        of_user = table == "user"
        found = self.source.kind(name, TableKind.USER if of_user else TableKind.EVENT)
        if found is None:
            where = "user" if of_user else "event"
            raise parameter_error(
                place, f"project {self.source.project.id} has no {where} property {name[:60]!r}"
            )
        self._joined = self._joined or of_user
        return Column(name, found, f"{'u' if of_user else 'e'}.{quoted(name)}")

    def subject(self, name: str) -> str:
        """The id that is counted. Raises Rejected for one that the event table does not have."""
        if name not in SUBJECTS or self.source.kind(name, TableKind.EVENT) is None:
            raise parameter_error("eventView.taIdMeasureVo.columnName", f"cannot count by {name[:60]!r}")
        return f"e.{quoted(name)}"

    @property
    def time(self) -> str:
        """The time of an event, in the asked time zone."""
        if self._users_only:
            raise parameter_error("comparator", "a comparison with an event's time has no event here")
        if self._zone is None:
            return 'e."#event_time"'
        zone = self.bind(float(self._zone))
        return (
            'e."#event_time" + to_microseconds('
            f'CAST(round(({zone} - coalesce(e."#zone_offset", 0)) * 3600000000) AS BIGINT))'
        )

    @property
    def user_id(self) -> str:
        return 'u."#user_id"' if self._users_only else 'e."#user_id"'

    def tables(self) -> str:
        """Stands for the FROM clause; `run` writes it, because a property named later may need a join."""
        return _TABLES

    def _from(self) -> str:
        users = f"{self.source.users.full_name} u"
        if self._users_only:
            return f"FROM {users}"
        events = f"FROM {self.source.events.full_name} e"
        return f'{events} LEFT JOIN {users} ON u."#user_id" = e."#user_id"' if self._joined else events

    def run(
        self, database: SandboxDatabase, sql: str, *, cancel: CancelToken, timeout: float | None = None
    ) -> list[tuple[Any, ...]]:
        """The rows. Raises SqlRefused."""
        sql = sql.replace(_TABLES, self._from())
        used = set(re.findall(r"\$(p\d+)\b", sql))
        values = {name: value for name, value in self._values.items() if name in used}
        return database.fetch(sql, values, cancel=cancel, timeout=timeout)


def quoted(name: str) -> str:
    """A name in double quotes."""
    return '"' + name.replace('"', '""') + '"'
