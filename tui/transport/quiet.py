"""Keeps the HTTP libraries from logging: their records hold whole addresses and headers."""

from __future__ import annotations

import logging

_LIBRARIES = ("httpx", "httpcore", "h11")


class _Silence(logging.Filter):
    """Refuses every record, also when somebody has set a logger of a library to DEBUG."""

    def filter(self, record: logging.LogRecord) -> bool:
        return False


_SILENCE = _Silence()


def hush() -> None:
    """Silence every logger the libraries have made so far; called after they are imported."""
    for name in [*_LIBRARIES, *logging.root.manager.loggerDict]:
        if name.partition(".")[0] in _LIBRARIES:
            logger = logging.getLogger(name)
            if _SILENCE not in logger.filters:
                logger.addFilter(_SILENCE)
            logger.setLevel(logging.CRITICAL + 1)
            logger.propagate = False
