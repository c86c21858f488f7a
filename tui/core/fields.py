"""One declaration of an input: it renders the form, the command-line option, the check and the help."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tui.core.confidence import Confidence


class FieldKind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    SQL = "sql"
    JSON = "json"
    """Any JSON value; in a form it is typed as JSON text."""
    LIST = "list"
    """A list of text."""
    URL = "url"
    PATH = "path"
    """A path of a local file."""
    MULTILINE = "multiline"
    """Text kept byte for byte as typed, line ends included."""


class Place(StrEnum):
    """Where a parameter rides in the request."""

    QUERY = "query"
    FORM = "form"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One input of an operation or of a profile.

    `name` is the wire name; for a JSON body it is a dotted path, such as `eventView.recentDay`.
    `minimum` and `maximum` bound numbers, and the length of text.
    """

    name: str
    kind: FieldKind = FieldKind.TEXT
    label: str = ""
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    help: str = ""
    place: Place = Place.BODY
    minimum: float | None = None
    maximum: float | None = None
    placeholder: str = ""
    sensitive: bool = False
    """Worth hiding although it is not the profile's secret, such as a one-time sign: it is sent as it
    is, and kept only as its first and last characters and a hash."""
    confidence: Confidence = Confidence.DOCUMENTED

    @property
    def title(self) -> str:
        return self.label or self.name


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one input: the field's wire name and one sentence in plain words."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


def parse_text(spec: FieldSpec, text: str) -> Any:
    """The value that `text`, as typed in a form or an option, stands for.

    Raises ValueError with a sentence that can be shown beside the field.
    """
    match spec.kind:
        case FieldKind.INTEGER:
            try:
                return int(text.strip())
            except ValueError:
                raise ValueError(f"needs a whole number, not {_quoted(text)}") from None
        case FieldKind.NUMBER:
            try:
                return float(text.strip())
            except ValueError:
                raise ValueError(f"needs a number, not {_quoted(text)}") from None
        case FieldKind.BOOLEAN:
            word = text.strip().lower()
            if word in {"true", "yes", "on", "1"}:
                return True
            if word in {"false", "no", "off", "0"}:
                return False
            raise ValueError(f"needs true or false, not {_quoted(text)}")
        case FieldKind.JSON:
            return _parse_json(text)
        case FieldKind.LIST:
            return [part.strip() for part in text.split(",") if part.strip()]
        case _:
            return text


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("JSON is nested too deeply") from None
    except json.JSONDecodeError as error:
        raise ValueError(
            f"not valid JSON at line {error.lineno}, column {error.colno}: {error.msg}"
        ) from None


def _refuse_constant(word: str) -> Any:
    raise ValueError(f"{word} is not JSON")


def _quoted(text: str) -> str:
    short = text if len(text) <= 40 else text[:39] + "…"
    return json.dumps(short, ensure_ascii=False)


def check_value(spec: FieldSpec, value: Any) -> FieldProblem | None:
    """The first thing wrong with a present value, or None."""
    message = _wrong_type(spec, value) or _out_of_bounds(spec, value)
    return FieldProblem(spec.name, message) if message else None


def _wrong_type(spec: FieldSpec, value: Any) -> str | None:
    match spec.kind:
        case FieldKind.INTEGER if isinstance(value, bool) or not isinstance(value, int):
            return f"needs a whole number, not {_shown(value)}"
        case FieldKind.NUMBER if isinstance(value, bool) or not isinstance(value, int | float):
            return f"needs a number, not {_shown(value)}"
        case FieldKind.BOOLEAN if not isinstance(value, bool):
            return f"needs true or false, not {_shown(value)}"
        case FieldKind.LIST if not isinstance(value, list):
            return f"needs a list, not {_shown(value)}"
        case FieldKind.JSON:
            return None
        case (
            FieldKind.TEXT
            | FieldKind.SQL
            | FieldKind.URL
            | FieldKind.PATH
            | FieldKind.MULTILINE
            | FieldKind.CHOICE
        ) if not isinstance(value, str):
            return f"needs text, not {_shown(value)}"
        case _:
            return None


def _out_of_bounds(spec: FieldSpec, value: Any) -> str | None:
    if spec.choices:
        values = value if isinstance(value, list) else [value]
        for one in values:
            if one not in spec.choices:
                return f"{_shown(one)} is not one of: {', '.join(spec.choices)}"
    size = len(value) if isinstance(value, str | list) else value
    if isinstance(size, int | float) and not isinstance(value, bool):
        what = "length" if isinstance(value, str | list) else "value"
        if spec.minimum is not None and size < spec.minimum:
            return f"{what} {size} is less than {spec.minimum:g}"
        if spec.maximum is not None and size > spec.maximum:
            return f"{what} {size} is more than {spec.maximum:g}"
    return None


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    kind = {dict: "an object", list: "a list", bool: "true/false", type(None): "null"}
    return kind.get(type(value), repr(value)[:40])


def check_values(specs: Iterable[FieldSpec], values: Mapping[str, Any]) -> list[FieldProblem]:
    """Missing and wrong values by wire name. Names that no spec declares are left alone."""
    problems: list[FieldProblem] = []
    for spec in specs:
        value = values.get(spec.name)
        if value is None or value == "":
            if spec.required:
                problems.append(FieldProblem(spec.name, "is required and empty"))
            continue
        problem = check_value(spec, value)
        if problem:
            problems.append(problem)
    return problems
