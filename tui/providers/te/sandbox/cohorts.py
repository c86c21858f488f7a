"""Cohorts: users by rule or by uploaded ids, kept as a list of members that models can filter by.

Rules of the types cluster_by_dynamic_condition and cluster_by_static_condition are computed at once:
`filts` over user properties, and `events`, each fulfilled by a user who did it at least once in its
range (the whole data when it has none). How often, how much and in what order are not public, so a rule
that asks for more is refused; so are tags and SQL rules.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tui.core.sandboxing import SandboxAnswer, SandboxServices
from tui.providers.te.sandbox.cohort_rules import Engine, rule_users, uploaded_users
from tui.providers.te.sandbox.envelope import FAILED, Rejected, success
from tui.providers.te.sandbox.models.answers import stamp
from tui.providers.te.sandbox.models.source import source_of
from tui.providers.te.sandbox.objects import COHORT, Document, ProjectObjects, Shelf
from tui.providers.te.sandbox.parameters import Call, parameter_error
from tui.providers.te.sandbox.uploads import FILE

BY_RULE = ("cluster_by_dynamic_condition", "cluster_by_static_condition")


class Cohorts:
    """The cohort routes that are played."""

    def __init__(self, services: SandboxServices, objects: ProjectObjects) -> None:
        self._services = services
        self._objects = objects

    def plays(self) -> Mapping[str, Callable[[Call], SandboxAnswer]]:
        return {
            "cohort-add": self.add,
            "cohort-list": self.list,
            "cohort-detail": self.detail,
            "cohort-update": self.update,
            "cohort-refresh": self.refresh,
            "cohort-refresh-progress": self.progress,
            "cohort-delete": self.delete,
            "id-cohort-add": self.add_ids,
            "id-cohort-modify": self.modify_ids,
        }

    def add(self, call: Call) -> SandboxAnswer:
        kind = str(call.values["clusterType"])
        if call.values["clusterCatalog"] == "catalog_tag" or kind.startswith("tag_"):
            raise Rejected(FAILED, "tags are not played; cohorts are")
        if kind not in BY_RULE:
            raise parameter_error("clusterType", f"the sandbox plays {' and '.join(BY_RULE)}")
        rule = _rule(call)
        document = self._document(call, kind, self._members(call, rule)) | {"qp": rule}
        return self._added(call, document)

    def list(self, call: Call) -> SandboxAnswer:
        shelf = self._shelf(call)
        return success(self._objects.memory.locked(lambda: [_shown(one) for one in shelf.kept.values()]))

    def detail(self, call: Call) -> SandboxAnswer:
        found = self._shelf(call).get(str(call.values["clusterName"]))
        return success(_shown(found) | ({"qp": found["qp"]} if "qp" in found else {}))

    def update(self, call: Call) -> SandboxAnswer:
        found = self._shelf(call).get(str(call.values["clusterName"]))
        changes: Document = {"updateTime": stamp(self._services.clock())}
        if "qp" in call.values:
            if found["clusterType"] not in BY_RULE:
                raise parameter_error("qp", "this cohort holds uploaded ids and has no rule")
            rule = _rule(call)
            changes |= {"qp": rule, "members": self._members(call, rule)}
        if call.values.get("displayName"):
            changes["displayName"] = call.values["displayName"]
        self._objects.memory.locked(lambda: found.update(changes))
        return success()

    def refresh(self, call: Call) -> SandboxAnswer:
        found = self._shelf(call).get(str(call.values["clusterName"]))
        members = self._members(call, found["qp"]) if "qp" in found else found["members"]
        changes = {"members": members, "updateTime": stamp(self._services.clock())}
        self._objects.memory.locked(lambda: found.update(changes))
        return success()

    def progress(self, call: Call) -> SandboxAnswer:
        """Always the end: the sandbox computes before it answers."""
        found = self._shelf(call).get(str(call.values["clusterName"]))
        return success({"clusterName": found["clusterName"], "status": "FINISHED", "progress": 100})

    def delete(self, call: Call) -> SandboxAnswer:
        shelf = self._shelf(call)
        self._objects.memory.locked(lambda: shelf.remove(str(call.values["clusterName"])))
        return success()

    # ---- uploaded ids

    def add_ids(self, call: Call) -> SandboxAnswer:
        return self._added(call, self._document(call, "cluster_by_import", self._uploaded(call)))

    def modify_ids(self, call: Call) -> SandboxAnswer:
        found = self._shelf(call).get(str(call.values["clusterName"]))
        if found["clusterType"] != "cluster_by_import":
            raise parameter_error("clusterName", "this cohort has a rule and holds no uploaded ids")
        changes = {"members": self._uploaded(call), "updateTime": stamp(self._services.clock())}
        self._objects.memory.locked(lambda: found.update(changes))
        return success()

    # ---- parts

    def _uploaded(self, call: Call) -> frozenset[int]:
        content = self._objects.memory.shelf(0, FILE).get(str(call.values["fileId"]))["content"]
        return uploaded_users(self._engine(call), content)

    def _members(self, call: Call, rule: Mapping[str, Any]) -> frozenset[int]:
        return rule_users(self._engine(call), rule)

    def _engine(self, call: Call) -> Engine:
        project = int(call.values["projectId"])
        objects = self._objects.for_models(project)
        source = source_of(self._services.database, project, objects, call.request.cancel)
        return Engine(source, self._services.database, call.request.cancel)

    def _shelf(self, call: Call) -> Shelf:
        return self._objects.memory.shelf(int(call.values["projectId"]), COHORT)

    def _document(self, call: Call, kind: str, members: frozenset[int]) -> Document:
        now = stamp(self._services.clock())
        names = {name: call.values[name] for name in ("clusterName", "displayName")}
        catalog = {"clusterCatalog": "catalog_cluster", "clusterType": kind}
        return {**names, **catalog, "members": members, "createTime": now, "updateTime": now}

    def _added(self, call: Call, document: Document) -> SandboxAnswer:
        shelf = self._shelf(call)
        self._objects.memory.locked(lambda: shelf.add(str(document["clusterName"]), document))
        return success(_shown(document))


def _rule(call: Call) -> Mapping[str, Any]:
    rule = call.values.get("qp")
    if not isinstance(rule, Mapping):
        raise parameter_error("qp", "needs the cohort's rule as an object")
    return rule


def _shown(document: Document) -> Document:
    hidden = ("members", "qp")
    return {k: v for k, v in document.items() if k not in hidden} | {"userCount": len(document["members"])}
