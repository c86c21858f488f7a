"""Plays `SqlAssistant`: short texts are read here, long ones in a helper process.

Reading 2,000 lines takes half a second of pure Python. In a thread of this process that half second is
taken from the keys that are typed meanwhile, since only one thread of Python runs at a time.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.core.schema import Schema
from tui.core.sql_assist import Completion, Period, SqlFacts, SqlNotice, SqlSize
from tui.sql.assistant import TrinoAssistant
from tui.sql.wire import completion_of, line_of, notice_of, size_of

LONG = 8_000
"""Characters from which a text is read apart: reading fewer takes less than 50 ms."""

_Box = queue.SimpleQueue[dict[str, Any] | None]
_Waiting = dict[int, _Box]
"""Who waits for which answer; None comes when the helper has ended."""

_START = "from tui.sql.apart_process import main; main()"


class ApartAssistant:
    """Where the helper cannot be started, or ends, texts are read here: later, but read."""

    def __init__(self, facts: SqlFacts | None = None) -> None:
        """Starts nothing yet."""
        self._facts = facts or SqlFacts()
        self._here = TrinoAssistant(self._facts)
        self._helper = Helper(self._facts)

    def notices(
        self, sql: str, schema: Schema | None = None, period: Period | None = None
    ) -> Sequence[SqlNotice]:
        """Warnings in the order of their places."""
        if len(sql) >= LONG:
            with suppress(HelperGone):
                found = self._helper.ask(schema, do="notices", sql=sql, period=period)
                return [notice_of(notice) for notice in found]
        return self._here.notices(sql, schema, period)

    def asks(self, sql: str) -> SqlNotice | None:
        """The notice that a person shall confirm first."""
        return self._here.asks(sql)

    def size(self, sql: str) -> SqlSize:
        """How many rows the statement can bring."""
        if len(sql) >= LONG:
            with suppress(HelperGone):
                return size_of(self._helper.ask(do="size", sql=sql))
        return self._here.size(sql)

    def formatted(self, sql: str) -> str:
        """Raises InvalidInput for text that does not parse."""
        if len(sql) >= LONG:
            with suppress(HelperGone):
                return str(self._helper.ask(do="formatted", sql=sql))
        return self._here.formatted(sql)

    def completions(self, sql: str, offset: int, schema: Schema | None = None) -> Sequence[Completion]:
        """Proposals at a character, best first."""
        if len(sql) >= LONG:
            with suppress(HelperGone):
                found = self._helper.ask(schema, do="completions", sql=sql, offset=offset)
                return [completion_of(completion) for completion in found]
        return self._here.completions(sql, offset, schema)

    def close(self) -> None:
        """End the helper; nothing is asked of it any more."""
        self._helper.close()


class HelperGone(Exception):
    """There is no helper, or it has ended."""


class Helper:
    """The helper process as seen from here: started at the first need. Safe in every thread."""

    def __init__(self, facts: SqlFacts) -> None:
        self._facts = facts
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._schema: Schema | None = None
        self._count = 0
        self._waiting: _Waiting = {}
        self._closed = False

    @property
    def pid(self) -> int | None:
        """Of the running helper; None when there is none."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def ask(self, schema: Schema | None = None, **request: Any) -> Any:
        """Wait for its answer. Raises HelperGone, and InvalidInput as the assistant does."""
        box: _Box = queue.SimpleQueue()
        with self._lock:
            fresh = self.pid is None
            process = self._started()
            self._count += 1
            message = {"id": self._count, **request}
            if fresh:
                message["facts"] = self._facts
            if fresh or (schema is not None and schema != self._schema):
                message["schema"] = self._schema = schema
            self._waiting[self._count] = box
            assert process.stdin is not None
            try:
                process.stdin.write(line_of(message))
                process.stdin.flush()
            except (OSError, ValueError):
                self._waiting.pop(self._count, None)
                raise HelperGone from None
        answer = box.get()
        if answer is None:
            raise HelperGone
        if "refused" in answer:
            raise InvalidInput([FieldProblem(**one) for one in answer["refused"]], what="The query")
        return answer["done"]

    def close(self) -> None:
        with self._lock:
            self._closed = True
            process, self._process = self._process, None
            _end(process)

    # ---- inside, with the lock held

    def _started(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise HelperGone
        if self._process is not None and self._process.poll() is None:
            return self._process
        _end(self._process)
        self._process = None
        package = Path(__file__).resolve().parents[2]
        environment = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        try:
            process = subprocess.Popen(  # noqa: S603 - this very interpreter, words of our own
                [sys.executable, "-P", "-c", _START],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment | {"PYTHONPATH": str(package), "PYTHONUTF8": "1"},
                start_new_session=True,  # Ctrl-C in the terminal is for the program, not for it
            )
        except OSError:
            raise HelperGone from None
        self._process, self._waiting = process, {}
        listen = threading.Thread(target=self._listen, args=(process, self._waiting), daemon=True)
        listen.start()
        return process

    # ---- in a thread of its own

    def _listen(self, process: subprocess.Popen[bytes], waiting: _Waiting) -> None:
        assert process.stdout is not None
        with suppress(OSError, ValueError):
            for line in process.stdout:
                answer = json.loads(line)
                waiting.pop(answer["id"]).put(answer)
        process.stdout.close()
        with self._lock:
            if self._process is process:
                self._process = None
                _end(process)
            for box in waiting.values():
                box.put(None)


def _end(process: subprocess.Popen[bytes] | None) -> None:
    if process is None:
        return
    process.kill()
    process.wait()
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
