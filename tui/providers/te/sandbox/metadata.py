"""Metadata: projects, events and properties, read from the tables; shown names that callers changed.

`list-props` answers `{"properties": […]}`: the name of the list differs between versions and is not
public. `selectType` is string, number, bool, datetime or list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tui.core.sandboxing import SandboxAnswer, SandboxServices, TableKind
from tui.providers.te.sandbox.envelope import success
from tui.providers.te.sandbox.models.source import Kind, Source, source_of
from tui.providers.te.sandbox.models.statement import Statement
from tui.providers.te.sandbox.objects import DIMENSION, EVENT, PROPERTY, VIRTUAL_PROPERTY, ProjectObjects
from tui.providers.te.sandbox.parameters import Call, parameter_error

SELECT_TYPES = {
    Kind.TEXT: "string",
    Kind.NUMBER: "number",
    Kind.BOOLEAN: "bool",
    Kind.TIME: "datetime",
    Kind.LIST: "list",
}
SHARED = ("#", "$")
"""Built-in columns; every event has them."""


class Metadata:
    """The metadata routes that read."""

    def __init__(self, services: SandboxServices, objects: ProjectObjects) -> None:
        self._services = services
        self._objects = objects

    def plays(self) -> Mapping[str, Callable[[Call], SandboxAnswer]]:
        return {"event-meta-list": self.events, "property-list": self.properties}

    def source(self, call: Call) -> Source:
        project = int(call.values["projectId"])
        return source_of(
            self._services.database, project, self._objects.for_models(project), call.request.cancel
        )

    def events(self, call: Call) -> SandboxAnswer:
        source = self.source(call)
        listed = [
            {"eventName": name, **self._shown_event(source, name)} for name in sorted(source.event_names)
        ]
        listed += [
            {"eventName": name, "eventDesc": rule["eventDesc"], "remark": rule["remark"]}
            for name, rule in source.objects.virtual_events.items()
        ]
        return success({"events": listed})

    def _shown_event(self, source: Source, name: str) -> dict[str, str]:
        changed = self._objects.memory.shelf(source.project.id, EVENT).kept.get(name, {})
        return {"eventDesc": changed.get("eventDesc", name), "remark": changed.get("remark", "")}

    def properties(self, call: Call) -> SandboxAnswer:
        source = self.source(call)
        kind = TableKind(call.values["tableType"])
        table = source.events if kind is TableKind.EVENT else source.users
        names = [column.name for column in table.columns]
        event = call.values.get("eventName")
        if event and kind is TableKind.EVENT:
            names = self._of_event(call, source, str(event), names)
        listed = [self._property(source, kind, name) for name in names]
        shelves = [
            self._objects.memory.shelf(source.project.id, what) for what in (VIRTUAL_PROPERTY, DIMENSION)
        ]
        made = {name: one for shelf in shelves for name, one in shelf.kept.items()}
        listed += [
            {k: v for k, v in one.items() if k not in ("tableType", "sqlExpression")}
            for one in made.values()
            if one["tableType"] == kind
        ]
        return success({"properties": listed})

    def _property(self, source: Source, kind: TableKind, name: str) -> dict[str, Any]:
        changed = self._objects.memory.shelf(source.project.id, PROPERTY).kept.get(f"{kind}:{name}", {})
        found = source.kind(name, kind)
        return {
            "columnName": name,
            "columnDesc": changed.get("columnDesc", name),
            "columnRemark": changed.get("columnRemark", ""),
            "selectType": SELECT_TYPES[found] if found else "string",
        }

    def _of_event(self, call: Call, source: Source, event: str, names: list[str]) -> list[str]:
        """The properties that any event of that name has a value for, built-in ones included."""
        if event not in source.event_names:
            if event in source.objects.virtual_events:
                return names
            raise parameter_error("eventName", f"project {source.project.id} has no event {event[:60]!r}")
        st = Statement(source)
        own = [name for name in names if not name.startswith(SHARED)]
        counts = [f"count({st.column(name, 'event', 'eventName').sql})" for name in own]
        row = st.run(
            self._services.database,
            f'SELECT {", ".join(counts) or "0"} {st.tables()} WHERE e."#event_name" = {st.bind(event)}',
            cancel=call.request.cancel,
        )[0]
        used = {name for name, count in zip(own, row, strict=False) if count}
        return [name for name in names if name.startswith(SHARED) or name in used]

    def plan(self, call: Call) -> dict[str, Any]:
        """The members of a tracking plan: events, common properties, those of each event, those of users."""
        source = self.source(call)
        kinds = {TableKind.EVENT: source.events, TableKind.USER: source.users}
        names = {kind: [column.name for column in table.columns] for kind, table in kinds.items()}
        events = sorted(source.event_names)
        own = [name for name in names[TableKind.EVENT] if not name.startswith(SHARED)]
        return {
            "projectId": source.project.id,
            "events": [{"eventName": name, **self._shown_event(source, name)} for name in events],
            "commonEventProps": [
                self._property(source, TableKind.EVENT, name)
                for name in names[TableKind.EVENT]
                if name.startswith(SHARED)
            ],
            "eventProps": [
                {
                    "eventName": name,
                    "props": [one for one in self._of_event(call, source, name, own) if one in own],
                }
                for name in events
            ],
            "userProps": [self._property(source, TableKind.USER, name) for name in names[TableKind.USER]],
        }
