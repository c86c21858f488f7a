"""What a project holds: the calls that tell it, and how their answers are read.

Shapes, as working public clients use them: list-event-meta answers `{"events": [{eventName, eventDesc}]}`;
list-props answers a list of `{columnName, columnDesc, selectType or columnType}` under a name that differs
between versions; project-list a bare list of `{projectId, projectName}`. What user-cluster-list answers is
not public: objects with a `clusterName` are taken from it, as user-cluster-add spells it. The columns of
the two tables are read from the header line of a query that matches no row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tui.core.exact_json import NumberText
from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.core.operation import RequestDraft
from tui.core.profile import Profile
from tui.core.provider import SchemaQuestion
from tui.core.schema import (
    Owner,
    Schema,
    SchemaCohort,
    SchemaEvent,
    SchemaProject,
    SchemaProperty,
    SchemaTable,
)

EVENTS, EVENT_PROPERTIES, USER_PROPERTIES = "events", "event properties", "user properties"
COHORTS, PROJECTS, EVENT_TABLE, USER_TABLE = "cohorts", "projects", "event columns", "user columns"

SETTING, LOGIN_SETTING = "projectId", "projectsLogin"

_EVENT_COLUMNS = (
    *("#event_name", "$part_event", "$part_date", "#event_time", "#server_time", "#zone_offset"),
    *("#user_id", "#account_id", "#distinct_id", "#uuid", "#device_id", "#ip", "#country"),
    *("#country_code", "#province", "#city", "#os"),
)
_USER_COLUMNS = ("#user_id", "#update_time", "#event_date")
_COHORT_COLUMNS = (
    *("cluster_name", "tag_value", "tag_value_num", "tag_value_tm", "#user_id", "#varchar_id"),
)
"""Built-in columns that the manual names; more may exist."""

_EVENT_HEADERS = "SELECT * FROM ta.v_event_{project} WHERE \"$part_date\" = '1970-01-01' LIMIT 1"
_USER_HEADERS = "SELECT * FROM ta.v_user_{project} WHERE 1 = 0"
"""No row matches (the partition of that day is empty), and the answer still names every column."""

_SANDBOX_LOGIN = "root"
_PROJECT = re.compile(r"[0-9]{1,18}")

Objects = list[Mapping[str, Any]]


def questions(profile: Profile) -> Sequence[SchemaQuestion]:
    """Every call for the profile's project. Raises InvalidInput when the profile names none."""
    login = str(profile.settings.get(LOGIN_SETTING) or (_SANDBOX_LOGIN if profile.is_sandbox else ""))
    projects = [_asked(PROJECTS, "projects", "project-list", query={"loginName": login})] if login else []
    project = _project(profile)
    if not project:
        if projects:
            return projects
        problem = FieldProblem(SETTING, "is empty in the profile, and every call for a schema needs it")
        raise InvalidInput([problem], what="The schema")
    number = {"projectId": int(project)}
    return [
        _asked(EVENTS, "events", "event-meta-list", query=number),
        _asked(EVENT_PROPERTIES, "event properties", "property-list", query={**number, "tableType": "event"}),
        _asked(USER_PROPERTIES, "user properties", "property-list", query={**number, "tableType": "user"}),
        _asked(COHORTS, "cohorts and tags", "cohort-list", body=number),
        _headers(EVENT_TABLE, "the event table", _EVENT_HEADERS.format(project=project)),
        _headers(USER_TABLE, "the user table", _USER_HEADERS.format(project=project)),
        *projects,
    ]


def event_question(profile: Profile, event: str) -> SchemaQuestion:
    """The call for the properties of one event. Raises InvalidInput when the profile names no project."""
    project = _project(profile)
    if not project:
        raise InvalidInput([FieldProblem(SETTING, "is empty in the profile")], what="The schema")
    query = {"projectId": int(project), "tableType": "event", "eventName": event}
    return _asked("event", "the event's properties", "property-list", query=query)


def read(profile: Profile, answers: Mapping[str, Any]) -> Schema:
    """What the answers tell. Only what is there is read; the rest becomes a problem in words."""
    project = _project(profile)
    problems: list[str] = []
    properties = (
        *_properties(answers, EVENT_PROPERTIES, Owner.EVENT, problems),
        *_properties(answers, USER_PROPERTIES, Owner.USER, problems),
    )
    cohorts = tuple(
        SchemaCohort(name, _text(one, "displayName"))
        for one, name in _named(answers, COHORTS, "clusterName", problems)
    )
    listed = _named(answers, PROJECTS, "projectId", problems)
    return Schema(
        project=project,
        tables=_tables(profile, answers, properties, problems) if project else (),
        events=_events(answers, problems),
        properties=properties,
        cohorts=cohorts,
        problems=tuple(problems),
        projects=tuple(SchemaProject(name, _text(one, "projectName")) for one, name in listed),
    )


