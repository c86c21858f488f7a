"""What the engine says against a statement, in plain words and with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tui.core.failures import AssayError, InvalidInput
from tui.core.fields import FieldProblem

_PLACE = re.compile(r"\n\s*LINE (\d+): (.*)\n( *)\^+\s*\Z")
_KIND = re.compile(r"\A(?:Parser|Binder|Catalog|Conversion|Syntax|Invalid Input|Not implemented) Error: ")
_TABLE = re.compile(r"Table with name (\S+) does not exist")
_CLOSED = re.compile(r"\APermission Error|file system operations are disabled")
SHOWN_TABLES = 12


class SqlProblem(InvalidInput):
    """`line` and `column` from 1, or 0 where the engine names no place."""

    def __init__(self, message: str, line: int, column: int, next_step: str) -> None:
        where = f"at line {line}, column {column}: " if line else ""
        super().__init__([FieldProblem("sql", f"{where}{message}")], what="The SQL")
        self.line = line
        self.column = column
        self.next_step = next_step


def explained(error: InvalidInput, sql: str, tables: Sequence[str]) -> AssayError:
    """The same refusal for a person who wrote `sql`, with `tables` to ask."""
    said = "\n".join(problem.message for problem in error.problems)
    line, column = place_in(said, sql)
    message = _KIND.sub("", _PLACE.sub("", said)).strip()
    known = ", ".join(tables[-SHOWN_TABLES:]) or "none yet"
    missing = _TABLE.search(message)
    if missing is not None:
        message = f"There is no table {missing.group(1)}."
        return SqlProblem(message, line, column, f"Ask one of: {known}.")
    if _CLOSED.search(message):
        message = "Files and the network are closed to local SQL."
        return SqlProblem(message, line, column, f"Ask one of the kept answers: {known}.")
    if line and "syntax error" in message:
        return SqlProblem(message, line, column, "Correct the statement at that place and run it again.")
    return SqlProblem(message, line, column, "Correct the statement and run it again.")


def place_in(said: str, sql: str) -> tuple[int, int]:
    """Line and column, from 1, that the engine's excerpt with its caret points to; zeros without one.

    An excerpt of a long line begins with three dots; it is looked for in the line itself.
    """
    match = _PLACE.search(said)
    if match is None:
        return 0, 0
    number, excerpt = int(match.group(1)), match.group(2)
    caret = len(match.group(3)) - len(f"LINE {number}: ")
    lines = sql.split("\n")
    if not 1 <= number <= len(lines) or caret < 0:
        return 0, 0
    if excerpt.startswith("..."):
        start = lines[number - 1].find(excerpt[3:].removesuffix("..."))
        if start < 0:
            return number, 1
        return number, start + caret - 3 + 1
    return number, caret + 1
