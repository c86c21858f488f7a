"""The answer envelope of the Open API, written by the sandbox."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tui.core.sandboxing import MESSAGE_PREFIX, SandboxAnswer

OK = 0
FAILED = -1
NOT_LOGGED_IN = -1001
TOO_MANY_REQUESTS = -1005
NO_PERMISSION = -1006
PARAMETER_ERROR = -1008
INVALID_ACCESS = -1014
CANCELLED = -1022
TARGET_MISSING = -1023


class Rejected(Exception):
    """A call that ends in an envelope with a bad code. `own` marks text that is the sandbox's."""

    def __init__(self, code: int, message: str, *, own: bool = True) -> None:
        super().__init__(message)
        self.code = code
        self.text = MESSAGE_PREFIX + message if own else message


def success(data: Any = None, message: str = "success") -> SandboxAnswer:
    """One envelope with code 0 and, unless None, `data`."""
    return SandboxAnswer(envelope(OK, message, data))


def failure(code: int, message: str) -> SandboxAnswer:
    """One envelope with a bad code; HTTP 200, as the Open API answers business errors."""
    return SandboxAnswer(envelope(code, message))


def rejection(error: Rejected) -> SandboxAnswer:
    return failure(error.code, error.text)


def envelope(code: int, message: str, data: Any = None) -> bytes:
    """The document's bytes, in the documented order of keys."""
    document: dict[str, Any] = {"return_code": code, "return_message": message}
    if data is not None:
        document["data"] = data
    document |= {"stackMessage": "", "showStackMessage": False}
    return _dumps(document)


def rows_envelope(columns: Sequence[str], message: str = "success") -> bytes:
    """Line 1 of the formats json and json_object, with its line end."""
    return _dumps({"data": {"headers": list(columns)}, "return_code": OK, "return_message": message}) + b"\n"


def _dumps(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
