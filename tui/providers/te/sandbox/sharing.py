"""User groups, and the list of users and groups that are blocked from sharing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence

from tui.core.sandboxing import SandboxAnswer
from tui.providers.te.sandbox.directory import USER
from tui.providers.te.sandbox.envelope import success
from tui.providers.te.sandbox.objects import ProjectObjects
from tui.providers.te.sandbox.parameters import Call

GROUP, BLOCKED, BLOCKED_GROUPS = "user group", "block list entry", "blocked group"
MAX_BLOCKED = 10_000


class Sharing:
    """The routes of user groups and of the block list."""

    def __init__(self, objects: ProjectObjects) -> None:
        self._memory = objects.memory

    def plays(self) -> Mapping[str, Callable[[Call], SandboxAnswer]]:
        return {
            "group-get": self.group,
            "group-create": self.create_group,
            "group-update": self.update_group,
            "group-delete": self.delete_group,
            "blacklist-add": self.block,
            "blacklist-add-groups": self.block_groups,
            "blacklist-upload": self.block_file,
            "blacklist-cancel": self.unblock,
            "blacklist-download": self.blocked,
        }

    # ---- groups

    def group(self, call: Call) -> SandboxAnswer:
        return success(self._memory.shelf(0, GROUP).get(str(call.values["groupName"])))

    def create_group(self, call: Call) -> SandboxAnswer:
        group = {"groupName": call.values["groupName"], "loginNames": self._logins(call)}
        self._memory.locked(lambda: self._memory.shelf(0, GROUP).add(str(call.values["groupName"]), group))
        return success()

    def update_group(self, call: Call) -> SandboxAnswer:
        group = self._memory.shelf(0, GROUP).get(str(call.values["groupName"]))
        logins = self._logins(call)
        self._memory.locked(lambda: group.update(loginNames=logins))
        return success()

    def delete_group(self, call: Call) -> SandboxAnswer:
        self._memory.locked(lambda: self._memory.shelf(0, GROUP).remove(str(call.values["groupName"])))
        return success()

    def _logins(self, call: Call) -> list[str]:
        logins = [str(name) for name in call.values.get("loginNames") or []]
        for login in logins:
            self._memory.shelf(0, USER).get(login)
        return logins

    # ---- the block list for sharing

    def block(self, call: Call) -> SandboxAnswer:
        return self._block([str(call.values["loginName"])])

    def block_file(self, call: Call) -> SandboxAnswer:
        text = call.files["file"][1].decode("utf-8-sig", "replace")
        names = [
            row[0].strip() for row in csv.reader(io.StringIO(text, newline="")) if row and row[0].strip()
        ]
        return self._block(names)

    def _block(self, names: Sequence[str]) -> SandboxAnswer:
        kept = self._memory.shelf(0, BLOCKED).kept
        self._memory.locked(lambda: kept.update({name: {"loginName": name} for name in names[:MAX_BLOCKED]}))
        return success()

    def block_groups(self, call: Call) -> SandboxAnswer:
        groups = [str(name) for name in call.values["groupNames"]]
        for name in groups:
            self._memory.shelf(0, GROUP).get(name)
        shelf = self._memory.shelf(0, BLOCKED_GROUPS)

        def replace() -> None:
            shelf.kept = {name: {"groupName": name} for name in groups}

        self._memory.locked(replace)
        return success()

    def unblock(self, call: Call) -> SandboxAnswer:
        self._memory.locked(lambda: self._memory.shelf(0, BLOCKED).remove(str(call.values["loginName"])))
        return success()

    def blocked(self, call: Call) -> SandboxAnswer:
        """CSV with the entries and the blocked groups."""
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        writer.writerow(["kind", "name"])
        writer.writerows(["user", name] for name in self._memory.shelf(0, BLOCKED).kept)
        writer.writerows(["group", name] for name in self._memory.shelf(0, BLOCKED_GROUPS).kept)
        return SandboxAnswer(out.getvalue().encode("utf-8", "replace"), content_type="text/csv;charset=UTF-8")
