"""A request written into a case file as text, so that comments and order of a file that is there stay."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.workbench.signature_tests.cases import VERSION, load_cases
from tui.workbench.signature_tests.parts import ABSENT, Parts

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")


@dataclass(frozen=True, slots=True)
class NewCase:
    """`parts.sign` is never written: with one the case takes a fresh sign, without one it sends none.
    Empty expectations expect nothing of that kind."""

    id: str
    title: str
    parts: Parts
    classes: tuple[str, ...] = ("PASS",)
    status: tuple[str, ...] = ()


def with_case(text: str, case: NewCase, title: str = "") -> str:
    """The file's text with the case at its end; an empty text becomes a new file of that title. Raises
    InvalidInput, which names the field, when the file or the case cannot be used."""
    if not text.strip():
        text = f"version = {VERSION}\ntitle = {_value(title or 'Signature cases')}\n"
    else:
        load_cases(text, _Anything())
    whole = text.rstrip("\n") + "\n\n" + _block(case)
    load_cases(whole, _Anything())
    return whole


class _Anything(Mapping[str, str]):
    """An environment in which every variable is set: a file is checked here, not run."""

    def __getitem__(self, name: str) -> str:
        return "x"

    def __contains__(self, name: object) -> bool:
        return True

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0


def _block(case: NewCase) -> str:
    parts = case.parts
    lines = ["[[case]]", f"id = {_value(case.id)}"]
    if case.title and case.title != case.id:
        lines.append(f"title = {_value(case.title)}")
    for name in ("path", "query", "body"):
        value = getattr(parts, name)
        if value is not ABSENT:
            lines.append(f"{name} = {_value(_escaped(value), name)}")
    if parts.sign is ABSENT or not parts.sign:
        lines.append('sign = "none"')
    expect: dict[str, Any] = {}
    if case.classes:
        expect["class"] = case.classes[0] if len(case.classes) == 1 else list(case.classes)
    if case.status:
        codes = [int(code) if code.isdigit() else code for code in case.status]
        expect["status"] = codes[0] if len(codes) == 1 else codes
    lines.append(f"expect = {_value(expect, 'expect')}")
    return "\n".join(lines) + "\n"


def _escaped(value: Any) -> Any:
    """Text that a case file would take for a variable cannot be written; it is told, not changed."""
    if isinstance(value, str) and re.search(r"\$\{[A-Za-z_]", value):
        raise InvalidInput(
            [FieldProblem("case", "holds ${…}, which a case file takes for a variable of its own")],
            what="The case",
        )
    if isinstance(value, Mapping):
        return {name: _escaped(inner) for name, inner in value.items()}
    return value


def _value(value: Any, name: str = "case") -> str:
    """A value as TOML on one line. Raises InvalidInput for what TOML does not have, such as null."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON's escapes are TOML's; DEL is the one character that only TOML wants escaped.
        text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        if any("\ud800" <= char <= "\udfff" for char in text):
            raise _cannot(name, "half a character, which no TOML file can hold")
        return text
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Mapping):
        pairs = (
            f"{key if _BARE.match(key) else _value(key)} = {_value(v, name)}" for key, v in value.items()
        )
        return "{ " + ", ".join(pairs) + " }" if value else "{}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(one, name) for one in value) + "]"
    raise _cannot(name, "null, which no TOML file can hold")


def _cannot(name: str, what: str) -> InvalidInput:
    return InvalidInput([FieldProblem(name, f"holds {what}")], what="The case")
