"""Reports, dashboards and spaces, and saved metrics.

A project begins with one example report per analysis model, a dashboard that holds them and a space
that holds the dashboard, and with three metrics that any events can fill. Making such things is not
played, because how the bodies are laid out is not public; reading and deleting is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tui.core.sandboxing import SandboxAnswer, SandboxServices
from tui.providers.te.operations import operations
from tui.providers.te.sandbox.directory import USER
from tui.providers.te.sandbox.envelope import TARGET_MISSING, Rejected, success
from tui.providers.te.sandbox.metadata import Metadata
from tui.providers.te.sandbox.models.answers import stamp
from tui.providers.te.sandbox.models.routes import ModelRoutes
from tui.providers.te.sandbox.objects import Document, ProjectObjects, Shelf
from tui.providers.te.sandbox.parameters import Call, parameter_error

REPORT, DASHBOARD, SPACE = "report", "dashboard", "space"
REPORT_MODELS = {
    "event-analyze": 0,
    "retention-analyze": 1,
    "funnel-analyze": 2,
    "user-prop-analyze": 3,
    "path-analyze": 4,
    "distribution-analyze": 5,
}
METRICS = {
    "events": ("Events", "TOTAL_TIMES"),
    "active_users": ("Active users", "TRIG_USER_NUM"),
    "events_per_user": ("Events per active user", "PER_CAPITA_TIMES"),
}
EXAMPLE_SPACE = "sandbox"


class Reports:
    """The routes of reports, spaces, metrics and the tracking plan that are played."""

    def __init__(
        self, services: SandboxServices, objects: ProjectObjects, metadata: Metadata, models: ModelRoutes
    ) -> None:
        self._memory = objects.memory
        self._metadata = metadata
        self._models = models
        self._begun = stamp(services.clock())

    def plays(self) -> Mapping[str, Callable[[Call], SandboxAnswer]]:
        return {
            "reports-root": self.root,
            "reports-project": self.project,
            "reports-delete": self.delete,
            "space-dashboards": self.space_dashboards,
            "space-members": self.space_members,
            "space-update": self.update_space,
            "space-delete": self.delete_space,
            "space-dashboard-delete": self.delete_from_space,
            "metric-list": self.metrics,
            "metric-data": self.metric_data,
            "tracking-plan-query": self.tracking_plan,
        }

    # ---- reports

    def root(self, call: Call) -> SandboxAnswer:
        dashboards = [
            # The keys are spelt so on the wire.
            {"dashbord_id": one["id"], "dashbord_name": one["name"]}
            for one in self._shelf(call, DASHBOARD).kept.values()
        ]
        return success({"reports": self._reports(call), "dashboards": dashboards})

    def project(self, call: Call) -> SandboxAnswer:
        return success({"reports": self._reports(call)})

    def _reports(self, call: Call) -> list[Document]:
        return list(self._shelf(call, REPORT).kept.values())

    def delete(self, call: Call) -> SandboxAnswer:
        """All of the named reports, or none when one does not exist."""
        shelf, ids = self._shelf(call, REPORT), [str(one) for one in call.values["reportIds"]]
        for one in ids:
            shelf.get(one)
        self._memory.locked(lambda: [shelf.remove(one) for one in dict.fromkeys(ids)])
        return success()

    # ---- spaces

    def space_dashboards(self, call: Call) -> SandboxAnswer:
        shelf = self._shelf(call, DASHBOARD)
        found = [shelf.kept[one] for one in self._space(call)["dashboards"] if one in shelf.kept]
        return success({"dashboards": [{"dashbord_id": d["id"], "dashbord_name": d["name"]} for d in found]})

    def space_members(self, call: Call) -> SandboxAnswer:
        return success({"members": [{"loginName": name} for name in self._space(call)["members"]]})

    def update_space(self, call: Call) -> SandboxAnswer:
        space, names = self._space(call), [str(name) for name in call.values["loginNames"]]
        users = self._memory.shelf(0, USER)
        for name in names:
            users.get(name)
        self._memory.locked(lambda: space.update(members=names))
        return success()

    def delete_space(self, call: Call) -> SandboxAnswer:
        self._space(call)
        self._memory.locked(lambda: self._shelf(call, SPACE).remove(str(call.values["spaceName"])))
        return success()

    def delete_from_space(self, call: Call) -> SandboxAnswer:
        space, ids = self._space(call), [str(one) for one in call.values["dashboardIds"]]
        missing = next((one for one in ids if one not in space["dashboards"]), None)
        if missing is not None:
            raise Rejected(TARGET_MISSING, f"the space holds no dashboard {missing[:60]!r}")
        left = [one for one in space["dashboards"] if one not in ids]
        self._memory.locked(lambda: space.update(dashboards=left))
        return success()

    def _space(self, call: Call) -> Document:
        return self._shelf(call, SPACE).get(str(call.values["spaceName"]))

    # ---- metrics

    def metrics(self, call: Call) -> SandboxAnswer:
        wanted = call.values
        listed = []
        for number, (name, (shown, _)) in enumerate(METRICS.items(), 1):
            fits = (
                str(wanted.get("metricName", "")) in name
                and str(wanted.get("metricDesc", "")) in shown
                and "EVENT" in wanted.get("metricModes", ["EVENT"])
                and wanted.get("createUser", "root") == "root"
                and wanted.get("updateUser", "root") == "root"
                and wanted.get("timeParticleSize", "day") == "day"
            )
            if fits:
                listed.append(self._metric(call, number, name, shown))
        return success(listed)

    def _metric(self, call: Call, number: int, name: str, shown: str) -> Document:
        facts = {"metricId": number, "projectId": call.values["projectId"], "metricName": name}
        words = {"metricDesc": shown, "metricRemark": "example of the sandbox", "metricMode": "EVENT"}
        made = {
            "createUser": "root",
            "updateUser": "root",
            "createTime": self._begun,
            "updateTime": self._begun,
        }
        return {**facts, **words, **made, "timeParticles": ["day"], "format": "FORMAT_FLOAT"}

    def metric_data(self, call: Call) -> SandboxAnswer:
        """Event analysis of the metric's definition; only the parameter that names it is our own."""
        name = str(call.values["metricName"])
        if name not in METRICS:
            raise parameter_error("metricName", f"{name[:60]!r} is none of {', '.join(METRICS)}")
        event = {"eventName": "anyEvent", "type": "normal", "analysis": METRICS[name][1]}
        body: dict[str, Any] = {"useCache": False, **call.body, "events": [event]}
        model = operations().get("event-analyze")
        return self._models.answer(replace(call, operation=model, body=body))

    # ---- the tracking plan

    def tracking_plan(self, call: Call) -> SandboxAnswer:
        """Which properties belong to which event is read from the data."""
        return success(self._metadata.plan(call) | {"createTime": self._begun})

    # ---- parts

    def _shelf(self, call: Call, what: str) -> Shelf:
        project = int(call.values["projectId"])
        self._memory.locked(lambda: self._begin(project), writes=False)
        return self._memory.shelf(project, what)

    def _begin(self, project: int) -> None:
        """The examples of a project, made at the first look."""
        done = self._memory.shelf(project, "examples")
        if done.kept:
            return
        done.add("made", {})
        dashboard = f"{project}01"
        for number, (model, code) in enumerate(REPORT_MODELS.items(), 1):
            report = f"{project}{number:02}"
            self._memory.shelf(project, REPORT).add(
                report,
                {
                    "reportId": report,
                    "reportName": f"Example: {operations().get(model).title}",
                    "reportDesc": "made by the sandbox",
                    "reportModel": code,
                    "createType": "MANUAL_CREATE",
                    "dashboardIds": [dashboard],
                    "updateTime": self._begun,
                },
            )
        self._memory.shelf(project, DASHBOARD).add(dashboard, {"id": dashboard, "name": "Example dashboard"})
        space = {"spaceName": EXAMPLE_SPACE, "members": ["root"], "dashboards": [dashboard]}
        self._memory.shelf(project, SPACE).add(EXAMPLE_SPACE, space)
