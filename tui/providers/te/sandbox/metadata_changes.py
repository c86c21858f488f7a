"""Changes to metadata: shown names, virtual events (which models compute), virtual properties (stored)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui.core.sandboxing import SandboxAnswer, TableKind
from tui.providers.te.sandbox.envelope import TARGET_MISSING, Rejected, success
from tui.providers.te.sandbox.metadata import Metadata
from tui.providers.te.sandbox.models.measures import event_condition
from tui.providers.te.sandbox.models.statement import Statement
from tui.providers.te.sandbox.objects import (
    EVENT,
    PROPERTY,
    VIRTUAL_EVENT,
    VIRTUAL_PROPERTY,
    Document,
    ProjectObjects,
    Shelf,
)
from tui.providers.te.sandbox.parameters import Call, parameter_error

STORED = "The sandbox stores the property and lists it; no query computes it."


class MetadataChanges:
    """The metadata routes that write, and those that read what was written."""

    def __init__(self, metadata: Metadata, objects: ProjectObjects) -> None:
        self._metadata = metadata
        self._memory = objects.memory

    def plays(self) -> Mapping[str, Callable[[Call], SandboxAnswer]]:
        return {
            "event-meta-update": self.event,
            "property-update": self.property,
            "virtual-event-create": self.create_event,
            "virtual-event-get": self.get_event,
            "virtual-event-delete": self.delete_event,
            "sql-prop-create": self.create_property,
            "sql-prop-get": self.get_property,
            "sql-prop-delete": self.delete_property,
        }

    def event(self, call: Call) -> SandboxAnswer:
        source, name = self._metadata.source(call), str(call.values["eventName"])
        if name not in source.event_names:
            raise Rejected(TARGET_MISSING, f"project {source.project.id} has no event {name[:60]!r}")
        return self._changed(call, EVENT, name, ("eventDesc", "remark"))

    def property(self, call: Call) -> SandboxAnswer:
        source, name, table = self._metadata.source(call), call.values["columnName"], _table(call)
        if source.kind(name, table) is None:
            raise Rejected(
                TARGET_MISSING, f"project {source.project.id} has no {table} property {name[:60]!r}"
            )
        return self._changed(call, PROPERTY, f"{table}:{name}", ("columnDesc", "columnRemark"))

    def _changed(self, call: Call, what: str, key: str, members: tuple[str, ...]) -> SandboxAnswer:
        changes = {name: str(call.values[name]) for name in members if name in call.values}
        if not changes:
            raise parameter_error(members[0], f"or {members[1]} is required: there is nothing to change")
        kept = self._shelf(call, what).kept
        self._memory.locked(lambda: kept.setdefault(key, {}).update(changes))
        return success()

    # ---- virtual events

    def create_event(self, call: Call) -> SandboxAnswer:
        """`events` is a list of {eventName, relation, filts}; the virtual event is any of them."""
        name, parts = str(call.values["eventName"]), call.values["events"]
        if not name.startswith("ta@"):
            raise parameter_error("eventName", "the name of a virtual event begins with ta@")
        if not isinstance(parts, list) or not parts or not all(isinstance(part, Mapping) for part in parts):
            raise parameter_error("events", "needs a list of {eventName, relation, filts}")
        st = Statement(self._metadata.source(call))
        for number, part in enumerate(parts):
            if str(part.get("eventName", "")).startswith("ta@"):
                raise parameter_error(f"events[{number}].eventName", "the sandbox nests no virtual events")
            event_condition(st, part, f"events[{number}]")
        document: Document = {"eventName": name, "eventDesc": str(call.values.get("eventDesc") or name)}
        document |= {"remark": str(call.values.get("remark") or ""), "events": parts}
        self._memory.locked(lambda: self._shelf(call, VIRTUAL_EVENT).add(name, document))
        return success()

    def get_event(self, call: Call) -> SandboxAnswer:
        return success(self._shelf(call, VIRTUAL_EVENT).get(str(call.values["eventName"])))

    def delete_event(self, call: Call) -> SandboxAnswer:
        self._memory.locked(lambda: self._shelf(call, VIRTUAL_EVENT).remove(str(call.values["eventName"])))
        return success()

    # ---- virtual properties

    def create_property(self, call: Call) -> SandboxAnswer:
        name, table = str(call.values["columnName"]), _table(call)
        if not name.startswith("#vp@"):
            raise parameter_error("columnName", "the name of a virtual property begins with #vp@")
        document: Document = {"columnName": name, "columnDesc": str(call.values.get("columnDesc") or name)}
        document |= {"columnRemark": STORED, "selectType": str(call.values.get("selectType") or "string")}
        document |= {"sqlExpression": call.values["sqlExpression"], "tableType": str(table)}
        self._memory.locked(lambda: self._shelf(call, VIRTUAL_PROPERTY).add(name, document))
        return success()

    def get_property(self, call: Call) -> SandboxAnswer:
        return success(self._shelf(call, VIRTUAL_PROPERTY).get(str(call.values["columnName"])))

    def delete_property(self, call: Call) -> SandboxAnswer:
        self._memory.locked(
            lambda: self._shelf(call, VIRTUAL_PROPERTY).remove(str(call.values["columnName"]))
        )
        return success()

    def _shelf(self, call: Call, what: str) -> Shelf:
        return self._memory.shelf(int(call.values["projectId"]), what)


def _table(call: Call) -> TableKind:
    try:
        return TableKind(str(call.values["tableType"]))
    except ValueError:
        raise parameter_error("tableType", "is neither event nor user") from None
