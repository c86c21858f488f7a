"""Blocking verbs in threads that never hold up the exit."""

from __future__ import annotations

import contextvars
import threading
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from textual.message_pump import MessagePump

from tui.core.failures import AssayError
from tui.core.wording import tr

T = TypeVar("T")

_ROOT = Path(__file__).resolve().parents[1]


def own_frames(error: BaseException, limit: int = 5) -> list[str]:
    """Where it happened, innermost last: `ui/app.py:12 in compose`. Our own frames only, no locals."""
    places = []
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(_ROOT):
            places.append(f"{path.relative_to(_ROOT).as_posix()}:{frame.lineno} in {frame.name}")
    return places[-limit:]


def internal_error(error: BaseException) -> AssayError:
    """An unexpected exception as something to show: its type and place, never its text, which may
    hold what a server or a person wrote."""
    return AssayError(
        tr("Something went wrong inside assay ({name}). Your data is as it was.", name=type(error).__name__),
        evidence=[tr("At {place}.", place=place) for place in own_frames(error)],
    )


def run_in_background(
    pump: MessagePump,
    verb: Callable[[], T],
    done: Callable[[T], object],
    failed: Callable[[AssayError], object],
    *,
    name: str,
) -> None:
    """Run a blocking verb in a daemon thread; then `done` or `failed` on the UI's thread.

    A daemon thread, not an executor's: those are joined at exit, and a keyring can block for ever.
    """
    context = contextvars.copy_context()

    def work() -> None:
        try:
            result = verb()
        except AssayError as error:
            _deliver(pump, partial(failed, error))
        except Exception as error:  # noqa: BLE001  # any failure of a verb must reach the screen
            _deliver(pump, partial(failed, internal_error(error)))
        else:
            _deliver(pump, partial(done, result))

    threading.Thread(target=context.run, args=(work,), name=name, daemon=True).start()


def _deliver(pump: MessagePump, callback: Callable[[], object]) -> None:
    try:
        pump.call_later(callback)
    except RuntimeError:
        # The loop is closed: the app has gone, and nobody is left to tell.
        return
