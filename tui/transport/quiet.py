"""Keeps the HTTP libraries from logging, and from loading what is not needed."""

from __future__ import annotations

import logging
import sys

_LIBRARIES = ("httpx", "httpcore", "h11")


class _Silence(logging.Filter):
    """Refuses every record, also when somebody has set a logger of a library to DEBUG."""

    def filter(self, record: logging.LogRecord) -> bool:
        return False


_SILENCE = _Silence()


def hush() -> None:
    """Silence every logger the libraries have made so far; called after they are imported.

    Their records hold whole addresses and headers.
    """
    for name in [*_LIBRARIES, *logging.root.manager.loggerDict]:
        if name.partition(".")[0] in _LIBRARIES:
            logger = logging.getLogger(name)
            if _SILENCE not in logger.filters:
                logger.addFilter(_SILENCE)
            logger.setLevel(logging.CRITICAL + 1)
            logger.propagate = False


def without_command_line() -> None:
    """Keep httpx from importing its own command line, and with it rich and pygments: half of its
    loading time. It copes with their absence. Called before the first import of httpx."""
    # None in sys.modules makes an import of the name fail (Python reference, "the module cache").
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # typeshed does not know the None
