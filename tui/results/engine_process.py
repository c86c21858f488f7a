"""The helper process as seen from here: started at the first need, killed to cancel, never trusted with
secrets: it gets row facts and file names, and an environment of its own."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tui.core.cancel import CancelToken
from tui.core.failures import AssayError, Cancelled, FileProblem, InvalidInput
from tui.core.fields import FieldProblem

PREFIX = "engine-"
_START = "from tui.results.worker import main; main()"
_ENGINE_SAYS_NO = {
    "BinderException",
    "CatalogException",
    "ConversionException",
    "InvalidInputException",
    "NotImplementedException",
    "OutOfRangeException",
    "ParserException",
    "PermissionException",
    "StatementRefused",
    "SyntaxException",
    "TypeMismatchException",
}

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

OnMessage = Callable[[dict[str, Any]], None]


class EngineProcess:
    """One request at a time; others wait. Safe in every thread."""

    def __init__(self, folder: Path) -> None:
        """Makes nothing yet. `folder` may be shared with other runs of the program."""
        self._parent = folder
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: Path | None = None
        self._guard: int | None = None
        self._requests = 0
        self._closed = False
        self._beside: EngineProcess | None = None

    def beside(self) -> EngineProcess:
        """A second helper for work in two parts; it ends with this one. Raises FileProblem."""
        folder = self.folder()
        with self._lock:
            if self._beside is None:
                self._beside = EngineProcess(folder / "beside")
            return self._beside

    @property
    def pid(self) -> int | None:
        """Of the running helper; None when there is none."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def folder(self) -> Path:
        """A private folder for the files that go to and fro. Raises FileProblem."""
        with self._lock:
            return self._own_folder()

    def call(self, do: str, cancel: CancelToken, on_message: OnMessage | None = None, **request: Any) -> Any:
        """Let the helper do something and wait. Raises Cancelled within 0.2 s of the token (the helper
        is killed and what it had loaded is lost), InvalidInput for what the engine cannot understand,
        FileProblem, AssayError `engine-failed`."""
        while not self._lock.acquire(timeout=0.05):
            _raise_if(cancel)
        try:
            _raise_if(cancel)
            process = self._started()
            self._requests += 1
            line = json.dumps({"id": self._requests, "do": do, **request}).encode() + b"\n"
            forget = cancel.on_cancel(process.kill)
            try:
                return self._converse(process, line, on_message)
            except _Gone:
                self._end()
                _raise_if(cancel)
                raise AssayError(
                    "The helper process that sorts and filters ended unexpectedly.",
                    code="engine-failed",
                    evidence=[f"It was asked for: {do}."],
                ) from None
            finally:
                forget()
        finally:
            self._lock.release()

    def close(self) -> None:
        """End the helper and remove its files. A call that runs raises."""
        self._closed = True
        if self._beside is not None:
            self._beside.close()
        process = self._process
        if process is not None:
            process.kill()
        with self._lock:
            self._end()
            if self._folder is not None:
                shutil.rmtree(self._folder, ignore_errors=True)
                self._folder = None
            if self._guard is not None:
                (self._parent / f"{os.getpid()}.lock").unlink(missing_ok=True)
                os.close(self._guard)
                self._guard = None

    # ---- inside, with the lock held

    def _converse(self, process: subprocess.Popen[bytes], line: bytes, on_message: OnMessage | None) -> Any:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(line)
            process.stdin.flush()
        except OSError:
            raise _Gone from None
        while answer := process.stdout.readline():
            try:
                message = json.loads(answer)
            except ValueError:
                break
            if message["id"] != self._requests:
                continue
            if "done" in message:
                return message["done"]
            if "failed" in message:
                raise _failure(message["failed"])
            if on_message is not None:
                on_message(message)
        raise _Gone

    def _started(self) -> subprocess.Popen[bytes]:
        if self._closed:
            raise AssayError("The program is closing.", code="engine-failed")
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        folder = self._own_folder()
        _clear_loaded(folder)
        package = Path(__file__).resolve().parents[2]
        known = ("PATH", "LANG", "LC_ALL")
        environment = {name: os.environ[name] for name in known if name in os.environ}
        environment |= {"PYTHONPATH": str(package), "TMPDIR": str(folder), "PYTHONUTF8": "1"}
        try:
            self._process = subprocess.Popen(  # noqa: S603 - this very interpreter, words of our own
                [sys.executable, "-P", "-c", _START, str(folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                cwd=folder,
                start_new_session=True,  # Ctrl-C in the terminal is for the program, not for it
            )
        except OSError as error:
            said = (error.strerror or "unknown error").lower()
            raise AssayError(
                f"The helper process that sorts and filters cannot be started: {said}.", code="engine-failed"
            ) from None
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()

    def _own_folder(self) -> Path:
        if self._folder is not None and self._folder.is_dir():
            return self._folder
        try:
            for parent in reversed([f for f in (self._parent, *self._parent.parents) if not f.is_dir()]):
                parent.mkdir(mode=0o700, exist_ok=True)
            self._parent.chmod(0o700)
            if self._guard is None:
                _clear_strays(self._parent)
                self._guard = _guard(self._parent, os.getpid())
            self._folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=self._parent))
        except OSError as error:
            raise _unusable(self._parent, error) from None
        return self._folder


