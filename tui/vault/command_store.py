"""Secrets printed by another program, such as `pass`, `op` or `vault`. Read-only, no shell."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
import time

from tui.core.display import human_seconds, safe
from tui.core.failures import InvalidInput, VaultError
from tui.core.fields import FieldProblem
from tui.core.secret import Secret
from tui.core.vault_ports import StoreHealth
from tui.vault.store import read_only

LIMIT = 20.0
"""Seconds for a command; password managers that ask for a fingerprint take several."""

MAX_BYTES = 64 * 1024

_EXAMPLE = '["pass", "show", "name"]'


class CommandStore:
    """The locator is a list of arguments as JSON text. The command gets no terminal and no input; what
    it writes to stderr is dropped, because it may quote the secret."""

    name = "command"

    def __init__(self, limit: float = LIMIT) -> None:
        self._limit = limit

    def health(self) -> StoreHealth:
        return StoreHealth(
            self.name,
            "Output of a command",
            usable=True,
            detail=f"A list of arguments, such as {_EXAMPLE}; run once per session, without a shell.",
        )

    def new_locator(self, wanted: str) -> str:
        try:
            return json.dumps(_arguments(wanted), ensure_ascii=False)
        except ValueError as error:
            raise InvalidInput(
                [FieldProblem("locator", str(error))], what="The place of the secret"
            ) from None

    def where(self, locator: str) -> str:
        return f"the output of the command {_program(locator)}"

    def read(self, locator: str) -> Secret:
        try:
            arguments = _arguments(locator)
        except ValueError as error:
            raise _failed(f"The command for the secret cannot be run: it {error}.") from None
        secret = _run(arguments, self._limit)
        if secret.is_empty():
            raise _failed(f"The command {_program(locator)} printed nothing.")
        return secret

    def write(self, locator: str, secret: Secret) -> None:
        raise read_only("What a command prints", "Store the secret with the password manager itself.")

    def delete(self, locator: str) -> None:
        """The secret belongs to the other program."""


def _arguments(locator: str) -> list[str]:
    """Raises ValueError with the end of a sentence."""
    try:
        arguments = json.loads(locator)
    except (ValueError, RecursionError):
        arguments = None
    if (
        not isinstance(arguments, list)
        or not arguments
        or not all(isinstance(a, str) and "\0" not in a for a in arguments)
        or not arguments[0]
    ):
        raise ValueError(f"needs to be a list of arguments as JSON, such as {_EXAMPLE}")
    return arguments


def _program(locator: str) -> str:
    try:
        return safe(_arguments(locator)[0], 60)
    except ValueError:
        return "of the profile"


def _failed(message: str, *evidence: str) -> VaultError:
    return VaultError(
        message,
        code="command-failed",
        evidence=evidence,
        next_step="Run it in a shell: it must print the secret, nothing else, and ask nothing.",
    )


def _run(arguments: list[str], limit: float) -> Secret:
    program = safe(arguments[0], 60)
    try:
        process = subprocess.Popen(  # noqa: S603 - the person's own command, without a shell
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "the arguments are not text"
        raise _failed(f"The command {program} cannot be started.", f"The system says: {reason}.") from None
    output = _Output(process)
    try:
        ended = output.wait(limit)
    finally:
        _kill_group(process)
        output.close()
    if output.too_long:
        raise _failed(f"The command {program} printed more than {MAX_BYTES} bytes.")
    if not ended:
        raise _failed(f"The command {program} did not end within {human_seconds(limit)}.")
    if process.returncode != 0:
        raise _failed(f"The command {program} failed.", f"Its exit status is {process.returncode}.")
    return output.secret(program)


class _Output:
    """Reads a command's output up to the cap in a thread; a child that holds the pipe cannot block."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._pieces: list[bytes] = []
        self.too_long = False
        self._thread = threading.Thread(target=self._read, name="command-output", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        size = 0
        with contextlib.suppress(OSError, ValueError):
            while piece := os.read(self._process.stdout.fileno(), 8192):
                size += len(piece)
                if size > MAX_BYTES:
                    self.too_long = True
                    return
                self._pieces.append(piece)

    def wait(self, limit: float) -> bool:
        """True when the command ended by itself in time."""
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline and not self.too_long:
            try:
                self._process.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
            # Its last words may still be in the pipe, which a child in the background can hold open.
            self._thread.join(0.3)
            return True
        return False

    def close(self) -> None:
        self._thread.join(1.0)
        if self._process.stdout is not None and not self._thread.is_alive():
            self._process.stdout.close()

    def secret(self, program: str) -> Secret:
        """The output as text without one final line end. Raises VaultError when it is not UTF-8."""
        try:
            text = b"".join(self._pieces).decode("utf-8")
        except UnicodeDecodeError:
            raise _failed(f"The command {program} printed something that is not text.") from None
        return Secret(text.removesuffix("\n").removesuffix("\r"))


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End the command and everything it has started in its session."""
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
