"""Schemas: asked through normal sending when a person asks, kept, and used in explanations."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from tests.factories import make_workbench
from tests.providers.casework import profile_of
from tests.providers.te.test_schema import ANSWERS
from tests.workbench.cast import (
    PROVIDER,
    MemoryAnswers,
    MemoryHistory,
    MemoryProfiles,
    MemoryVault,
    ScriptedTransport,
    answering,
)
from tui.core.cancel import CancelToken
from tui.core.exchange import ResponseHead
from tui.core.failures import AssayError, Cancelled, FileProblem, InvalidInput, TransportFailure
from tui.core.operation import RequestDraft
from tui.core.ports import Sink
from tui.core.profile import Environment, Profile
from tui.core.request import UnsignedRequest
from tui.core.schema import Schema
from tui.core.secret import Secret, SecretRef
from tui.providers import PROVIDERS
from tui.workbench import Profiles, Schemas, Sending
from tui.workbench.composing.schema_calls import SchemaProgress
from tui.workbench.sending.retrying import Retrying

REF = SecretRef("session", "te")
PROFILE = profile_of("te", settings={"projectId": 7}, secret=REF)
PATHS = {
    "/open/list-event-meta": "events",
    "/open/user-cluster-list": "cohorts",
    "/open/project-list": "projects",
}


def part_of(request: UnsignedRequest) -> str:
    if request.path == "/open/list-props":
        return f"{dict(request.query)['tableType']} properties"
    if request.path == "/querySql":
        return "event columns" if b"v_event_" in request.body else "user columns"
    return PATHS[request.path]


@dataclass
class MemoryCache:
    kept: dict[str, Schema] = field(default_factory=dict)
    trouble: FileProblem | None = None

    def load(self, key: str) -> Schema | None:
        if self.trouble is not None:
            raise self.trouble
        return self.kept.get(key)

    def save(self, key: str, schema: Schema) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.kept[key] = schema


@dataclass
class Stage:
    cache: MemoryCache = field(default_factory=MemoryCache)
    answers: dict[str, Any] = field(default_factory=lambda: dict(ANSWERS))
    codes: dict[str, int] = field(default_factory=dict)
    before: Callable[[str], None] = lambda part: None
    transport: ScriptedTransport = field(default_factory=ScriptedTransport)
    history: MemoryHistory = field(default_factory=MemoryHistory)
    keeps: Callable[[Profile], bool] = lambda profile: True

    def schemas(self) -> Schemas:
        """As after a start: nothing is known but what the cache holds."""
        numbers, times = itertools.count(), itertools.count(1_700_000_000)
        vault = MemoryVault()
        vault.kept[REF] = Secret("0123456789abcdef")
        self.transport.script = self._answer
        providers = {**PROVIDERS, "ex": PROVIDER}
        profiles = Profiles(providers, MemoryProfiles(), vault, [], lambda: f"id{next(numbers)}")
        self.sending = Sending(
            profiles,
            vault,
            self.transport,
            MemoryAnswers(),
            self.history,
            lambda: float(next(times)),
            lambda: f"id{next(numbers)}",
        )
        retrying = Retrying(profiles, self.sending, dict, lambda: float(next(times)))
        return Schemas(profiles, retrying, self.cache, lambda: float(next(times)), self.keeps)

    def _answer(self, request: UnsignedRequest, sink: Sink, cancel: CancelToken) -> None:
        part = part_of(request)
        self.before(part)
        document: Mapping[str, Any] = {
            "return_code": self.codes.get(part, 0),
            "return_message": "no permission" if self.codes.get(part) else "success",
            "data": self.answers.get(part),
        }
        answering(json.dumps(document).encode())(request, sink, cancel)

    @property
    def asked(self) -> list[str]:
        return [part_of(request) for request in self.transport.seen]


def test_nothing_is_sent_before_a_person_asks_and_then_every_call_is_in_the_history() -> None:
    stage = Stage()
    schemas = stage.schemas()
    assert schemas.cached(PROFILE) is None
    assert schemas.ready(PROFILE) is None
    assert len(schemas.calls(PROFILE)) == 6
    assert stage.asked == []
    seen: list[SchemaProgress] = []
    schema = schemas.fetch(PROFILE, on_progress=seen.append)
    assert [one.name for one in schema.events] == ["pay", "ta@vip"]
    assert len(stage.asked) == len(stage.history.kept) == 6
    assert list(dict.fromkeys(one.done for one in seen)) == [0, 1, 2, 3, 4, 5, 6]
    assert {one.calls for one in seen} == {6}
    assert 0 <= schemas.age(schema) < 60


def test_a_schema_is_kept_for_the_next_start_by_profile_host_and_project() -> None:
    stage = Stage()
    fetched = stage.schemas().fetch(PROFILE)
    again = stage.schemas()
    assert again.cached(PROFILE) == fetched
    assert again.cached(PROFILE, "7") == fetched
    assert again.cached(PROFILE, "8") is None
    assert again.cached(replace(PROFILE, base_url="http://other:1")) is None
    assert again.cached(replace(PROFILE, id="p2")) is None
    asked = len(stage.asked)
    other = again.fetch(PROFILE, project="8")
    assert other.project == "8"
    assert b"v_event_8" in stage.transport.seen[asked + 4].body
    assert again.cached(PROFILE, "8") == other
    assert again.cached(PROFILE) == fetched


def test_private_profiles_and_the_sandbox_leave_nothing_on_disk() -> None:
    stage = Stage(keeps=lambda profile: False)
    schemas = stage.schemas()
    fetched = schemas.fetch(PROFILE)
    assert schemas.cached(PROFILE) == fetched
    sandbox = replace(PROFILE, environment=Environment.SANDBOX)
    stage.keeps = lambda profile: True
    schemas = stage.schemas()
    assert schemas.ready(sandbox) is not None
    assert stage.cache.kept == {}


def test_a_cache_that_cannot_be_used_is_told_and_costs_no_schema() -> None:
    stage = Stage(MemoryCache(trouble=FileProblem("It is damaged.")))
    schemas = stage.schemas()
    assert schemas.cached(PROFILE) is None
    assert str(schemas.trouble(PROFILE)) == "It is damaged."
    fetched = schemas.fetch(PROFILE)
    assert schemas.cached(PROFILE) == fetched
    assert schemas.trouble(PROFILE) is not None
    stage.cache.trouble = None
    schemas.fetch(PROFILE)
    assert schemas.trouble(PROFILE) is None


def test_a_refused_call_is_a_sentence_and_the_rest_is_true() -> None:
    stage = Stage(codes={"cohorts": -1006})
    schema = stage.schemas().fetch(PROFILE)
    assert schema.cohorts == ()
    assert schema.problems == ("Cohorts and tags: the service answered -1006, no permission.",)
    assert len(stage.asked) == 6


def test_when_every_call_is_refused_the_last_schema_stays() -> None:
    stage = Stage()
    schemas = stage.schemas()
    before = schemas.fetch(PROFILE)
    stage.codes = dict.fromkeys(ANSWERS, -1001)
    with pytest.raises(AssayError) as caught:
        schemas.fetch(PROFILE)
    assert caught.value.code == "schema-refused"
    assert "explain te/-1001" in caught.value.next_step
    assert schemas.cached(PROFILE) == before


def test_who_is_not_reached_is_asked_once() -> None:
    stage = Stage()

    def unreachable(part: str) -> None:
        raise TransportFailure("Nobody listens.", code="connection-refused", sent=False)

    stage.before = unreachable
    with pytest.raises(AssayError, match="Nobody listens") as caught:
        stage.schemas().fetch(PROFILE)
    assert caught.value.code == "connection-refused"
    assert len(stage.asked) == 1


def test_a_cancelled_fetch_stops_at_once_and_changes_nothing() -> None:
    stage = Stage()
    schemas = stage.schemas()
    before = schemas.fetch(PROFILE)
    token = CancelToken()
    stage.before = lambda part: token.cancel() if part == "event properties" else None
    asked = len(stage.asked)
    with pytest.raises(Cancelled):
        schemas.fetch(PROFILE, token)
    assert len(stage.asked) == asked + 2
    assert schemas.cached(PROFILE) == before


def test_one_events_properties_cost_one_call_and_are_kept() -> None:
    stage = Stage()
    schemas = stage.schemas()
    with pytest.raises(InvalidInput, match="schema"):
        schemas.fetch_event(PROFILE, "pay")
    schemas.fetch(PROFILE)
    asked = len(stage.asked)
    found = schemas.fetch_event(PROFILE, "pay")
    assert len(stage.asked) == asked + 1
    assert [one.properties for one in found.events] == [("price",), ()]
    assert stage.schemas().cached(PROFILE) == found
    stage.answers["event properties"] = {"oops": 1}
    with pytest.raises(AssayError, match="no list of properties"):
        schemas.fetch_event(PROFILE, "pay")
    stage.codes = {"event properties": -1006}
    with pytest.raises(AssayError, match="-1006"):
        schemas.fetch_event(PROFILE, "pay")


def test_an_api_without_a_schema_says_so() -> None:
    schemas = Stage().schemas()
    profile = Profile("x", "mine", "ex", "http://127.0.0.1:1")
    assert not schemas.offers(profile)
    assert schemas.cached(profile) is None
    assert schemas.calls(profile) == ()
    with pytest.raises(InvalidInput, match="profile"):
        schemas.fetch(profile)


def test_what_is_no_api_is_a_sentence() -> None:
    stage = Stage()
    schemas = stage.schemas()

    def page(request: UnsignedRequest, sink: Sink, cancel: CancelToken) -> None:
        sink.head(ResponseHead(200, headers=(("content-type", "text/html"),)))
        sink.write(b"<html><title>Sign in</title></html>")

    stage.transport.script = page
    with pytest.raises(AssayError) as caught:
        schemas.fetch(PROFILE)
    assert caught.value.code == "unexpected-body"


def test_the_sandboxs_schema_gives_explanations_its_columns(tmp_path: Path) -> None:
    workbench = make_workbench(tmp_path)
    try:
        profile = workbench.profiles.sandbox("te")
        sql = "SELECT sesion_id FROM ta.v_event_1 WHERE \"$part_date\" = '2024-01-01'"
        draft = RequestDraft("sql-query", query={"format": "json"}, form={"sql": sql})
        exchange = workbench.sending.send(profile, draft)
        assert "session_id" not in repr(workbench.inspecting.explain(exchange.id))
        schema = workbench.schemas.ready(profile)
        assert schema is not None
        assert schema.problems == ()
        assert {one.id for one in schema.projects} >= {"1", "2"}
        assert workbench.schemas.ready(profile) is schema
        assert "did you mean session_id?" in repr(workbench.inspecting.explain(exchange.id))
        event = workbench.schemas.fetch_event(profile, schema.events[0].name).events[0]
        assert "session_id" in event.properties
        assert not (tmp_path / "cache" / "schemas").exists()
    finally:
        workbench.close()
