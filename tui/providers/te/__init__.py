"""ThinkingEngine (formerly Thinking Analytics) Open API: SQL, analysis models, management."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tui.core.fields import FieldKind, FieldSpec
from tui.core.operation import Operation, OperationCatalog, RequestDraft
from tui.core.provider import CaseFacts, Codec, CredentialSpec, Provider, SchemaQuestion, SchemaSpec

if TYPE_CHECKING:
    from tui.core.building import Builders
    from tui.core.charting import Chart
    from tui.core.knowledge import ErrorCatalog, ErrorPage, Explanation
    from tui.core.profile import Profile
    from tui.core.schema import Schema
    from tui.core.sql_assist import SqlFacts
    from tui.core.table import Table
    from tui.core.tasks import TaskRoutes

# Everything heavy is imported inside the functions: a start of the program needs names and fields only.


def _operations() -> OperationCatalog:
    from tui.providers.te.operations import operations

    return operations()


def _codec() -> Codec:
    from tui.providers.te.codec import CODEC

    return CODEC


def _errors() -> ErrorCatalog:
    from tui.providers.te.errors import errors

    return errors()


def _explain(page: ErrorPage, facts: CaseFacts) -> Explanation:
    from tui.providers.te.evidence import explain

    return explain(page, facts)


def _layout(operation: Operation, draft: RequestDraft, data: Any) -> tuple[Table, ...]:
    from tui.providers.te.layouts import layout

    return layout(operation, draft, data)


def _charts(operation: Operation, tables: Sequence[Table]) -> tuple[Chart, ...]:
    from tui.providers.te.layouts import charts

    return charts(operation, tables)


def _builders() -> Builders:
    from tui.providers.te.builders import builders

    return builders()


def _sandbox(services: Any) -> Any:
    from tui.providers.te.sandbox import mount

    return mount(services)


def _schema_questions(profile: Profile) -> Sequence[SchemaQuestion]:
    from tui.providers.te.schema import questions

    return questions(profile)


def _schema(profile: Profile, answers: Mapping[str, Any]) -> Schema:
    from tui.providers.te.schema import read

    return read(profile, answers)


def _event_question(profile: Profile, event: str) -> SchemaQuestion:
    from tui.providers.te.schema import event_question

    return event_question(profile, event)


def _event_properties(data: Any) -> tuple[str, ...] | None:
    from tui.providers.te.schema import read_event

    return read_event(data)


def _sql() -> SqlFacts:
    from tui.providers.te.sql_facts import FACTS

    return FACTS


def _tasks() -> TaskRoutes:
    from tui.providers.te.tasks import TeTasks

    return TeTasks()


def _probe(profile: Profile) -> RequestDraft | None:
    """A listing of events when the project is known, else the least query that reads nothing."""
    project = profile.settings.get("projectId")
    if project:
        return RequestDraft("event-meta-list", query={"projectId": project})
    return RequestDraft("sql-query", query={"format": "json"}, form={"sql": "SELECT 1"})


PROVIDER = Provider(
    id="te",
    title="ThinkingEngine Open API",
    summary="Analytics: SQL and seven analysis models, cohorts, metadata, dashboards and users.",
    default_base_url="http://ta2:8992",
    credential=CredentialSpec(
        parameter="token",
        label="API secret (token)",
        help="Made on a TE server as user ta: ta-tool generate_root_secret for the company key, or "
        "ta-tool generate_api_secret -appid <APPID> for one project. Making a key again ends the one before.",
    ),
    profile_fields=(
        FieldSpec(
            "keyKind",
            FieldKind.CHOICE,
            label="Key",
            choices=("project", "company"),
            default="project",
            help="A project key opens one project; user management accepts the company key only.",
        ),
        FieldSpec(
            "projectId",
            FieldKind.INTEGER,
            label="Project number",
            minimum=1,
            help="The number, not the APPID. Filled into requests that leave it out.",
        ),
        FieldSpec(
            "appid",
            label="APPID",
            help="For your own notes, and to tell when it is sent in the place of the number. Never sent.",
        ),
        FieldSpec(
            "timeoutSeconds",
            FieldKind.INTEGER,
            label="Server time-out (s)",
            minimum=1,
            maximum=86400,
            help="Filled into queries that leave it out; the server then cancels them after this time.",
        ),
        FieldSpec(
            "projectsLogin",
            label="Login name",
            help="Whose projects the schema lists, for a company key. Without it, only the project above.",
        ),
    ),
    operations=_operations,
    codec=_codec,
    errors=_errors,
    explain=_explain,
    layout=_layout,
    charts=_charts,
    sandbox=_sandbox,
    probe=_probe,
    default_operation="sql-query",
    base_url_help="Scheme, host, port and path prefix, such as http://ta2:8992 or https://proxy.example/ta. "
    "The manual shows plain http and port 8992, in which the token can be read on the way; https, other "
    "ports and prefixes behind a proxy are common. Nothing is added to it.",
    documentation="ThinkingData manual, technical_document/open_api",
    schema=SchemaSpec("projectId", _schema_questions, _schema, _event_question, _event_properties),
    sql=_sql,
    builders=_builders,
    tasks=_tasks,
    rate_limited=frozenset({"-1005"}),
)
