"""The helper process for SQL: reads long texts, so that the program's own threads never compete with a key.

It ends with its parent. It gets SQL, facts and the schema, and an environment without secrets.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any

from tui.core.failures import InvalidInput
from tui.core.schema import Schema
from tui.core.sql_assist import SqlFacts
from tui.sql.assistant import TrinoAssistant
from tui.sql.wire import facts_of, line_of, schema_of

NICE = 5


class _Helper:
    """Each request in a thread of its own: proposals do not wait for notices."""

    def __init__(self, out: int) -> None:
        self._out = out
        self._lock = threading.Lock()
        self._assistant = TrinoAssistant(SqlFacts())
        self._schema: Schema | None = None

    def take(self, request: dict[str, Any]) -> None:
        if "facts" in request:
            self._assistant = TrinoAssistant(facts_of(request["facts"]))
        if "schema" in request:
            self._schema = schema_of(request["schema"]) if request["schema"] is not None else None
        verb = threading.Thread(target=self._answer, args=(request, self._schema), daemon=True)
        verb.start()

    def _answer(self, request: dict[str, Any], schema: Schema | None) -> None:
        try:
            said = {"done": self._done(request, schema)}
        except InvalidInput as error:
            said = {"refused": list(error.problems)}
        data = line_of({"id": request["id"], **said})
        with self._lock:
            while data:
                data = data[os.write(self._out, data) :]

    def _done(self, request: dict[str, Any], schema: Schema | None) -> Any:
        sql = request["sql"]
        match request["do"]:
            case "notices":
                period = request["period"]
                return list(self._assistant.notices(sql, schema, tuple(period) if period else None))
            case "completions":
                return list(self._assistant.completions(sql, request["offset"], schema))
            case "formatted":
                return self._assistant.formatted(sql)
            case _:
                return self._assistant.size(sql)


def main() -> None:
    """Requests come in by standard input until the parent closes it or dies; then all ends, at once."""
    # Whatever a library prints must not run into the answers.
    out = os.dup(1)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.nice(NICE)
    helper = _Helper(out)
    for line in sys.stdin.buffer:
        helper.take(json.loads(line))
    os._exit(0)
