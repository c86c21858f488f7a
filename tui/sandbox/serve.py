"""The sandbox on a real port, for the vendor's own SDKs, curl, and tests over a socket."""

from __future__ import annotations

import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any, Protocol

from tui.core.failures import NotFound, Refused
from tui.core.urls import is_loopback


class Served(Protocol):
    """What is put on a port."""

    def asgi(self) -> Any:
        """The application; made at the first call."""
        ...


def listen(host: str, port: int, *, expose: bool) -> socket.socket:
    """A listening socket. Raises Refused for an address beyond this machine unless `expose` is set,
    and NotFound when the address cannot be used."""
    if not is_loopback(host) and not expose:
        raise Refused(
            f"The sandbox listens on this machine only; {host} is open to others.",
            next_step="Leave the host out, or say --expose-to-network if that is what you want.",
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named, because asyncio sets TCP_NODELAY only then; without it each call takes 40 ms longer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise NotFound(f"The sandbox cannot listen on {host} port {port}: {error.strerror}.") from None
    return listener


def serve(
    sandbox: Served,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    expose: bool = False,
    ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve until interrupted; `ready` is called once with the base URL. Port 0 takes a free one.

    Raises Refused, NotFound (also when uvicorn, of the extra `serve`, is not installed).
    """
    try:
        import uvicorn
    except ImportError:
        raise NotFound(
            "Serving on a port needs uvicorn, which is not installed.",
            next_step="Install it beside assay: pip install uvicorn, or pipx inject assay uvicorn",
        ) from None
    listener = listen(host, port, expose=expose)
    shown = f"[{host}]" if ":" in host else host
    url = f"http://{shown}:{listener.getsockname()[1]}"
    app: Any = sandbox.asgi()
    config = uvicorn.Config(
        app, log_level="critical", lifespan="off", access_log=False, timeout_graceful_shutdown=1
    )
    # uvicorn raises the interruption again once it has shut down; here it is the ordinary end. SIGTERM
    # is made one too, so that the engine is closed and not killed.
    with listener, contextlib.suppress(KeyboardInterrupt), _terminated_as_interrupted():
        ready(url)
        uvicorn.Server(config).run(sockets=[listener])


@contextlib.contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
