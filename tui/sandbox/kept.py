"""The file in which writes are kept when asked: JSON of our own, replaced as a whole under a lock.

A file that is not one of ours is never read as one and never replaced; neither is anything that is no
plain file.
"""

from __future__ import annotations

import contextlib
import errno
import glob
import json
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tui.core.failures import FileProblem, Refused
from tui.sandbox.state import lock

MARK, VERSION = "assay_sandbox_state", 1
MAX_BYTES = 64 * 1024 * 1024

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

Document = dict[str, Any]


class KeptFile:
    """Plays core.sandbox_choices.SandboxKept."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        beside = self.path.with_name(f".{self.path.name}.lock")
        try:
            handle = os.open(beside, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600)
        except OSError as error:
            raise self._problem("cannot be locked", error) from None
        try:
            lock(handle)
            yield
        finally:
            os.close(handle)

    def stamp(self) -> object:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def read(self, provider: str) -> Any:
        return self._document()["providers"].get(provider, {}).get("document")

    def counts(self) -> dict[str, int]:
        """How many objects of each kind there are. Raises FileProblem, Refused."""
        found: dict[str, int] = {}
        for entry in self._document()["providers"].values():
            counts = entry.get("counts")
            for name, count in counts.items() if isinstance(counts, dict) else ():
                if isinstance(count, int):
                    found[str(name)] = found.get(str(name), 0) + count
        return found

    def write(self, provider: str, document: Any, counts: Mapping[str, int]) -> None:
        whole = self._document()
        whole["providers"][provider] = {"counts": dict(counts), "document": document}
        self._replace(whole)

    def clear(self) -> None:
        """Raises FileProblem, Refused."""
        self._document()
        self._replace(_empty())

    def _replace(self, whole: Document) -> None:
        data = json.dumps(whole, ensure_ascii=True).encode()
        if len(data) > MAX_BYTES:
            raise Refused(
                f"The sandbox's state is full: {self.path} would be over {MAX_BYTES} bytes.",
                next_step="Delete cohorts and files, or clear it: assay sandbox state --clear",
            )
        self._clear_strays()
        draft = self.path.with_name(f".{self.path.name}.{secrets.token_hex(8)}.new")
        try:
            # The folder is the person's own choice and may be open to others: no name they could lay a
            # file or a link at.
            flags = os.O_CREAT | os.O_WRONLY | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
            handle = os.open(draft, flags, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise self._problem("cannot be written", error) from None

    def _clear_strays(self) -> None:
        """What a killed writer left; the lock is held, so nobody is writing one."""
        drafts = self.path.parent.glob(f".{glob.escape(self.path.name)}.{'[0-9a-f]' * 16}.new")
        with contextlib.suppress(OSError):
            for draft in drafts:
                draft.unlink()

    def _document(self) -> Document:
        data = self._bytes()
        if not data:
            return _empty()
        try:
            found = json.loads(data)
        except (ValueError, RecursionError):
            found = None
        if not _ours(found):
            raise Refused(
                f"{self.path} is no state of the sandbox, so it is neither read nor replaced.",
                next_step="Name another file, or move this one away.",
            )
        document: Document = found
        return document

    def _bytes(self) -> bytes:
        """Empty for a file that is not there, or empty."""
        try:
            # Without O_NONBLOCK a pipe would hold us for ever.
            handle = os.open(self.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        except FileNotFoundError as error:
            if self.path.parent.is_dir():
                return b""
            raise self._problem("cannot be made", error) from None
        except OSError as error:
            raise self._problem("cannot be read", error) from None
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_BYTES:
            os.close(handle)
            what = "too large" if stat.S_ISREG(found.st_mode) else "no plain file"
            raise Refused(f"{self.path} is {what} for the sandbox's state.", next_step="Name another file.")
        with os.fdopen(handle, "rb") as file:
            return file.read(MAX_BYTES + 1)

    def _problem(self, what: str, error: OSError) -> FileProblem:
        code = "disk-full" if error.errno in _FULL else "file-unwritable"
        return FileProblem(
            f"The sandbox's state in {self.path} {what}.",
            code="file-unreadable" if what == "cannot be read" else code,
            evidence=[str(error.strerror)],
            next_step="Choose a file in a folder that you can write: assay sandbox state --keep FILE",
        )


def _empty() -> Document:
    return {MARK: VERSION, "providers": {}}


def _ours(found: Any) -> bool:
    providers = found.get("providers") if isinstance(found, dict) else None
    return (
        isinstance(providers, dict)
        and found.get(MARK) == VERSION
        and all(isinstance(entry, dict) for entry in providers.values())
    )
