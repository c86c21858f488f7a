"""Every Trino function the sandbox knows of, from functions.toml and macros.sql."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any


def _read(name: str) -> str:
    return resources.files("tui.sandbox.trino").joinpath(name).read_text("utf-8")


_DATA: dict[str, Any] = tomllib.loads(_read("functions.toml"))

SAME = frozenset(_DATA["same"].split())
UNVERIFIED = frozenset(_DATA["unverified"].split())
REFUSED = frozenset(_DATA["refused"].split())
RENAMED: dict[str, str] = _DATA["renamed"]
TEMPLATES: dict[str, str] = _DATA["written"]
KINDS = {kind: frozenset(names.split()) for kind, names in _DATA["kinds"].items()}


@cache
def macros() -> dict[str, int]:
    """The functions of macros.sql, without their prefix: how often a body copies an argument."""
    text = _read("macros.sql")
    found: dict[str, int] = {}
    for statement in text.split("CREATE MACRO ")[1:]:
        name = re.match(r"trino_(\w+)", statement)
        if name:
            most = 1
            for match in re.finditer(r"\(((?:\w+(?: [A-Z]+(?: WITH TIME ZONE)?)?(?:, )?)*)\) AS ", statement):
                body = statement[match.end() :]
                for parameter in re.findall(r"(\w+)(?: [A-Z ]+)?(?:, |$)", match[1]):
                    most = max(most, len(re.findall(rf"\b{parameter}\b", body)))
            found[name[1]] = most
    return found
