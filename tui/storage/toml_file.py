"""One TOML file of ours: read with the place of every fault, changed under a lock, never overwritten blind.

Comments do not survive a change: the writer knows only values. The README says so, and so does the first
line of every file it writes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomli_w

from tui.core.encoding import nested_beyond
from tui.core.failures import FileProblem
from tui.storage.atomic import clear_strays, locked, read_regular, write_atomic

VERSION = 1
MAX_DEPTH = 60
HEADER = "# Written by assay. Values may be edited by hand; comments are lost at the next save.\n\n"


def read_toml(path: Path) -> dict[str, Any]:
    """The document; empty when there is no file. Raises FileProblem with line and column."""
    data = read_regular(path)
    return {} if data is None else parse_toml(path, data)


def parse_toml(path: Path, data: bytes) -> dict[str, Any]:
    """The document in the bytes of a file. Raises FileProblem with line and column."""
    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _broken(path, f"it is not UTF-8 text (at {_place(data, error.start)})") from None
    except tomllib.TOMLDecodeError as error:
        # The library gives a place except at the end.
        said = str(error).replace("end of document", f"its end, {_place(data, len(data))}")
        raise _broken(path, said) from None
    except RecursionError:
        raise _broken(path, "it is nested too deeply") from None
    except ValueError:
        # tomllib lets the ValueError of an integer of more than 4300 digits through.
        raise _broken(path, "it holds a number that is too long") from None
    # a.a.a.… = 1 is read without recursion, and then breaks whoever walks or writes it.
    if nested_beyond(document, MAX_DEPTH):
        raise _broken(path, "it is nested too deeply")
    return document


def change_toml(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Read, change and replace the document while holding the folder's lock.

    Raises FileProblem; a document that cannot be read, or of a newer version, stays untouched.
    """
    with locked(path.parent):
        clear_strays(path.parent)
        document = read_toml(path)
        refuse_newer(path, document)
        document = {"version": VERSION} | document
        change(document)
        write_atomic(path, (HEADER + tomli_w.dumps(document)).encode())


def refuse_newer(path: Path, document: dict[str, Any]) -> None:
    """Raises FileProblem for a document that this version must not write."""
    version = document.get("version", VERSION)
    if isinstance(version, bool) or not isinstance(version, int):
        raise _broken(path, "its key version is not a whole number")
    if version > VERSION:
        raise FileProblem(
            f"{path} was written by a newer version of this program, so it is not changed.",
            evidence=[f"It has version {version}; this program writes version {VERSION}."],
            next_step="Update this program.",
        )


def _place(data: bytes, offset: int) -> str:
    line = data.count(b"\n", 0, offset) + 1
    start = data.rfind(b"\n", 0, offset) + 1
    return f"line {line}, column {len(data[start:offset].decode('utf-8', 'replace')) + 1}"


def _broken(path: Path, what: str) -> FileProblem:
    return FileProblem(
        f"{path} cannot be read: {what}. The file is left as it is, and nothing is saved into it.",
        next_step=f"Mend {path.name} in an editor, or move it away to start afresh.",
    )
