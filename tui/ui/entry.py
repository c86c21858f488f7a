"""Starting and ending the app: what must happen before Textual is imported and after it has gone."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tui.ui.app import AssayApp
    from tui.workbench import Workbench

FAREWELL = 2.0
"""Seconds that closing the workbench may take before the program ends anyway."""

_TEXTUAL_DOORS = ("TEXTUAL", "TEXTUAL_LOG", "TEXTUAL_DEBUG", "TEXTUAL_PRESS")
_TEXTUAL_PREFIXES = ("TEXTUAL_DEVTOOLS", "TEXTUAL_SCREENSHOT", "TEXTUAL_LOG_")


def close_doors() -> None:
    """Remove the variables by which Textual writes typed keys and pictures to files and sockets.

    Textual reads them when it is imported.
    """
    for name in [n for n in os.environ if n in _TEXTUAL_DOORS or n.startswith(_TEXTUAL_PREFIXES)]:
        del os.environ[name]


def run_app(open_workbench: Callable[[], Workbench], *, sandbox: bool = False, profile: str = "") -> int:
    """Run the screens until they are left; gives the exit code (0, or 70 after a crash).

    `open_workbench` is called after the first paint, in a thread. `sandbox` offers the built-in
    profiles only; `profile` is the name or id of the one to begin with.
    """
    # A collection while modules load costs a tenth of the start; it is on again after warming up.
    gc.disable()
    close_doors()
    from tui.ui.app import AssayApp

    app = AssayApp(open_workbench, sandbox=sandbox, profile=profile, settle=_settle_memory)
    _quiet_hooks(app)
    app.run()
    if app.workbench is not None:
        closing = threading.Thread(target=app.workbench.close, daemon=True)
        closing.start()
        closing.join(FAREWELL)
    return app.return_code or 0


def _settle_memory() -> None:
    """Everything loaded by now stays for good: keep the collector from walking it again."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20000, 20, 50)


def _quiet_hooks(app: AssayApp) -> None:
    """An exception in a thread of its own is told in the app, without its text, and never printed
    over the screen."""

    def in_thread(args: threading.ExceptHookArgs) -> None:
        from tui.ui.background import internal_error

        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            app.call_later(app.tell, internal_error(args.exc_value))

    threading.excepthook = in_thread
    sys.unraisablehook = lambda args: None
