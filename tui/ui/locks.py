"""What the app does when a store of secrets is locked: it asks, instead of telling a problem."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.ui.traffic import Traffic

if TYPE_CHECKING:
    from tui.core.failures import AssayError
    from tui.workbench import Workbench


class Locks(Traffic):
    """A problem that a passphrase ends is answered by asking for it."""

    def tell(self, error: AssayError, title: str = "") -> None:
        """A locked store is asked to be opened; any other problem is told, and waits to be read."""
        from tui.ui.dialogs.passphrase import PassphraseDialog

        if error.code != "passphrase-needed" or self.workbench is None:
            super().tell(error, title)
        elif not isinstance(self.screen, PassphraseDialog):
            self._unlock(self.workbench, error)

    def _unlock(self, workbench: Workbench, error: AssayError) -> None:
        from tui.ui.unlocking import Unlocking

        def opened() -> None:
            self.notify("The encrypted file is open. Nothing was sent: do it again.")

        def refused(reason: AssayError | None) -> None:
            Traffic.tell(self, reason or error)

        Unlocking(self, workbench, "file", opened, refused).begin()
