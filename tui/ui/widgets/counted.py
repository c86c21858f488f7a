"""Counts in words, which other languages put together otherwise than with an s."""

from __future__ import annotations

from tui.core.display import human_count
from tui.core.wording import tr


def rows_words(count: int) -> str:
    """`1 row`, `31,106 rows`."""
    return tr("1 row") if count == 1 else tr("{count} rows", count=human_count(count))


def columns_words(count: int) -> str:
    """`1 column`, `12 columns`."""
    return tr("1 column") if count == 1 else tr("{count} columns", count=human_count(count))
