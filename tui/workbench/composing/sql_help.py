"""Help with SQL before it is sent, for the project of a profile. Reads what is kept; sends nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from tui.core.ports import Clock
from tui.core.profile import Profile
from tui.core.schema import Schema, SchemaTable
from tui.core.sql_assist import Completion, Period, SqlAssistant, SqlFacts, SqlNotice, SqlSize
from tui.workbench.composing.schemas import Schemas
from tui.workbench.profiles import Profiles

DAYS = 7
"""Full days before today that an offered range has."""


class NoAssistant:
    """Plays `SqlAssistant` where there is no help."""

    def notices(
        self, sql: str, schema: Schema | None = None, period: Period | None = None
    ) -> Sequence[SqlNotice]:
        return ()

    def asks(self, sql: str) -> SqlNotice | None:
        return None

    def size(self, sql: str) -> SqlSize:
        return SqlSize(known=False, why="not looked into")

    def formatted(self, sql: str) -> str:
        return sql

    def completions(self, sql: str, offset: int, schema: Schema | None = None) -> Sequence[Completion]:
        return ()

    def close(self) -> None:
        """Nothing is held."""


class SqlHelp:
    """`make` gives the assistant for an API's facts; it is called once per API, at the first need.

    Every verb may take tens of milliseconds, the first one more: use a worker thread. All but `asks` may
    read a kept schema.
    """

    def __init__(
        self,
        profiles: Profiles,
        schemas: Schemas,
        make: Callable[[SqlFacts], SqlAssistant],
        clock: Clock,
    ) -> None:
        self._profiles = profiles
        self._schemas = schemas
        self._make = make
        self._clock = clock
        self._assistants: dict[str, SqlAssistant] = {}

    def notices(self, profile: Profile, sql: str) -> Sequence[SqlNotice]:
        """What is worth knowing before it is sent, in the order of its places. Never raises."""
        return self._assistant(profile).notices(sql, self._schema(profile), self.period(profile))

    def asks(self, profile: Profile, sql: str) -> SqlNotice | None:
        """What a person shall confirm first; None for a plain query. Quick, reads no file."""
        return self._assistant(profile).asks(sql)

    def size(self, profile: Profile, sql: str) -> SqlSize:
        """How many rows the statement can bring. Never raises; reads no file."""
        return self._assistant(profile).size(sql)

    def formatted(self, profile: Profile, sql: str) -> str:
        """The same statement, laid out. Raises InvalidInput with line and column."""
        return self._assistant(profile).formatted(sql)

    def completions(self, profile: Profile, sql: str, offset: int) -> Sequence[Completion]:
        """Proposals at a character, best first. Without a kept schema, of what every project has."""
        schema = self._schema(profile) or self._least(profile)
        return self._assistant(profile).completions(sql, offset, schema)

    def period(self, profile: Profile) -> Period:
        """The days that a repair writes: the last seven full ones; in the sandbox, some that have events."""
        facts = self._facts(profile)
        if profile.is_sandbox and facts.sandbox_period is not None:
            return facts.sandbox_period
        today = datetime.fromtimestamp(self._clock(), UTC).astimezone().date()
        return str(today - timedelta(days=DAYS)), str(today - timedelta(days=1))

    def close(self) -> None:
        """Release what the assistants hold."""
        for assistant in self._assistants.values():
            assistant.close()

    # -- own -------------------------------------------------------------------------------------

    def _facts(self, profile: Profile) -> SqlFacts:
        provider = self._profiles.provider(profile.kind)
        return provider.sql() if provider.sql is not None else SqlFacts()

    def _assistant(self, profile: Profile) -> SqlAssistant:
        found = self._assistants.get(profile.kind)
        if found is None:
            # Two threads may make two at the same time; both are the same.
            found = self._assistants[profile.kind] = self._make(self._facts(profile))
        return found

    def _schema(self, profile: Profile) -> Schema | None:
        return self._schemas.cached(profile) if self._schemas.offers(profile) else None

    def _least(self, profile: Profile) -> Schema | None:
        """The tables that every project has, with the columns that every such table has."""
        spec = self._profiles.provider(profile.kind).schema
        project = str(profile.settings.get(spec.setting) or "") if spec is not None else ""
        facts = self._facts(profile)
        if not project:
            return None
        columns = (facts.event_columns, facts.user_columns)
        tables = zip(facts.tables, columns, strict=False)
        return Schema(
            project, tuple(SchemaTable(name.format(project=project), known) for name, known in tables)
        )
