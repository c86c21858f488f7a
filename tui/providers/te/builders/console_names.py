"""The members that the objects of a model's body have, from the declarations of its route."""

from __future__ import annotations

from functools import cache

from tui.providers.te.operations import items_of, operations

_MORE = {
    "source_event": {"event_name", "filter"},
    "by_fields": {"event_name", "field", "table_type", "range_type", "range"},
    "userCrowds": {"crowdName", "relation", "filts"},
    "relationProp": {"property", "relationPropNumberOperator", "relationOperatorValue"},
    "property": {"columnName", "tableType", "columnDesc", "specifiedClusterDate"},
    "eventSplit": {"event", "groupByProp"},
    "event": {"eventName", "eventDesc"},
    "groupByProp": {"columnName", "columnDesc", "tableType", "propertyRange"},
    "taIdMeasureVo": {"columnName", "tableType", "columnDesc"},
    "eventView": {"collectFirstDay"},
    "": {"useSameResultKey"},
}
"""What the declarations leave to free JSON, and documented members without a field of their own."""


def normal(name: str) -> str:
    """A name without what snake case and camel case differ in."""
    return name.replace("_", "").lower()


@cache
def members_of(model: str, member: str) -> frozenset[str]:
    """Names of the members of an object; none where nobody says. Filters are alike wherever they stand."""
    if member in ("filter", "user_filter", "filts"):
        return frozenset(spec.name for spec in items_of("event-analyze")["eventView.filts"])
    operation = operations().get(model)
    names = {*_MORE.get(member, ())}
    for spec in operation.fields:
        head, *rest = spec.name.split(".")
        if not member:
            names.add(head)
        elif rest and member in (head, *rest[:-1]):
            parts = [head, *rest]
            names.add(parts[parts.index(member) + 1])
    for path, specs in items_of(model).items():
        if path.split(".")[-1] == member:
            names |= {spec.name for spec in specs}
    return frozenset(names)
