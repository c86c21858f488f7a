"""Files that are whole at every moment: written beside, synced, renamed; one writer at a time."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tui.core.failures import FileProblem
from tui.storage.paths import private_folder

MAX_BYTES = 1_000_000
"""A larger settings file was not written by us; reading it could fill the memory."""

LOCK_SECONDS = 5.0
_STRAY = re.compile(r"\.[^/]+\.[0-9a-f]{16}\.tmp")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_KINDS = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
    (stat.S_ISSOCK, "a socket"),
)


def read_regular(path: Path, limit: int = MAX_BYTES) -> bytes | None:
    """The content of a regular file; None when there is no such file.

    Raises FileProblem for a pipe, device, folder, link circle, or more than `limit` bytes. Never blocks
    on a pipe.
    """
    try:
        _refuse_special(path, path.stat())
        # A pipe put there since the check would block without O_NONBLOCK; files are not affected by it.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            _refuse_special(path, os.fstat(descriptor))
            data = file.read(limit + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, error) from None
    if len(data) > limit:
        raise FileProblem(
            f"{path} is larger than {limit // 1000} kB, so it is not read.",
            next_step="Move the file away, or cut it down to what belongs in it.",
        )
    return data


def write_atomic(path: Path, data: bytes) -> None:
    """Replace `path` by `data`, mode 0600, or leave it exactly as it was.

    The bytes go to a file of random name in the same folder, to the disk, and then take the name. A link
    stays a link: the file it points to is replaced. Raises FileProblem.
    """
    try:
        target = _target_of(path)
        if target.exists():
            status = target.stat()
            _refuse_special(target, status)
            if not status.st_mode & 0o222:
                raise FileProblem(
                    f"{path} is marked read-only, so it was not changed.",
                    code="file-unwritable",
                    next_step=f"Make it writable with: chmod u+w {path.name}",
                )
        beside = target.with_name(f".{target.name}.{secrets.token_hex(8)}.tmp")
        try:
            _write_new(beside, data)
            beside.replace(target)
        except BaseException:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
    except (OSError, RuntimeError) as error:
        # RuntimeError is how pathlib of Python 3.11 and 3.12 reports a circle of links.
        raise unwritable(path, error) from None


@contextmanager
def locked(folder: Path, timeout: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the folder's write lock, against other threads and other processes alike.

    The system drops the lock when its holder dies. Raises FileProblem when it is not free in `timeout`
    seconds.
    """
    private_folder(folder)
    path = folder / ".lock"
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise unwritable(path, error) from None
    try:
        deadline = time.monotonic() + timeout
        while not try_lock(descriptor):
            if time.monotonic() > deadline:
                raise FileProblem(
                    f"Another copy of this program has been writing in {folder} for {timeout:g} s.",
                    code="file-unwritable",
                    next_step="Wait for it or close it, then try again.",
                )
            time.sleep(0.005)
        yield
    finally:
        os.close(descriptor)


def try_lock(descriptor: int) -> bool:
    """Take an exclusive lock on an open file without waiting; False when another holds it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some network file systems have no locks; there one writer at a time is up to the person.
        return error.errno not in {errno.EWOULDBLOCK, errno.EACCES}
    return True


def clear_strays(folder: Path) -> int:
    """Remove the half-written files that a killed process left. Call it while holding the lock."""
    count = 0
    with suppress(OSError):
        for entry in list(os.scandir(folder)):
            if _STRAY.fullmatch(entry.name):
                with suppress(OSError):
                    Path(entry.path).unlink()
                    count += 1
    return count


def unwritable(path: Path, error: Exception) -> FileProblem:
    """What a failed write is called: `disk-full` or `file-unwritable`."""
    number = error.errno if isinstance(error, OSError) else None
    if number in _FULL:
        return FileProblem(
            f"There is no room left to write {path}. What was there before is unchanged.",
            code="disk-full",
            evidence=[f"The system said: {os.strerror(number)}."],
        )
    said = os.strerror(number) if number else "too many links point at each other"
    return FileProblem(
        f"{path} cannot be written: {said.lower()}. What was there before is unchanged.",
        code="file-unwritable",
    )


def _unreadable(path: Path, error: OSError) -> FileProblem:
    said = os.strerror(error.errno) if error.errno else "unknown error"
    return FileProblem(f"{path} cannot be read: {said.lower()}. It is left as it is.")


def _refuse_special(path: Path, status: os.stat_result) -> None:
    if stat.S_ISREG(status.st_mode):
        return
    kind = next((name for test, name in _KINDS if test(status.st_mode)), "a special file")
    raise FileProblem(
        f"{path} is {kind}, not a file, so it is neither read nor replaced.",
        next_step="Move it away; a new file is then made at the first save.",
    )


def _target_of(path: Path) -> Path:
    """What a link points to, also when that is not there yet. Raises OSError or RuntimeError for a circle
    of links."""
    try:
        return path.resolve(strict=True)
    except FileNotFoundError:
        return path.resolve(strict=False)


def _write_new(path: Path, data: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """A rename is on the disk only once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