class _Gone(Exception):
    """The helper has ended."""


def _raise_if(cancel: CancelToken) -> None:
    if cancel.cancelled:
        raise Cancelled("It was stopped.", sent=False, next_step="Ask again when you want it.")


def _failure(failed: dict[str, Any]) -> AssayError:
    kind, message = failed["kind"], failed["message"]
    if kind == "file":
        return FileProblem(
            message, code=failed["code"], evidence=failed["evidence"], next_step=failed["next"]
        )
    if kind == "assay":
        return AssayError(message, code=failed["code"], evidence=failed["evidence"], next_step=failed["next"])
    if kind == "os":
        full = failed["errno"] in _FULL
        return FileProblem(
            f"The helper process could not write or read a file: {message.lower()}.",
            code="disk-full" if full else "file-unwritable",
        )
    if kind == "IOException" and "space" in message.lower():
        return FileProblem("There is no room left for sorting and filtering.", code="disk-full")
    if kind in _ENGINE_SAYS_NO:
        return InvalidInput([FieldProblem("expression", message)], what="The expression")
    if kind == "OutOfMemoryException":
        return AssayError(
            "There is not enough memory for this.",
            code="engine-failed",
            evidence=["The helper process may use 256 MB and spills to the disk beyond that.", message],
            next_step="Ask for fewer columns or rows.",
        )
    return AssayError(
        "The helper process could not do it.", code="engine-failed", evidence=[f"{kind}: {message}"]
    )


def _guard(folder: Path, pid: int) -> int:
    """A lock that tells other runs of the program that this one lives; the system drops it."""
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(folder / f"{pid}.lock", flags, 0o600)
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return descriptor


def _clear_loaded(folder: Path) -> None:
    """What a killed helper had loaded; results that somebody is about to read stay."""
    shutil.rmtree(folder / "spill", ignore_errors=True)
    for pattern in ("columns.db*", "*.tokens", "*.keys"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def _clear_strays(folder: Path) -> None:
    """Folders that a killed run left behind."""
    for entry in list(os.scandir(folder)):
        pid = entry.name.removeprefix(PREFIX).partition("-")[0].partition(".")[0]
        lock = folder / f"{pid}.lock"
        with suppress(OSError):
            descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path, ignore_errors=True)
                lock.unlink()
            finally:
                os.close(descriptor)


def _unusable(folder: Path, error: OSError) -> FileProblem:
    said = (error.strerror or "unknown error").lower()
    return FileProblem(f"The folder {folder} for sorting and filtering cannot be used: {said}.")
