"""Parameters that the sandbox takes on routes whose real ones are unknown in public.

They are named after the words of the documented routes around them, and are the sandbox's own: every
refusal says so, and every answer carries the header `x-sandbox-layout: own`. A route that stands neither
here nor in the catalogue with known parameters is not played.

One line a route: `name`, `name!` when required, `name:kind`; the kind is text when left out.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from tui.core.fields import FieldKind, FieldSpec, check_values
from tui.core.operation import Operation, Payload, flatten
from tui.providers.te.sandbox.parameters import Call, parameter_error, parsed_text

_ROUTES = {
    "metric-data": "metricName!",
    "event-meta-update": "projectId:integer! eventName! eventDesc remark",
    "property-update": "projectId:integer! tableType! columnName! columnDesc columnRemark",
    "virtual-event-create": "projectId:integer! eventName! eventDesc remark events:json!",
    "virtual-event-delete": "projectId:integer! eventName!",
    "sql-prop-create": "projectId:integer! tableType! columnName! columnDesc selectType sqlExpression!",
    "sql-prop-get": "projectId:integer! columnName!",
    "sql-prop-delete": "projectId:integer! columnName!",
    "dict-props-delete": "projectId:integer! columnNames:list!",
    "cohort-update": "projectId:integer! clusterName! displayName qp:json",
    "cohort-refresh": "projectId:integer! clusterName!",
    "cohort-refresh-progress": "projectId:integer! clusterName!",
    "cohort-delete": "projectId:integer! clusterName!",
    "id-cohort-add": "projectId:integer! clusterName! displayName! fileId!",
    "id-cohort-modify": "projectId:integer! clusterName! fileId!",
    "datatable-create": "projectId:integer! tableName!",
    "datatable-update": "projectId:integer! tableName! fileId! append:boolean",
    "datatable-bind": "projectId:integer! tableName! columnName!",
    "datatable-unbind": "projectId:integer! tableName! columnName!",
    "user-event-list": "projectId:integer! userId:integer! startTime endTime limit:integer",
    "reports-delete": "projectId:integer! reportIds:list!",
    "space-dashboards": "projectId:integer! spaceName!",
    "space-members": "projectId:integer! spaceName!",
    "space-update": "projectId:integer! spaceName! loginNames:list!",
    "space-delete": "projectId:integer! spaceName!",
    "space-dashboard-delete": "projectId:integer! spaceName! dashboardIds:list!",
    "user-status": "loginName!",
    "users-create": "users:json!",
    "user-remove-project": "projectId:integer! loginName!",
    "user-remove-system": "loginName!",
    "user-lock": "loginName!",
    "user-unlock": "loginName!",
    "role-get": "projectId:integer! roleDesc!",
    "role-create": "projectId:integer! roleName! roleDesc!",
    "role-update": "projectId:integer! roleDesc! roleName!",
    "role-delete": "projectId:integer! roleDesc!",
    "group-get": "groupName!",
    "group-create": "groupName! loginNames:list",
    "group-update": "groupName! loginNames:list!",
    "group-delete": "groupName!",
    "blacklist-add": "loginName!",
    "blacklist-add-groups": "groupNames:list!",
    "blacklist-cancel": "loginName!",
}


@cache
def own_fields(operation_id: str) -> tuple[FieldSpec, ...]:
    """The sandbox's own parameters of a route; empty when it has none."""
    specs = []
    for word in _ROUTES.get(operation_id, "").split():
        name, _, kind = word.rstrip("!").partition(":")
        specs.append(FieldSpec(name, FieldKind(kind or "text"), required=word.endswith("!")))
    return tuple(specs)


def with_own(call: Call) -> Call:
    """The call with its own parameters among the values. Raises Rejected (-1008) naming one."""
    specs = own_fields(call.operation.id)
    if not specs:
        return call
    values = dict(call.values) | (flatten(call.body, specs) if _in_body(call.operation) else {})
    for spec in specs:
        text = call.request.parameter(spec.name)
        if text and spec.name not in values:
            values[spec.name] = parsed_text(spec, text)
    problems = check_values(specs, values)
    if problems:
        takes = ", ".join(spec.name for spec in specs)
        raise parameter_error(
            problems[0].field,
            f"{problems[0].message}. The real parameters of this route are unknown in public; "
            f"the sandbox takes its own: {takes}",
        )
    return replace(call, values=values)


def _in_body(operation: Operation) -> bool:
    return operation.payload is Payload.JSON
