"""The last words of a crash: what and where, never a value."""

from __future__ import annotations

from textual.worker import WorkerFailed

from tui.core.wording import tr
from tui.ui.background import own_frames

EXIT_CODE = 70
"""EX_SOFTWARE of sysexits.h."""


def crash_report(error: BaseException) -> str:
    """A short block for the terminal, made of the exception's type and our own file names and line
    numbers. Neither its text nor any local is in it: both may hold a secret."""
    if isinstance(error, WorkerFailed):
        error = error.error
    places = own_frames(error)
    where = "\n".join(f"    {place}" for place in places) or tr("    outside of assay's own code")
    return tr(
        "assay stopped because of a fault in it: {name}.\n{where}\nNothing that was stored is lost: "
        "profiles, history and answers are written as they happen.\nPlease report the lines above; "
        "they hold no value of yours.",
        name=type(error).__name__,
        where=where,
    )
