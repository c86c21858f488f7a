"""Help with SQL before it is sent: warnings with repairs, completion, layout. Nothing is changed silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tui.core.schema import Schema

Period = tuple[str, str]
"""First and last day of a range, both `yyyy-MM-dd`, both within it."""


@dataclass(frozen=True, slots=True)
class SqlFacts:
    """What one API's SQL asks for beyond the dialect. The default knows of nothing special.

    `event_table` and `user_table` are patterns of the last part of a table's name, whole and in any case.
    `tables` are full names in which `{project}` stands for the project's number, events first, then users.
    `foreign_functions` are other databases' functions and what stands in their place here.
    """

    partition: str = ""
    """The column that every query on an event table has to limit; empty where there is none."""
    event_table: str = "(?!)"
    user_table: str = "(?!)"
    tables: tuple[str, ...] = ()
    event_columns: tuple[str, ...] = ()
    user_columns: tuple[str, ...] = ()
    event_names: tuple[str, ...] = ()
    """Columns whose values are names of events."""
    foreign_functions: Mapping[str, str] = field(default_factory=dict)
    sandbox_period: Period | None = None
    """A range in which the sandbox has events."""


@dataclass(frozen=True, slots=True)
class SqlFix:
    """A repair that a person can take with one key: its label, and the whole text as it would be then."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class SqlNotice:
    """Something worth knowing before the query is sent.

    `code` is kebab-case and stable, such as `no-part-date`. `line` and `column` count from 1 in
    characters; 0 means the whole text. `blocks` says that the service is known to refuse it; `asks` that a
    person shall confirm before it is sent; the code `may-change` that it may change something.
    """

    code: str
    message: str
    why: str = ""
    line: int = 0
    column: int = 0
    fix: SqlFix | None = None
    blocks: bool = False
    asks: bool = False


@dataclass(frozen=True, slots=True)
class SqlSize:
    """How many rows a statement can bring. `most` is None when nothing bounds them; `known` is False when
    it cannot be told. `why` is a few words, such as `LIMIT 100`."""

    most: int | None = None
    why: str = ""
    known: bool = True


class CompletionKind(StrEnum):
    TABLE = "table"
    COLUMN = "column"
    FUNCTION = "function"
    KEYWORD = "keyword"
    VALUE = "value"
    """A literal, such as the name of an event in quotes."""


@dataclass(frozen=True, slots=True)
class Completion:
    """One proposal: `text` replaces the characters `start` to the cursor, quoted as Trino wants it."""

    label: str
    text: str
    start: int
    kind: CompletionKind
    detail: str = ""


class SqlAssistant(Protocol):
    """Pure, without a clock, a file or the network. Runs in worker threads."""

    def notices(
        self, sql: str, schema: Schema | None = None, period: Period | None = None
    ) -> Sequence[SqlNotice]:
        """Warnings in the order of their places. Never raises; text that does not parse gives one
        notice with the parser's place, and those that need no parser. Repairs that need a range of days
        take `period`, and are not offered without one."""
        ...

    def asks(self, sql: str) -> SqlNotice | None:
        """The notice that a person shall confirm before the text is sent; None for plain queries. Needs
        no parser, so it may be called in any thread."""
        ...

    def size(self, sql: str) -> SqlSize:
        """How many rows the statement can bring. Never raises."""
        ...

    def formatted(self, sql: str) -> str:
        """The same statement, laid out. Comments are kept. Raises InvalidInput, with line and column in
        the message, for text that does not parse."""
        ...

    def completions(self, sql: str, offset: int, schema: Schema | None = None) -> Sequence[Completion]:
        """Proposals at the character `offset`, best first, at most 50. Never raises."""
        ...

    def close(self) -> None:
        """Release what it holds, such as a process. Nothing is asked of it afterwards."""
        ...
