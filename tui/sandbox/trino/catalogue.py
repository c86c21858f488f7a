"""Every Trino function the sandbox knows of, from functions.toml and macros.sql."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any


def read(name: str) -> str:
    """A file that lies beside this one."""
    return resources.files("tui.sandbox.trino").joinpath(name).read_text("utf-8")


_DATA: dict[str, Any] = tomllib.loads(read("functions.toml"))

SAME = frozenset(_DATA["same"].split())
UNVERIFIED = frozenset(_DATA["unverified"].split())
REFUSED = frozenset(_DATA["refused"].split())
RENAMED: dict[str, str] = _DATA["renamed"]
TEMPLATES: dict[str, str] = _DATA["written"]
KINDS = {kind: frozenset(names.split()) for kind, names in _DATA["kinds"].items()}


_SIGNATURE = re.compile(r"\(([\w, ]*)\) AS ")
_WORD = re.compile(r"\w+")


@cache
def macros() -> dict[str, int]:
    """The functions of macros.sql, without their prefix: how often a body copies an argument."""
    found: dict[str, int] = {}
    for statement in read("macros.sql").split("CREATE MACRO ")[1:]:
        name = re.match(r"trino_(\w+)", statement)
        if name:
            found[name[1]] = max([1, *_copies(statement)])
    return found


def _copies(statement: str) -> Iterator[int]:
    for match in _SIGNATURE.finditer(statement):
        words = Counter(_WORD.findall(statement, match.end()))
        for parameter in match[1].split(", "):
            yield words[parameter.partition(" ")[0]]
