"""Variables in a draft, saved queries without secrets, and requests made elsewhere."""

from __future__ import annotations

import datetime
import json

import pytest

from tui.core.failures import InvalidInput
from tui.core.fields import FieldKind, FieldSpec, Place
from tui.core.operation import Editor, Operation, Payload, RequestDraft
from tui.core.variables import Variable, VariableKind, VariableScope
from tui.providers.te import PROVIDER as TE
from tui.workbench.composing.variables import has_variables, resolve
from tui.workbench.queries.importing import draft_from_curl
from tui.workbench.queries.postman import is_postman, read_postman
from tui.workbench.queries.verbs import declared_for

SQL = Operation(
    "sql",
    "g",
    "SQL",
    "POST",
    "/sql",
    Payload.FORM,
    (
        FieldSpec("sql", FieldKind.SQL, place=Place.FORM, required=True),
        FieldSpec("limit", FieldKind.INTEGER, place=Place.QUERY),
        FieldSpec("names", FieldKind.LIST, place=Place.FORM),
    ),
    editor=Editor.SQL,
)
MODEL = Operation(
    "model",
    "g",
    "Model",
    "POST",
    "/model",
    Payload.JSON,
    (
        FieldSpec("view.days", FieldKind.INTEGER),
        FieldSpec("view.name"),
        FieldSpec("sign", FieldKind.MULTILINE, sensitive=True),
    ),
)
SCOPE = VariableScope(
    datetime.date(2026, 3, 31),
    (
        Variable("n", VariableKind.INTEGER, "7"),
        Variable("who", VariableKind.TEXT),
        Variable("list", VariableKind.LIST, "a, b"),
    ),
    {"who": 'O\'Brien "x"'},
)


def test_each_field_gets_its_value_as_its_kind_wants_it() -> None:
    form = {
        "sql": "SELECT '{{who}}' -- {{nobody}}\nLIMIT {{n}}",
        "names": "{{list}}",
        "other": "a {{today-1d}}",
    }
    made = resolve(SQL, RequestDraft("sql", {"limit": "{{n}}"}, form), SCOPE)
    assert made.problems == ()
    assert made.draft.query == {"limit": 7}
    assert made.draft.form == {
        "sql": "SELECT 'O''Brien \"x\"' -- {{nobody}}\nLIMIT 7",
        "names": ["a", "b"],
        "other": "a 2026-03-30",
    }
    assert set(made.names) == {"who", "n", "list"}


def test_a_body_is_filled_in_and_what_is_signed_is_left() -> None:
    body = {
        "view": {"days": "{{n}}", "name": "{{n}}"},
        "sign": "{{who}}",
        "deep": [{"x": "{{list}}", "y": "{{n}}!"}],
    }
    made = resolve(MODEL, RequestDraft("model", body=body), SCOPE)
    assert made.problems == ()
    assert made.draft.body == {
        "view": {"days": 7, "name": "7"},
        "sign": "{{who}}",
        "deep": [{"x": ["a", "b"], "y": "7!"}],
    }


def test_every_missing_or_wrong_value_is_told_by_name() -> None:
    sql = "SELECT {{a}}, {{b c}}, {{d}}, '{{list}}'"
    scope = VariableScope(SCOPE.today, (*SCOPE.declared, Variable("d", VariableKind.DATE)), {"d": "someday"})
    made = resolve(SQL, RequestDraft("sql", form={"sql": sql}), scope)
    assert {problem.field for problem in made.problems} == {"a", "b c", "list", "d"}
    assert "without a value" in next(p.message for p in made.problems if p.field == "a")


def test_text_typed_as_a_body_is_json_again() -> None:
    plain = Operation("p", "g", "P", "POST", "/p", Payload.JSON)
    made = resolve(plain, RequestDraft("p", text='{"a": {{list}}, "b": "{{who}}"}'), SCOPE)
    assert json.loads(made.draft.text or "") == {"a": ["a", "b"], "b": 'O\'Brien "x"'}


@pytest.mark.parametrize("sql", ["SELECT 1", "SELECT '{{'", "-- {{n}}"])
def test_a_draft_without_variables_is_none_with(sql: str) -> None:
    assert not has_variables(SQL, RequestDraft("sql", form={"sql": sql}))


def test_what_nobody_declared_is_saved_as_what_its_value_looks_like() -> None:
    known = (Variable("who", VariableKind.TEXT, "x"), Variable("gone"))
    found = declared_for(("n", "who", "t", "u"), known, {"n": "12", "t": "a"})
    kinds = {one.name: one.kind for one in found}
    assert kinds == {
        "who": VariableKind.TEXT,
        "n": VariableKind.NUMBER,
        "t": VariableKind.TEXT,
        "u": VariableKind.ANY,
    }


def test_a_curl_command_loses_its_credentials() -> None:
    taken = draft_from_curl(
        "curl 'https://te.example.com/te/querySql?token=SECRETVALUE&format=csv' "
        "-H 'Authorization: Bearer SECRETVALUE' "
        "--data-urlencode 'sql=SELECT 1' -d token=SECRETVALUE",
        TE,
    )
    assert taken.draft == RequestDraft("sql-query", {"format": "csv"}, {"sql": "SELECT 1"})
    assert "SECRETVALUE" not in repr(taken)
    assert any("token" in note for note in taken.notes)
    with pytest.raises(InvalidInput) as caught:
        draft_from_curl("curl https://te.example.com/none", TE)
    assert "no route" in " ".join(caught.value.evidence)


def test_a_collection_becomes_queries_without_secrets() -> None:
    sql = {"mode": "urlencoded", "urlencoded": [{"key": "sql", "value": "SELECT '{{start-day}}'"}]}
    address = {"raw": "{{base}}/querySql?token={{token}}", "query": [{"key": "token", "value": "{{token}}"}]}
    item = {"name": "a: b", "request": {"method": "POST", "url": address, "body": sql, "auth": {"type": "x"}}}
    raw = {"mode": "raw", "raw": '{"projectId": 1}'}
    model = {
        "name": "a: b",
        "request": {"method": "POST", "url": "https://h/open/event-analyze", "body": raw},
    }
    collection = {
        "info": {
            "name": "My/Set",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "variable": [{"key": "token", "value": "SECRETVALUE"}, {"key": "start-day", "value": "2024-01-01"}],
        "item": [{"name": "F", "item": [item, model]}, {"name": "no", "request": "https://h/none"}, 3],
    }
    text = json.dumps(collection)
    assert is_postman(text)
    found = read_postman(text, TE)
    assert found.name == "My Set"
    first, second = found.queries
    assert first.path == "F/a b"
    assert first.draft == RequestDraft("sql-query", form={"sql": "SELECT '{{start_day}}'"})
    assert first.variables == (Variable("start_day", VariableKind.TEXT, "2024-01-01"),)
    assert second.path == "F/a b 2"
    assert second.draft.body == {"projectId": 1}
    assert "SECRETVALUE" not in repr(found)
    assert any("no: its path is no route" in note for note in found.notes)


@pytest.mark.parametrize("text", ["[", "{}", '{"info": {"schema": "v1"}, "item": []}', "[" * 500])
def test_what_is_no_collection_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_postman(text, TE)
