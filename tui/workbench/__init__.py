"""The verbs of the product, without a screen. Plain Python: rooms come in as the roles of core/ports.py.

The classes of the verbs can be imported from here; each module is loaded when its first name is asked for,
because a start needs a few of them only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tui.core.later import class_of, is_made

if TYPE_CHECKING:
    from tui.core.ports import DraftStore, SettingsStore
    from tui.workbench.asking.verbs import Asking
    from tui.workbench.composing.building import Building
    from tui.workbench.composing.schemas import Schemas
    from tui.workbench.composing.sql_help import SqlHelp
    from tui.workbench.diagnosing import Diagnosing
    from tui.workbench.documents import Documents
    from tui.workbench.exporting import Exporting
    from tui.workbench.history import History
    from tui.workbench.housekeeping import Housekeeping
    from tui.workbench.inspecting import Inspecting
    from tui.workbench.knowledge import Knowledge
    from tui.workbench.own_systems import OwnSystems
    from tui.workbench.private import PrivateThings
    from tui.workbench.profiles import Profiles
    from tui.workbench.queries.verbs import Queries
    from tui.workbench.retention import Retention, largest_answer
    from tui.workbench.sandbox import SandboxVerbs
    from tui.workbench.sending.proxies import Proxies
    from tui.workbench.sending.retrying import Retrying
    from tui.workbench.sending.verbs import Sending
    from tui.workbench.signatures import Signatures, Verification
    from tui.workbench.tasks.verbs import Tasks

HOMES = {
    "Asking": "asking.verbs",
    "Building": "composing.building",
    "Diagnosing": "diagnosing",
    "Documents": "documents",
    "Exporting": "exporting",
    "History": "history",
    "Housekeeping": "housekeeping",
    "Inspecting": "inspecting",
    "Knowledge": "knowledge",
    "OwnSystems": "own_systems",
    "PrivateThings": "private",
    "Profiles": "profiles",
    "Proxies": "sending.proxies",
    "Queries": "queries.verbs",
    "Retention": "retention",
    "largest_answer": "retention",
    "Retrying": "sending.retrying",
    "SandboxVerbs": "sandbox",
    "Schemas": "composing.schemas",
    "Sending": "sending.verbs",
    "Signatures": "signatures",
    "SqlHelp": "composing.sql_help",
    "Tasks": "tasks.verbs",
    "Verification": "signatures",
}
"""Class to module."""


def __getattr__(name: str) -> object:
    found = globals()[name] = class_of(__name__, HOMES, name)
    return found


@dataclass
class Workbench:
    """Everything a front end can do. Verbs block: call them from a worker thread.

    `warm` imports the heavy libraries ahead of the first send; safe to call from any thread.
    """

    profiles: Profiles
    sending: Sending
    inspecting: Inspecting
    knowledge: Knowledge
    signatures: Signatures
    history: History
    drafts: DraftStore
    settings: SettingsStore
    schemas: Schemas
    sql: SqlHelp
    diagnosing: Diagnosing
    warm: Callable[[], None]
    asking: Asking
    building: Building
    documents: Documents
    exporting: Exporting
    sandbox: SandboxVerbs
    housekeeping: Housekeeping
    retrying: Retrying
    tasks: Tasks
    own: OwnSystems
    queries: Queries
    closers: list[Callable[[], None]] = field(default_factory=list)
    """Called in this order by `close`."""

    def close(self) -> None:
        """Stop what runs and release files, processes and threads."""
        if is_made(self.sending):
            self.sending.cancel_all()
        for closer in self.closers:
            closer()


__all__ = [
    "Asking",
    "Building",
    "Diagnosing",
    "Documents",
    "Exporting",
    "History",
    "Housekeeping",
    "Inspecting",
    "Knowledge",
    "OwnSystems",
    "PrivateThings",
    "Profiles",
    "Proxies",
    "Queries",
    "Retention",
    "Retrying",
    "SandboxVerbs",
    "Schemas",
    "Sending",
    "Signatures",
    "SqlHelp",
    "Tasks",
    "Verification",
    "Workbench",
    "largest_answer",
]
