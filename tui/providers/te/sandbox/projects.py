"""Projects: the sandbox's data sets, with the names that callers gave them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tui.core.sandboxing import SandboxAnswer, SandboxServices
from tui.providers.te.sandbox.directory import USER, Directory
from tui.providers.te.sandbox.envelope import Rejected, success
from tui.providers.te.sandbox.objects import ProjectObjects
from tui.providers.te.sandbox.parameters import Call, parameter_error
from tui.providers.te.sandbox.sharing import Sharing

INVALID_USER = -1999
COMPANY_ID = 1
PROJECT = "project"


class Projects:
    """The routes of projects that are played."""

    def __init__(self, services: SandboxServices, objects: ProjectObjects) -> None:
        self._services = services
        self._memory = objects.memory

    def plays(self) -> Mapping[str, Callable[[Call], SandboxAnswer]]:
        return {"project-list": self.projects, "project-update": self.update_project}

    def projects(self, call: Call) -> SandboxAnswer:
        """-1999 for an unknown login, as the manual's sample shows."""
        user = self._memory.shelf(0, USER).kept.get(str(call.values["loginName"]))
        if user is None:
            raise Rejected(INVALID_USER, f"there is no user {str(call.values['loginName'])[:60]!r}; try root")
        listed = []
        for project in self._services.database.projects():
            if user["company"] or project.id in user["roles"]:
                changed = self._memory.shelf(0, PROJECT).kept.get(str(project.id), {})
                role = "Super administrator" if user["company"] else user["roles"][project.id]
                listed.append(
                    {
                        "companyId": COMPANY_ID,
                        "projectId": project.id,
                        "projectName": changed.get("projectName", project.name),
                        "projectType": 0,
                        "remark": str(project.origin.get("title", "")),
                        "roleName": role,
                    }
                )
        return success(listed)

    def update_project(self, call: Call) -> SandboxAnswer:
        name = call.values.get("projectName")
        if not name:
            raise parameter_error(
                "projectName", "is the only thing that can be changed here, and it is missing"
            )
        kept = self._memory.shelf(0, PROJECT).kept
        self._memory.locked(lambda: kept.update({str(call.values["projectId"]): {"projectName": name}}))
        return success()


def company_plays(
    services: SandboxServices, objects: ProjectObjects
) -> Mapping[str, Callable[[Call], SandboxAnswer]]:
    """The routes of the whole company: users, groups and projects."""
    directory = Directory(services, objects)
    return {**directory.plays(), **Sharing(objects).plays(), **Projects(services, objects).plays()}
