"""The verbs of the product, without a screen. Plain Python: rooms come in as the roles of core/ports.py."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from tui.core.ports import DraftStore, SettingsStore
from tui.workbench.asking import Asking, NoEngine
from tui.workbench.building import Building
from tui.workbench.diagnosing import Diagnosing
from tui.workbench.documents import Documents, no_documents
from tui.workbench.exporting import Exporting, NoExporter
from tui.workbench.history import History
from tui.workbench.housekeeping import Housekeeping
from tui.workbench.inspecting import Inspecting
from tui.workbench.knowledge import Knowledge
from tui.workbench.profiles import Profiles
from tui.workbench.sandbox import SandboxVerbs
from tui.workbench.schemas import Schemas
from tui.workbench.sending import Sending
from tui.workbench.signatures import Signatures, Verification
from tui.workbench.sql_help import SqlHelp


@dataclass(slots=True)
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
    asking: Asking = field(default_factory=lambda: Asking(NoEngine(), str))
    building: Building = field(default_factory=Building)
    documents: Documents = field(default_factory=lambda: Documents(no_documents))
    exporting: Exporting = field(default_factory=lambda: Exporting(NoExporter()))
    sandbox: SandboxVerbs = field(default_factory=SandboxVerbs)
    housekeeping: Housekeeping = field(default_factory=lambda: Housekeeping((), ()))
    _closers: list[Callable[[], None]] = field(default_factory=list)

    def close(self) -> None:
        """Stop what runs and release files, processes and threads."""
        self.sending.cancel_all()
        for closer in self._closers:
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
    "Profiles",
    "SandboxVerbs",
    "Schemas",
    "Sending",
    "Signatures",
    "SqlHelp",
    "Verification",
    "Workbench",
]
