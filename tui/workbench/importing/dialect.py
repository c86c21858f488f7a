"""Whose quoting a copied command line has: that of bash, or that of cmd.exe on Windows."""

from __future__ import annotations

import re

_PROMPT = re.compile(r"\s*[A-Za-z]:\\[^\n]{0,200}?>")
_CARETED = re.compile(r'\^(?:"|\r?\n)')
_NEXT = re.compile(r"""['"\\^#]|\$'""")
_ENDS = {
    "'": re.compile("'"),
    '"': re.compile(r'(?:[^"\\]|\\.)*+"', re.DOTALL),
    "$'": re.compile(r"(?:[^'\\]|\\.)*+'", re.DOTALL),
}


def is_windows(prompt: str, command: str) -> bool:
    """Whether a command line is quoted for cmd.exe: a caret stands before a quotation mark or a line end,
    and not within what bash would take for quoted. Within quotation marks both read a caret as itself.

    A line that bash could not read at all, because of a quotation mark that is never closed, and that has
    such a caret anywhere is one for cmd.exe, to which ' means nothing.
    """
    if _PROMPT.match(prompt):
        return True
    at = 0
    while (found := _NEXT.search(command, at)) is not None:
        kind, at = found.group(), found.end()
        if kind == "^":
            if _CARETED.match(command, found.start()):
                return True
        elif kind == "\\":
            at += 1
        elif kind == "#":
            # A comment of bash, in which quotation marks count for nothing.
            if command[: found.start()][-1:].isspace():
                end = command.find("\n", at)
                at = len(command) if end < 0 else end
        else:
            closed = _ENDS[kind].search(command, at) if kind == "'" else _ENDS[kind].match(command, at)
            if closed is None:
                return _CARETED.search(command) is not None
            at = closed.end()
    return False
