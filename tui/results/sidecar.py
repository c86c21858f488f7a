"""What an answer's file does not say of itself, kept beside it: its index, and whether it is whole."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path

from tui.core.table import RowFormat
from tui.results.index import SparseIndex
from tui.results.spool import Counts, ElementReader, Spool

VERSION = 1
MAX_SIDECAR = 64 * 1024 * 1024
ENDING = ".index"


def sidecar_of(path: Path) -> Path:
    return path.with_suffix(ENDING)


def save_sidecar(spool: Spool) -> None:
    """Written whole or not at all. Without one, the answer is indexed again when it is opened."""
    with spool.lock:
        counts = spool.counts
        facts = {
            "version": VERSION,
            "format": str(spool.reader.format) if spool.reader else "",
            "delivered": spool.delivered,
            "counts": [counts.size, counts.records, counts.open_start, counts.blank],
            "error_record": spool.error_record,
            "list": spool.reader.start if isinstance(spool.reader, ElementReader) else None,
        }
        data = json.dumps(facts).encode() + b"\n" + spool.index.to_bytes()
    path = sidecar_of(spool.path)
    beside = path.with_suffix(".index.new")
    with suppress(OSError):
        beside.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(beside, flags, 0o600), "wb") as file:
            file.write(data)
        beside.replace(path)


def load_sidecar(spool: Spool, size: int) -> bool:
    """Fill in a spool of an earlier run; False when there is nothing, or nothing that fits the file."""
    path = sidecar_of(spool.path)
    try:
        if path.is_symlink() or path.stat().st_size > MAX_SIDECAR:
            return False
        line, _, data = path.read_bytes().partition(b"\n")
        facts = json.loads(line)
        if facts["version"] != VERSION or facts["counts"][0] != size:
            return False
        if spool.reader is not None and facts["format"] != str(spool.reader.format):
            return False
        counts = Counts(*map(int, facts["counts"]))
        start = facts.get("list")
        index = SparseIndex.from_bytes(data, int(start or 0))
        if start is not None and spool.lists is None:
            # Opened as bytes, or by a provider that knows of no list any more.
            counts, index = Counts(size=counts.size), SparseIndex()
        elif start is not None:
            spool.found_list(RowFormat(facts["format"]), int(start))
        error_record, delivered = facts["error_record"], bool(facts["delivered"])
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return False
    spool.counts, spool.index = counts, index
    spool.error_record, spool.delivered = error_record, delivered
    spool.finished = True
    return True
