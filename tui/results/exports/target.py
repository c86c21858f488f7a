"""A file of the person's choice: written beside, renamed when whole, or left exactly as it was."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path
from typing import IO

from tui.core.failures import AssayError, FileProblem, Refused

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Target:
    """Where an export goes. `beside` is the file to write; `take` gives it the name."""

    def __init__(self, path: Path, *, overwrite: bool) -> None:
        """Raises Refused or FileProblem before anything is written."""
        self.path = path
        self._overwrite = overwrite
        try:
            status = path.stat()
        except FileNotFoundError:
            if path.is_symlink():
                raise FileProblem(
                    f"{path} is a link to a file that is not there.", code="file-unwritable"
                ) from None
        except OSError as error:
            raise unwritable(path, error) from None
        else:
            if not stat.S_ISREG(status.st_mode):
                raise FileProblem(f"{path} is no plain file, so it is not replaced.", code="file-unwritable")
            if not overwrite:
                raise _there(path)
            self.path = path.resolve()
        if not self.path.parent.is_dir():
            raise FileProblem(
                f"{path} cannot be written: the folder {self.path.parent} is not there.",
                code="file-unwritable",
                next_step="Make the folder, or choose another place.",
            )
        self.beside = self.path.with_name(f".{secrets.token_hex(8)}.part")

    def take(self) -> int:
        """Give the finished file its name; its size in bytes. Raises FileProblem or Refused."""
        try:
            size = self.beside.stat().st_size
            if self._overwrite:
                self.beside.replace(self.path)
            else:
                # A link fails when a file of that name has come since; a rename would replace it.
                try:
                    os.link(self.beside, self.path)
                    self.beside.unlink()
                except PermissionError:
                    # File systems without links.
                    self.beside.rename(self.path)
        except FileExistsError:
            raise _there(self.path) from None
        except OSError as error:
            raise unwritable(self.path, error) from None
        return size

    def discard(self) -> None:
        with suppress(OSError):
            self.beside.unlink(missing_ok=True)


def create_private(path: Path) -> IO[bytes]:
    """A new file of mode 0600. Raises OSError."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    return os.fdopen(os.open(path, flags, 0o600), "w+b", buffering=1 << 18)


def sync(file: IO[bytes]) -> None:
    """To the disk, so that a full one is noticed before the name is taken. Raises OSError."""
    file.flush()
    os.fsync(file.fileno())


def unwritable(path: Path, error: OSError) -> AssayError:
    said = (error.strerror or "unknown error").lower()
    if error.errno in _FULL:
        return FileProblem(
            f"There is no room left to write {path}.",
            code="disk-full",
            evidence=[f"The system said: {said}.", "What was there before is unchanged."],
            next_step="Free some room, or choose another disk.",
        )
    return FileProblem(
        f"{path} cannot be written: {said}. What was there before is unchanged.",
        code="file-unwritable",
        next_step="Choose another place, or correct the permissions.",
    )


def _there(path: Path) -> Refused:
    return Refused(
        f"{path} is there already.", next_step="Choose another name, or say that it may be overwritten."
    )
