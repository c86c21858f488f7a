"""A private D-Bus session with a real gnome-keyring, no desktop, nothing left behind."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = ("dbus-daemon", "dbus-send", "gnome-keyring-daemon")
NAME = "org.freedesktop.secrets"

# A bus of its own kind: no folders of services, so nothing but our daemon can appear on it.
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def missing_programs() -> list[str]:
    return [name for name in PROGRAMS if shutil.which(name) is None]


@dataclass
class SecretService:
    """A bus, and on it a keyring daemon when asked for. Everything lies below `folder`."""

    folder: Path

    def __post_init__(self) -> None:
        self.folder.chmod(0o700)
        self._processes: list[subprocess.Popen[bytes]] = []
        self.daemon: subprocess.Popen[bytes] | None = None
        socket = self.folder / "bus"
        config = self.folder / "bus.conf"
        config.write_text(_BUS.format(socket=socket))
        self.environment = {
            "DBUS_SESSION_BUS_ADDRESS": f"unix:path={socket}",
            "XDG_RUNTIME_DIR": str(self.folder),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "HOME": str(self.folder),
            "PATH": os.environ["PATH"],
        }
        self._start(["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile"])
        self._until(socket.exists)

    def start_daemon(self, password: bytes | None = b"only-for-tests") -> None:
        """With a password: makes the login keyring, or unlocks it. Without: leaves all as it is."""
        command = ["gnome-keyring-daemon", "--foreground", "--components=secrets"]
        if password is not None:
            command.append("--unlock")
        self.daemon = self._start(command)
        assert self.daemon.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self.daemon.stdin.write(password or b"")
            self.daemon.stdin.close()
        self._until(self._is_owned)
        if password is not None:
            self._until(lambda: "/collection/login" in self.default_collection())

    def stop_daemon(self) -> None:
        if self.daemon is not None:
            _end(self.daemon)
            self._processes.remove(self.daemon)
            self.daemon = None
            self._until(lambda: not self._is_owned())

    def _is_owned(self) -> bool:
        bus = "org.freedesktop.DBus"
        return "true" in self._send(bus, "/", f"{bus}.NameHasOwner", f"string:{NAME}")

    def default_collection(self) -> str:
        return self._service("ReadAlias", "string:default")

    def lock(self) -> None:
        self._service("Lock", "array:objpath:/org/freedesktop/secrets/collection/login")

    def everything_readable(self) -> str:
        """Labels and attributes of all items, as any program of the user can read them."""
        items = self._service("SearchItems", "dict:string:string:service,assay")
        paths = [word for word in items.split() if word.startswith("/org/freedesktop/secrets/")]
        get = "org.freedesktop.DBus.Properties.Get"
        of_item = "string:org.freedesktop.Secret.Item"
        names = ("string:Label", "string:Attributes")
        return "\n".join(self._send(NAME, path, get, of_item, name) for path in paths for name in names)

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """The daemon is there and does not answer."""
        assert self.daemon is not None
        self.daemon.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.daemon.send_signal(signal.SIGCONT)

    def close(self) -> None:
        for process in reversed(self._processes):
            _end(process)

    def _service(self, method: str, *arguments: str) -> str:
        return self._send(
            NAME, "/org/freedesktop/secrets", f"org.freedesktop.Secret.Service.{method}", *arguments
        )

    def _send(self, destination: str, path: str, method: str, *arguments: str) -> str:
        command = ["dbus-send", "--session", "--print-reply=literal", f"--dest={destination}", path, method]
        run = subprocess.run(
            [*command, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
        return run.stdout

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._processes.append(process)
        return process

    @staticmethod
    def _until(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 10
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError("the Secret Service did not come up")
            time.sleep(0.02)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        with contextlib.suppress(OSError):
            process.stdin.close()
    process.send_signal(signal.SIGCONT)
    process.terminate()
    try:
        process.wait(3)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
