"""A saved query as a TOML document, and back: readable, no secret, no host, nothing lost.

SQL and bodies stand as texts of many lines. A JSON body stands as its JSON, because TOML has no null; a body
written by hand as a table is read too.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from tui.core.failures import FileProblem
from tui.core.operation import RequestDraft
from tui.core.saved_queries import SavedQuery
from tui.core.variables import KINDS, Variable, VariableKind, list_text, name_problem
from tui.storage.assertion_codec import WrongKey, read_assertions, write_assertions
from tui.storage.readable_toml import readable_toml
from tui.storage.toml_file import VERSION, parse_toml, refuse_newer

_KNOWN = {"version", "description", "tags", "kind", "operation", "draft", "variables", "expect"}
_DRAFT = {"query", "form", "body", "text"}
_HEAD = "# A saved query of assay. It may be edited by hand; comments are lost when assay saves it again.\n\n"


def read_query(path: str, file: Path, data: bytes) -> SavedQuery:
    """The query in the bytes of a file. Raises FileProblem that names the key."""
    document = parse_toml(file, data)
    refuse_newer(file, document)
    try:
        draft = _table(document, "draft")
        operation = _text(document, "operation")
        if not operation:
            _wrong("operation", "names no route")
        return SavedQuery(
            path,
            _text(document, "kind"),
            _draft(operation, draft),
            _text(document, "description"),
            _texts(document, "tags"),
            _variables(_table(document, "variables")),
            read_assertions(_table(document, "expect")),
            {key: value for key, value in document.items() if key not in _KNOWN},
        )
    except WrongKey as wrong:
        raise FileProblem(
            f"The saved query {path} cannot be used: {wrong}.",
            evidence=[f"Its file is {file}."],
            next_step=f"Mend {file.name} in an editor; it is left as it is.",
        ) from None


def write_query(query: SavedQuery) -> bytes:
    """The document. Raises FileProblem for text that no file can hold."""
    document: dict[str, Any] = {"version": VERSION, "kind": query.kind, "operation": query.draft.operation}
    if query.description:
        document["description"] = query.description
    if query.tags:
        document["tags"] = list(query.tags)
    document |= {key: value for key, value in query.extra.items() if key not in _KNOWN}
    document["draft"] = _draft_table(query.draft)
    if query.variables:
        document["variables"] = {one.name: _variable_table(one) for one in query.variables}
    expect = write_assertions(query.assertions)
    if expect:
        document["expect"] = expect
    try:
        return (_HEAD + readable_toml(document)).encode()
    except (UnicodeEncodeError, TypeError, ValueError):
        raise FileProblem(
            f"The query {query.path} holds a value that a file of text cannot keep.",
            code="file-unwritable",
            next_step="Take half characters (lone surrogates), nulls in parameters and infinity out of it.",
        ) from None


# ---- the draft ---------------------------------------------------------------------------------


def _draft(operation: str, table: Mapping[str, Any]) -> RequestDraft:
    unknown = set(table) - _DRAFT
    if unknown:
        _wrong(f"draft.{min(unknown)}", "is none of query, form, body and text")
    text, body = table.get("text"), table.get("body")
    if text is not None and not isinstance(text, str):
        _wrong("draft.text", "is no text")
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except (ValueError, RecursionError) as error:
            _wrong("draft.body", f"is no JSON ({str(error)[:80]})")
    elif body is not None:
        body = _plain(body, "draft.body")
    query = _plain(_table(table, "query", "draft."), "draft.query")
    return RequestDraft(operation, query, _plain(_table(table, "form", "draft."), "draft.form"), body, text)


def _draft_table(draft: RequestDraft) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name, part in (("query", draft.query), ("form", draft.form)):
        # A parameter without a value is not sent, and TOML has no null.
        kept = {key: value for key, value in part.items() if value is not None}
        if kept:
            table[name] = kept
    if draft.body is not None:
        table["body"] = json.dumps(draft.body, ensure_ascii=False, indent=2, allow_nan=False)
    if draft.text is not None:
        table["text"] = draft.text
    return table


def _plain(value: Any, key: str) -> Any:
    """A TOML value as JSON; a date becomes its text."""
    if isinstance(value, Mapping):
        return {name: _plain(member, f"{key}.{name}") for name, member in value.items()}
    if isinstance(value, list):
        return [_plain(member, key) for member in value]
    if isinstance(value, datetime.date | datetime.time):
        return str(value)
    if isinstance(value, float) and value - value != 0:
        _wrong(key, "is no finite number")
    return value


# ---- variables ---------------------------------------------------------------------------------


def _variables(table: Mapping[str, Any]) -> tuple[Variable, ...]:
    found = []
    for name in table:
        problem = name_problem(name)
        if problem:
            _wrong(f"variables.{name}", problem)
        own = _table(table, name, "variables.")
        kind = _text(own, "type", f"variables.{name}.") or VariableKind.TEXT.value
        if kind not in set(VariableKind):
            _wrong(f"variables.{name}.type", f"is none of {', '.join(KINDS)}")
        words = _text(own, "description", f"variables.{name}.")
        default = _default(own.get("default"), f"variables.{name}.default")
        found.append(Variable(name, VariableKind(kind), default, words))
    return tuple(found)


def _default(value: Any, key: str) -> str | None:
    match value:
        case None | str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return json.dumps(value)
        case datetime.date():
            return value.isoformat()
        case list() if all(isinstance(item, str | int | float) for item in value):
            return list_text(tuple(item if isinstance(item, str) else json.dumps(item) for item in value))
        case _:
            return _wrong(key, "is no text, number, day or list of them")


def _variable_table(variable: Variable) -> dict[str, Any]:
    table: dict[str, Any] = {"type": variable.kind.value}
    if variable.default is not None:
        table["default"] = variable.default
    if variable.description:
        table["description"] = variable.description
    return table


# ---- values of keys ----------------------------------------------------------------------------


def _wrong(key: str, words: str) -> NoReturn:
    raise WrongKey(f"{key} {words}")


def _table(holder: Mapping[str, Any], key: str, above: str = "") -> Mapping[str, Any]:
    value = holder.get(key, {})
    return value if isinstance(value, dict) else _wrong(f"{above}{key}", "is no table")


def _text(holder: Mapping[str, Any], key: str, above: str = "") -> str:
    value = holder.get(key, "")
    return value if isinstance(value, str) else _wrong(f"{above}{key}", "is no text")


def _texts(holder: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = holder.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        _wrong(key, "is no list of texts")
    return tuple(value)
