"""Routes with their marks, and unsent work that is kept per profile and route."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.workbench.cast import OPERATIONS
from tui.core.confidence import Confidence
from tui.core.fields import FieldKind, FieldSpec, Place
from tui.core.operation import Editor, Operation, OperationCatalog, Payload, RequestDraft
from tui.core.profile import Profile
from tui.workbench.composing.composition import Composition, refusal
from tui.workbench.composing.verbs import DraftBook, first_route, route_groups, route_line, without_sensitive

PROFILE = Profile("p1", "mine", "ex", "http://127.0.0.1:1", settings={"projectId": 7})

SQL_ROUTE = Operation(
    "query",
    "sql",
    "Run SQL",
    "POST",
    "/querySql",
    payload=Payload.FORM,
    editor=Editor.SQL,
    fields=(
        FieldSpec("sql", FieldKind.SQL, required=True, place=Place.FORM),
        FieldSpec("timeoutSeconds", FieldKind.INTEGER, place=Place.QUERY, minimum=1),
        FieldSpec("projectId", FieldKind.INTEGER, place=Place.QUERY),
    ),
    example={"sql": "SELECT 1", "projectId": 1},
)


class Drafts:
    def __init__(self) -> None:
        self.kept: dict[str, Mapping[str, object]] = {}

    def put(self, key: str, draft: Mapping[str, object]) -> None:
        self.kept[key] = draft

    def get(self, key: str) -> Mapping[str, object] | None:
        return self.kept.get(key)

    def keys(self) -> list[str]:
        return list(self.kept)

    def delete(self, key: str) -> None:
        self.kept.pop(key, None)


def operation(**changes: object) -> Operation:
    return Operation("id", "group", "Title", "GET", "/path", **changes)  # type: ignore[arg-type]  # only known fields


@pytest.mark.parametrize(
    ("changes", "mark", "says"),
    [
        ({}, "★", "documented by the vendor"),
        ({"confidence": Confidence.SEEN}, "★", "seen in working"),
        ({"confidence": Confidence.INFERRED}, "·", "not documented (inferred)"),
        ({"fields_known": False}, "·", "parameters unknown"),
        ({"mutates": True}, "★", "asks before it is sent"),
    ],
)
def test_a_mark_never_stands_without_words(changes: dict[str, object], mark: str, says: str) -> None:
    line = route_line(operation(**changes))
    assert line.mark == mark
    assert says in line.words
    assert line.writes is bool(changes.get("mutates"))


def test_routes_are_filtered_by_every_word_wherever_it_stands() -> None:
    assert [g.name for g in route_groups(OPERATIONS)] == ["things", "signs"]
    found = route_groups(OPERATIONS, "WRITE things")
    assert [[r.id for r in g.routes] for g in found] == [["write"]]
    assert route_groups(OPERATIONS, "no such route") == ()


def test_the_first_route_is_the_first_that_exists() -> None:
    found = first_route(OPERATIONS, "", "gone", "verify", "read")
    assert found is not None
    assert found.id == "verify"
    first = first_route(OPERATIONS, "gone")
    assert first is not None
    assert first.id == "read"
    assert first_route(OperationCatalog([])) is None


def test_a_route_begins_with_its_example_and_the_profiles_settings() -> None:
    composition = DraftBook(Drafts()).load(PROFILE, SQL_ROUTE)
    assert composition.sql == "SELECT 1"
    assert composition.draft.query == {"projectId": 7}


def test_a_draft_comes_back_whole_with_what_was_unfinished() -> None:
    store = Drafts()
    book = DraftBook(store)
    composition = book.load(PROFILE, SQL_ROUTE)
    composition.type_sql("SELECT 2\n")
    timeout = SQL_ROUTE.fields[1]
    assert "whole number" in composition.type_field(timeout, "12x")
    book.saving(composition)()
    again = DraftBook(store).load(PROFILE, SQL_ROUTE)
    assert again.draft == composition.draft
    assert again.shown(timeout) == "12x"
    assert [p.field for p in again.problems()] == ["timeoutSeconds"]
    assert book.last_route(PROFILE.id) == "query"
    assert book.last_route("other") == ""


@pytest.mark.parametrize(
    "kept", [{"query": 3}, {"query": {}, "form": None}, {"query": {}, "form": {}, "text": 4}]
)
def test_a_kept_draft_that_is_none_is_no_reason_to_stop(kept: dict[str, object]) -> None:
    store = Drafts()
    store.put("compose/p1/query", kept)
    assert DraftBook(store).load(PROFILE, SQL_ROUTE).draft.operation == "query"


def test_sensitive_values_never_reach_the_store() -> None:
    verify = OPERATIONS.get("verify")
    store = Drafts()
    draft = RequestDraft("verify", body={"path": "/a", "sign": "sbx1.secret"})
    composition = Composition(PROFILE, verify, draft)
    composition.unfinished["sign"] = "sbx1.secret"
    DraftBook(store).saving(composition)()
    assert "sbx1.secret" not in repr(store.kept)
    assert "/a" in repr(store.kept)


def test_an_earlier_save_never_replaces_a_later_one() -> None:
    store = Drafts()
    book = DraftBook(store)
    composition = book.load(PROFILE, SQL_ROUTE)
    composition.type_sql("SELECT 'earlier'")
    earlier = book.saving(composition)
    composition.type_sql("SELECT 'later'")
    book.saving(composition)()
    earlier()
    assert book.load(PROFILE, SQL_ROUTE).sql == "SELECT 'later'"


def test_text_that_may_hold_a_sensitive_value_is_not_kept() -> None:
    draft = RequestDraft("verify", text='{"sign": "sbx1.secret"')
    verify = OPERATIONS.get("verify")
    json_verify = Operation(
        verify.id, verify.group, verify.title, "POST", verify.path, Payload.JSON, verify.fields
    )
    assert without_sensitive(json_verify, draft).text is None


def test_views_of_one_draft_agree() -> None:
    composition = Composition(PROFILE, SQL_ROUTE, RequestDraft("query"))
    assert [p.field for p in composition.problems()] == ["sql"]
    composition.type_sql("SELECT 3")
    assert composition.draft.form == {"sql": "SELECT 3"}
    assert composition.problems() == []
    composition.type_sql("")
    assert "sql" not in composition.draft.form


def test_typing_json_settles_what_was_unfinished_in_the_form() -> None:
    route = operation(
        payload=Payload.JSON,
        fields=(FieldSpec("count", FieldKind.INTEGER), FieldSpec("filts", FieldKind.JSON)),
    )
    composition = Composition(PROFILE, route, RequestDraft("id", body={"count": 1}))
    composition.type_field(route.fields[1], "[1,")
    assert [p.field for p in composition.problems()] == ["filts"]
    composition.type_text('{"count": 2, "more": true}')
    assert composition.problems() == []
    assert composition.draft.body == {"count": 2, "more": True}
    composition.type_field(route.fields[0], "3")
    assert composition.draft.body == {"count": 3, "more": True}


def test_the_form_says_why_it_is_off() -> None:
    route = operation(payload=Payload.JSON, fields=(FieldSpec("a"),))
    composition = Composition(PROFILE, route, RequestDraft("id"))
    assert composition.form_hint() == ""
    composition.type_text('{"a": ')
    assert "until the JSON can be read" in composition.form_hint()
    composition.type_text('{"a": "1", "a": "2"}')
    assert "sent exactly as typed" in composition.form_hint()
    assert composition.problems() == []


def test_a_write_is_refused_on_a_read_only_profile_only() -> None:
    read_only = Profile("p2", "prod", "ex", "http://127.0.0.1:1", read_only=True)
    write, read = OPERATIONS.get("write"), OPERATIONS.get("read")
    error = refusal(Composition(read_only, write, RequestDraft("write")))
    assert error is not None
    assert "read-only" in error.message
    assert refusal(Composition(read_only, read, RequestDraft("read"))) is None
    assert refusal(Composition(PROFILE, write, RequestDraft("write"))) is None
