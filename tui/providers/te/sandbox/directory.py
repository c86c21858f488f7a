"""Users and their roles: a small company in memory.

It begins with a super administrator `root` and an analyst of the first project. What a login's real
document holds beyond the members seen in public is not known; the members here are the fewest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tui.core.sandboxing import SandboxAnswer, SandboxServices
from tui.providers.te.sandbox.envelope import TARGET_MISSING, Rejected, success
from tui.providers.te.sandbox.objects import Document, ProjectObjects, Shelf
from tui.providers.te.sandbox.parameters import Call, parameter_error

USER, ROLE = "user", "project role"


class Directory:
    """The routes of users and roles that are played."""

    def __init__(self, services: SandboxServices, objects: ProjectObjects) -> None:
        self._services = services
        self._memory = objects.memory
        for login, role in (("root", ""), ("analyst", "analyst")):
            self._users.add(login, _user(login, len(self._users.kept) + 1, {1: role} if role else {}))
        self._memory.shelf(1, ROLE).add("analyst", {"roleName": "Analyst", "roleDesc": "analyst"})

    def plays(self) -> Mapping[str, Callable[[Call], SandboxAnswer]]:
        return {
            "users-by-login": self.numbers,
            "user-info": self.info,
            "user-status": self.status,
            "users-create": self.create,
            "sso-user-create": self.create_sso,
            "user-remove-project": self.remove_from_project,
            "user-remove-system": self.remove,
            "user-lock": lambda call: self._lock(call, locked=True),
            "user-unlock": lambda call: self._lock(call, locked=False),
            "role-get": self.role,
            "role-create": self.create_role,
            "role-update": self.update_role,
            "role-delete": self.delete_role,
        }

    @property
    def _users(self) -> Shelf:
        return self._memory.shelf(0, USER)

    # ---- users

    def numbers(self, call: Call) -> SandboxAnswer:
        found = [self._users.kept.get(str(name)) for name in call.values["loginNames"]]
        return success({"authUsers": [{k: one[k] for k in ("userId", "loginName")} for one in found if one]})

    def info(self, call: Call) -> SandboxAnswer:
        user = self._user(call)
        if user["company"]:
            roles: Document = {"companyRole": {"roleName": "Super administrator", "roleDesc": "super_admin"}}
        else:
            roles = {"projectRoles": [self._role_of(number, desc) for number, desc in user["roles"].items()]}
        return success({"userId": user["userId"], "loginName": user["loginName"], "roleInfo": roles})

    def _role_of(self, project: int, desc: str) -> Document:
        role = self._memory.shelf(project, ROLE).kept.get(desc, {"roleName": desc, "roleDesc": desc})
        return {"projectId": project, **role}

    def status(self, call: Call) -> SandboxAnswer:
        user = self._user(call)
        return success({"loginName": user["loginName"], "status": "locked" if user["locked"] else "normal"})

    def create(self, call: Call) -> SandboxAnswer:
        """`users` is a list of {loginName, projectId, roleDesc}; all are made, or none."""
        listed = call.values["users"]
        if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
            raise parameter_error("users", "needs a list of {loginName, projectId, roleDesc}")
        made = {}
        for number, one in enumerate(listed):
            login = one.get("loginName")
            if not isinstance(login, str) or not login:
                raise parameter_error(f"users[{number}].loginName", "is required and empty")
            made[login] = self._roles(one, f"users[{number}]")
        return self._add(made)

    def _roles(self, one: Mapping[str, Any], place: str) -> dict[int, str]:
        project, role = one.get("projectId"), str(one.get("roleDesc") or "")
        if project is None:
            return {}
        if project not in [known.id for known in self._services.database.projects()]:
            raise parameter_error(f"{place}.projectId", "is no project of the sandbox")
        self._memory.shelf(project, ROLE).get(role)
        return {int(project): role}

    def create_sso(self, call: Call) -> SandboxAnswer:
        return self._add({str(call.values["loginName"]): {}})

    def _add(self, made: Mapping[str, dict[int, str]]) -> SandboxAnswer:
        def add() -> list[Document]:
            number = max((one["userId"] for one in self._users.kept.values()), default=0)
            taken = next((login for login in made if login in self._users.kept), None)
            if taken is not None:
                self._users.add(taken, {})
            for offset, (login, roles) in enumerate(made.items(), 1):
                self._users.add(login, _user(login, number + offset, roles))
            return [{k: self._users.kept[login][k] for k in ("userId", "loginName")} for login in made]

        return success({"authUsers": self._memory.locked(add)})

    def remove_from_project(self, call: Call) -> SandboxAnswer:
        user, project = self._user(call), int(call.values["projectId"])
        if project not in user["roles"]:
            raise Rejected(TARGET_MISSING, f"{user['loginName']!r} is not a member of project {project}")
        self._check_heir(call)
        self._memory.locked(lambda: user["roles"].pop(project))
        return success()

    def remove(self, call: Call) -> SandboxAnswer:
        user = self._user(call)
        self._check_heir(call)
        self._memory.locked(lambda: self._users.remove(user["loginName"]))
        return success()

    def _check_heir(self, call: Call) -> None:
        heir = call.values.get("handoverToLoginName")
        if heir:
            self._users.get(str(heir))

    def _lock(self, call: Call, *, locked: bool) -> SandboxAnswer:
        user = self._user(call)
        self._memory.locked(lambda: user.update(locked=locked))
        return success()

    def _user(self, call: Call) -> Document:
        return self._users.get(str(call.values["loginName"]))

    # ---- roles

    def role(self, call: Call) -> SandboxAnswer:
        return success(self._role_shelf(call).get(str(call.values["roleDesc"])))

    def create_role(self, call: Call) -> SandboxAnswer:
        role = {name: call.values[name] for name in ("roleName", "roleDesc")}
        shelf = self._role_shelf(call)
        self._memory.locked(lambda: shelf.add(str(role["roleDesc"]), role))
        return success()

    def update_role(self, call: Call) -> SandboxAnswer:
        role = self._role_shelf(call).get(str(call.values["roleDesc"]))
        self._memory.locked(lambda: role.update(roleName=call.values["roleName"]))
        return success()

    def delete_role(self, call: Call) -> SandboxAnswer:
        shelf = self._role_shelf(call)
        self._memory.locked(lambda: shelf.remove(str(call.values["roleDesc"])))
        return success()

    def _role_shelf(self, call: Call) -> Shelf:
        return self._memory.shelf(int(call.values["projectId"]), ROLE)


def _user(login: str, number: int, roles: dict[int, str]) -> Document:
    return {"userId": number, "loginName": login, "company": login == "root", "roles": roles, "locked": False}
