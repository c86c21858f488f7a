"""What the app asks instead of telling a problem: for the passphrase of a locked store, and for a yes to a
proxy before the first key goes through it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tui.core.failures import ProxyUnconfirmed
from tui.core.wording import told, tr
from tui.ui.background import run_in_background
from tui.ui.traffic import Traffic

if TYPE_CHECKING:
    from tui.core.failures import AssayError
    from tui.workbench import Workbench


class Locks(Traffic):
    """A problem that an answer ends is answered by asking for it."""

    def tell(self, error: AssayError, title: str = "") -> None:
        """A locked store is asked to be opened; any other problem is told, and waits to be read."""
        from tui.ui.dialogs.passphrase import PassphraseDialog

        if isinstance(error, ProxyUnconfirmed) and self.workbench is not None:
            self._confirm_proxy(self.workbench, error)
        elif error.code != "passphrase-needed" or self.workbench is None:
            super().tell(error, title)
        elif not isinstance(self.screen, PassphraseDialog):
            self._unlock(self.workbench, error)

    def _unlock(self, workbench: Workbench, error: AssayError) -> None:
        from tui.ui.unlocking import Unlocking

        def opened() -> None:
            self.notify(tr("The encrypted file is open. Nothing was sent: do it again."))

        def refused(reason: AssayError | None) -> None:
            Traffic.tell(self, reason or error)

        Unlocking(self, workbench, "file", opened, refused).begin()

    def _confirm_proxy(self, workbench: Workbench, error: ProxyUnconfirmed) -> None:
        from tui.ui.dialogs.confirm import ConfirmDialog

        def answered(yes: bool | None) -> None:
            proxies = workbench.sending.proxies
            if not yes or proxies is None:
                self.notify(tr("Nothing was sent, and nothing goes through that proxy."))
                return
            accept = partial(proxies.accept, error.profile)
            run_in_background(self, accept, accepted, self.tell, name="assay-proxy")

        def accepted(_: object) -> None:
            self.notify(tr("The proxy is used from now on. Nothing was sent: do it again."))

        if not isinstance(self.screen, ConfirmDialog):
            question = f"{told(error.message)}\n{' '.join(map(told, error.evidence))}"
            yes, no = tr("Yes, go through it"), tr("No, send nothing")
            self.push_screen(ConfirmDialog("Through a proxy?", question, yes=yes, no=no), answered)