def read_event(data: Any) -> tuple[str, ...] | None:
    """The names of the properties in one event's answer."""
    found = _objects(data, "columnName")
    return None if found is None else _unique(_text(one, "columnName") for one in found)


# ---- asking ------------------------------------------------------------------------------------


def _project(profile: Profile) -> str:
    project = str(profile.settings.get(SETTING) or "")
    return project if _PROJECT.fullmatch(project) else ""


def _asked(part: str, title: str, operation: str, **parts: Any) -> SchemaQuestion:
    return SchemaQuestion(part, title, RequestDraft(operation, **parts))


def _headers(part: str, table: str, sql: str) -> SchemaQuestion:
    return _asked(part, f"columns of {table}", "sql-query", query={"format": "json"}, form={"sql": sql})


# ---- reading -----------------------------------------------------------------------------------


def _events(answers: Mapping[str, Any], problems: list[str]) -> tuple[SchemaEvent, ...]:
    return tuple(
        SchemaEvent(name, _text(one, "eventDesc"), virtual=name.startswith("ta@"))
        for one, name in _named(answers, EVENTS, "eventName", problems)
    )


def _properties(
    answers: Mapping[str, Any], part: str, owner: Owner, problems: list[str]
) -> Iterator[SchemaProperty]:
    for one, name in _named(answers, part, "columnName", problems):
        kind = _text(one, "selectType") or _text(one, "columnType")
        yield SchemaProperty(name, owner, kind, _text(one, "columnDesc"), virtual="@" in name)


def _tables(
    profile: Profile,
    answers: Mapping[str, Any],
    properties: Sequence[SchemaProperty],
    problems: list[str],
) -> tuple[SchemaTable, ...]:
    project = _project(profile)
    tables = []
    for owner, part, built_in in (
        (Owner.EVENT, EVENT_TABLE, _EVENT_COLUMNS),
        (Owner.USER, USER_TABLE, _USER_COLUMNS),
    ):
        name = f"ta.v_{owner.value}_{project}"
        columns = _columns(answers, part, problems)
        if not columns:
            own = [one.name for one in properties if one.owner is owner]
            if not own:
                # Nothing tells that the table exists.
                continue
            columns = _unique((*built_in, *own))
            problems.append(
                f"The columns of {name} are put together from its properties and the manual's built-in ones."
            )
        tables.append(SchemaTable(name, columns, owner))
    if tables and not profile.is_sandbox:
        # The sandbox has none. Members of cohorts and tags; the manual names these columns.
        tables.append(SchemaTable(f"ta.user_result_cluster_{project}", _COHORT_COLUMNS))
    return tuple(tables)


def _columns(answers: Mapping[str, Any], part: str, problems: list[str]) -> tuple[str, ...]:
    if part not in answers:
        return ()
    data = answers[part]
    headers = data.get("headers") if isinstance(data, Mapping) else None
    if isinstance(headers, list) and all(isinstance(name, str) for name in headers):
        return _unique(headers)
    problems.append(f"The answer about the {part} names no columns.")
    return ()


def _named(
    answers: Mapping[str, Any], part: str, key: str, problems: list[str]
) -> list[tuple[Mapping[str, Any], str]]:
    """The objects of one answer with their names, each name once."""
    if part not in answers:
        return []
    found = _objects(answers[part], key)
    if found is None:
        problems.append(f"The answer about {part} holds no list of objects with “{key}”.")
        return []
    named = {_text(one, key): one for one in reversed(found)}
    nameless = sum(1 for one in found if not _text(one, key))
    if nameless:
        problems.append(f"{nameless} of the {part} came without “{key}” and were left out.")
    return [(one, name) for name, one in reversed(named.items()) if name]


def _objects(data: Any, key: str) -> Objects | None:
    """The objects of a bare list, or of the lists in an object, whatever these are called.

    None when none of them has the key: the layout is then another one.
    """
    lists = [data] if isinstance(data, list) else []
    if isinstance(data, Mapping):
        lists = [value for value in data.values() if isinstance(value, list)]
    found = [one for listed in lists for one in listed if isinstance(one, Mapping)]
    if any(key in one for one in found):
        return found if len(lists) == 1 else [one for one in found if key in one]
    return [] if lists and not any(lists) else None


def _text(one: Mapping[str, Any], key: str) -> str:
    value = one.get(key)
    if isinstance(value, str) and not isinstance(value, NumberText):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def _unique(names: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))
