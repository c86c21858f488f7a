"""Variables of a draft: `{{name}}`, and days in words such as `{{today-7d}}`.

A value is put in by where it stands, so that no value can change what surrounds it; see `inserting.py`.
`{{{{` stands for two braces. Nothing of a value is looked into for further variables.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tui.core.relative_days import is_relative, parse_day

MARK = "{{"
TOKEN = re.compile(r"\{\{\{\{|\{\{([^{}\n]{0,80})\}\}")
"""Two braces meant as such, or a variable, whose words are group 1."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_WHOLE = re.compile(r"[+-]?\d{1,40}")
_NUMBER = re.compile(r"[+-]?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,3})?")
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,39})(?:\.\d{1,40})?")
_TRUE, _FALSE = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}


class VariableKind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    """A day, `yyyy-MM-dd` or in words."""
    LIST = "list"
    """Texts."""
    NUMBERS = "numbers"
    """A list of numbers."""
    IDENTIFIER = "identifier"
    """A name of SQL: of a column or a table, parts between dots."""
    ANY = "any"
    """Not declared: a number where it reads as one and stands outside quotes, else text."""


KINDS = tuple(kind for kind in VariableKind if kind is not VariableKind.ANY)


@dataclass(frozen=True, slots=True)
class Variable:
    """One declared variable. `default` is text as a person types it; None for none."""

    name: str
    kind: VariableKind = VariableKind.TEXT
    default: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A checked value. `text` is as it is written; `items` are those of a list."""

    kind: VariableKind
    text: str
    items: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        return self.kind in {VariableKind.LIST, VariableKind.NUMBERS}

    def as_json(self) -> Any:
        """The JSON value that it is where a JSON value is wanted."""
        match self.kind:
            case VariableKind.INTEGER | VariableKind.NUMBER:
                return json.loads(self.text)
            case VariableKind.BOOLEAN:
                return self.text == "true"
            case VariableKind.LIST:
                return list(self.items)
            case VariableKind.NUMBERS:
                return [json.loads(item) for item in self.items]
            case _:
                return self.text


def name_problem(name: str) -> str:
    """What is wrong with a variable's name; empty when nothing is."""
    if not _NAME.fullmatch(name):
        return "a variable's name is a letter, then letters, digits and _, at most 40 characters"
    if is_relative(name.replace("_", " ")):
        return "is a word for a day, so it cannot be a variable's name"
    return ""


def parse_value(kind: VariableKind, text: str, today: datetime.date) -> Value:
    """What is typed for a variable, checked. Raises ValueError with a sentence for a person."""
    if "\0" in text:
        raise ValueError("holds a NUL character, which no request can carry")
    stripped = text.strip()
    match kind:
        case VariableKind.INTEGER | VariableKind.NUMBER:
            return Value(kind, _number(stripped, whole=kind is VariableKind.INTEGER))
        case VariableKind.BOOLEAN:
            return Value(kind, _boolean(stripped))
        case VariableKind.DATE:
            return Value(kind, parse_day(stripped, today).isoformat())
        case VariableKind.LIST | VariableKind.NUMBERS:
            return _list(kind, text)
        case VariableKind.IDENTIFIER:
            return Value(kind, _identifier(stripped))
        case VariableKind.ANY:
            return Value(kind if _PLAIN_NUMBER.fullmatch(text) else VariableKind.TEXT, text)
        case _:
            return Value(kind, text)


def _boolean(text: str) -> str:
    if text.lower() not in _TRUE | _FALSE:
        raise ValueError(f"needs true or false, not “{text[:40]}”")
    return "true" if text.lower() in _TRUE else "false"


def _identifier(text: str) -> str:
    if not text or not text.isprintable() or not all(text.split(".")):
        raise ValueError(f"needs a name such as country or ta.v_event_1, not “{text[:40]}”")
    return text


def _list(kind: VariableKind, text: str) -> Value:
    items = list_items(text)
    if kind is VariableKind.NUMBERS:
        items = tuple(_number(item.strip(), whole=False) for item in items)
    if not items:
        raise ValueError("is an empty list")
    return Value(kind, ", ".join(items), items)


def _number(text: str, *, whole: bool) -> str:
    if not (_WHOLE if whole else _NUMBER).fullmatch(text):
        raise ValueError(f"needs a {'whole ' if whole else ''}number, not “{text[:40]}”")
    sign = "-" if text.startswith("-") else ""
    digits = text.lstrip("+-").lstrip("0")
    return sign + (digits if digits[:1].isdigit() else "0" + digits)


def list_items(text: str) -> tuple[str, ...]:
    """The items of a list, between commas or as a JSON list. Raises ValueError."""
    if text.lstrip().startswith("["):
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            raise ValueError("is no JSON list, although it begins with [") from None
        if not all(isinstance(item, str | int | float) and not isinstance(item, bool) for item in found):
            raise ValueError("needs a list of texts or numbers")
        return tuple(item if isinstance(item, str) else json.dumps(item) for item in found)
    return tuple(part.strip() for part in text.split(",") if part.strip())


def list_text(items: tuple[str, ...]) -> str:
    """A list as `list_items` reads it back."""
    plain = ", ".join(items)
    return plain if items and list_items_or_none(plain) == items else json.dumps(items, ensure_ascii=False)


def list_items_or_none(text: str) -> tuple[str, ...] | None:
    try:
        return list_items(text)
    except ValueError:
        return None


# ---- a scope -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class VariableScope:
    """What is known where a draft is resolved: `values` by name, as typed, before the defaults."""

    today: datetime.date
    declared: tuple[Variable, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    def variable(self, name: str) -> Variable:
        """As declared; else one of which nothing is known."""
        return next((v for v in self.declared if v.name == name), Variable(name, VariableKind.ANY))

    def text(self, name: str) -> str | None:
        """What its value is typed as; None for a variable without one."""
        return self.values[name] if name in self.values else self.variable(name).default

    def value(self, words: str) -> Value:
        """The value of what stands between the braces. Raises ValueError with a sentence."""
        words = words.strip()
        if is_relative(words):
            return Value(VariableKind.DATE, parse_day(words, self.today).isoformat())
        problem = name_problem(words)
        if problem:
            raise ValueError(f"cannot be read: {problem}. To send two braces as such, write {{{{{{{{")
        text = self.text(words)
        if text is None:
            raise ValueError("is a variable without a value here")
        return parse_value(self.variable(words).kind, text, self.today)


def holds_variables(value: Any) -> bool:
    """Whether anything in a draft's part is to be put in."""
    return any(MARK in text for text in texts_of(value))


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a JSON value, names of members left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for member in value.values():
            yield from texts_of(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from texts_of(member)


def names_in(text: str) -> list[str]:
    """The names of variables in a text, in their order; days in words are none."""
    words = (found.group(1) for found in TOKEN.finditer(text))
    named = (word.strip() for word in words if word is not None)
    return list(dict.fromkeys(name for name in named if not name_problem(name)))
