from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter

import pytest

from tests.providers.casework import profile_of
from tui.core.confidence import Confidence
from tui.core.drafting import starting_draft
from tui.core.fields import FieldKind, Place, check_value
from tui.core.operation import AnswerShape, Editor, Operation, Payload
from tui.providers.te import PROVIDER
from tui.providers.te.operations import items_of, operations

ALL = list(operations())
MODELS = [
    "event-analyze",
    "retention-analyze",
    "funnel-analyze",
    "distribution-analyze",
    "path-analyze",
    "interval-analyze",
    "user-prop-analyze",
]
WITH_EXAMPLE = [op for op in ALL if op.example]


def test_the_catalogue_has_all_routes_by_group() -> None:
    assert Counter(op.group for op in ALL) == {
        "custom_query": 6,
        "model_query": 27,
        "metric": 2,
        "cohort_tag": 11,
        "dimension_table": 1,
        "data_table": 5,
        "sql_generation": 1,
        "metadata": 11,
        "dashboard_report": 9,
        "user_management": 24,
        "project_management": 3,
        "tracking_plan": 1,
    }


def test_paths_are_the_apis_own_and_each_stands_once() -> None:
    calls = [(op.method, op.path) for op in ALL]
    assert len(set(calls)) == 101
    assert [op.path for op in ALL if not op.path.startswith("/open/")] == ["/querySql"]
    assert all(op.path == op.path.strip() and " " not in op.path for op in ALL)


def test_methods_do_not_tell_reads_from_writes() -> None:
    writes = [op for op in ALL if op.mutates]
    assert len(writes) == 46
    assert [op.id for op in writes if op.method == "GET"] == ["sso-user-create"]
    assert sum(op.method == "POST" and not op.mutates for op in ALL) == 37


def test_payloads_follow_the_manual() -> None:
    assert Counter(op.payload for op in ALL) == {
        Payload.NONE: 20,
        Payload.JSON: 73,
        Payload.FORM: 4,
        Payload.MULTIPART: 3,
        Payload.CSV: 1,
    }


def test_row_streams_and_files_are_marked() -> None:
    rows = [op.id for op in ALL if op.answer is AnswerShape.ROWS]
    assert len(rows) == 14
    assert {"sql-query", "sql-result-page"} < set(rows)
    assert [op.id for op in ALL if op.answer is AnswerShape.BYTES] == ["blacklist-download"]


def test_sql_routes_open_the_sql_editor() -> None:
    editors = [op.id for op in ALL if op.editor is Editor.SQL]
    assert editors == ["sql-query", "sql-execute", "sql-submit"]


@pytest.mark.parametrize("operation", ALL, ids=lambda op: op.id)
def test_a_route_is_described_honestly(operation: Operation) -> None:
    assert operation.title
    assert operation.source
    assert operation.confidence in {Confidence.DOCUMENTED, Confidence.SEEN, Confidence.INFERRED}
    assert operation.token_scope in {"project or company", "company", "company expected"}
    if not operation.fields_known:
        assert operation.notes
    names = [(spec.place, spec.name) for spec in operation.fields]
    assert len(set(names)) == len(names)
    for spec in operation.fields:
        assert spec.name != "token"
        assert spec.help.endswith((".", "…")), spec.name
        if spec.default not in (None, []):
            assert check_value(spec, spec.default) is None, spec.name
        if spec.place is Place.BODY:
            assert operation.payload is Payload.JSON


def test_parameters_that_nobody_documents_are_marked() -> None:
    unknown = [op for op in ALL if not op.fields_known]
    assert len(unknown) == 74
    for operation in unknown:
        documented = [s.name for s in operation.fields if s.confidence is Confidence.DOCUMENTED]
        assert not documented or operation.confidence is Confidence.DOCUMENTED, operation.id


def test_the_password_of_the_one_route_that_takes_one_is_sensitive() -> None:
    assert [(op.id, s.name) for op in ALL for s in op.fields if s.sensitive] == [
        ("sso-user-create", "password")
    ]


@pytest.mark.parametrize("operation", WITH_EXAMPLE, ids=lambda op: op.id)
def test_an_example_can_be_sent_as_it_is(operation: Operation) -> None:
    draft = starting_draft(operation, {})
    assert operation.check(draft) == []
    request = PROVIDER.codec().encode(operation, draft, profile_of("te", settings={"projectId": None}))
    assert request.path == operation.path


def test_models_and_sql_have_examples() -> None:
    ids = {op.id for op in WITH_EXAMPLE}
    assert ids >= {*MODELS, "sql-query", "sql-execute", "sql-submit"}


@pytest.mark.parametrize("model", MODELS)
def test_an_examples_objects_are_of_the_described_kind(model: str) -> None:
    example = operations().get(model).example
    for path, specs in items_of(model).items():
        value: object = example
        for key in path.split("."):
            value = value.get(key, []) if isinstance(value, dict) else []
        for item in value if isinstance(value, list) else []:
            problems = [check_value(s, item[s.name]) for s in specs if s.name in item]
            assert [p for p in problems if p] == []
            assert all(s.name in item for s in specs if s.required)
            assert set(item) <= {s.name for s in specs}


@pytest.mark.parametrize("operation_id", ["sql-query", "sql-execute", "sql-submit"])
def test_an_example_query_reads_one_partition_range_and_is_one_select(operation_id: str) -> None:
    sql = operations().get(operation_id).example["sql"]
    assert sql.startswith("SELECT")
    assert "ta.v_event_1" in sql
    assert '"$part_date"' in sql
    assert ";" not in sql


def test_the_profile_fields_hold_no_secret_and_check() -> None:
    names = [spec.name for spec in PROVIDER.profile_fields]
    assert names == ["keyKind", "projectId", "appid", "timeoutSeconds", "projectsLogin"]
    assert PROVIDER.credential.parameter == "token"
    assert all(spec.kind is not FieldKind.SQL for spec in PROVIDER.profile_fields)


def test_the_probe_only_reads() -> None:
    for settings in ({}, {"projectId": 3}):
        draft = PROVIDER.probe(profile_of("te", settings={"projectId": None, **settings}))
        assert draft is not None
        operation = operations().get(draft.operation)
        assert not operation.mutates
        assert operation.check(draft) == []


def test_the_catalogue_is_parsed_fast() -> None:
    operations.cache_clear()
    best = min(_parse_once() for _ in range(5))
    assert best < 0.015


def _parse_once() -> float:
    operations.cache_clear()
    start = time.perf_counter()
    operations()
    return time.perf_counter() - start


def test_importing_the_provider_loads_nothing_heavy() -> None:
    code = (
        "import sys; from tui.providers import PROVIDERS; PROVIDERS['te'], PROVIDERS['td'];"
        "names = [m for m in sys.modules if m.startswith('tui.providers.') and m.count('.') > 2];"
        "print(','.join(names), 'tomllib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split(" ")[0] == ""
