"""The table knows every exception of the libraries, and every code has its page."""

from __future__ import annotations

import inspect
import socket
import ssl
from importlib import resources
from types import ModuleType

import httpcore
import httpx
import pytest

from tui.core.exchange import Failure
from tui.core.knowledge import parse_catalog
from tui.transport import body, client, explaining, failures, sending
from tui.transport.explaining import Stage, explain
from tui.transport.failures import CERTIFICATE, FOREIGN, Row


def exceptions_of(module: ModuleType) -> list[type[BaseException]]:
    return [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, BaseException)
    ]


@pytest.mark.parametrize(
    "kind", [*exceptions_of(httpx), *exceptions_of(httpcore)], ids=lambda k: f"{k.__module__}.{k.__name__}"
)
def test_every_exception_of_the_libraries_has_a_row_of_its_own(kind: type[BaseException]) -> None:
    assert kind in FOREIGN


def made(kind: type[BaseException]) -> BaseException:
    """An exception that quotes a secret, as the libraries' own do."""
    error = kind.__new__(kind)
    error.args = ("secret-text",)
    return error


@pytest.mark.parametrize("phase", ["preparing", "connecting", "tls", "sending", "waiting", "receiving"])
@pytest.mark.parametrize("proxy", ["", "http://proxy.test:3128"])
def test_every_exception_becomes_a_sentence_without_its_text(phase: str, proxy: str) -> None:
    kinds = [*FOREIGN, *exceptions_of(httpx), *exceptions_of(httpcore), ZeroDivisionError, KeyboardInterrupt]
    for kind in kinds:
        report = explain(made(kind), Stage("http://api.test", proxy, phase, sent=True))
        assert report.message.endswith(".")
        assert "{" not in report.message
        assert "secret-text" not in repr(report)
        assert report.sent


def test_every_code_has_a_page() -> None:
    text = resources.files("tui.core").joinpath("errors.toml").read_text("utf-8")
    pages = parse_catalog("assay", text)
    rows = [v for v in vars(failures).values() if isinstance(v, Row)]
    codes = {row.code for row in [*FOREIGN.values(), *CERTIFICATE.values(), *rows]}
    for module in (body, client, sending, explaining, failures):
        codes |= {word for word in inspect.getsource(module).split('"') if word in pages}
    assert codes - {page.code for page in pages} == set()
    assert len(codes) >= 23


def test_a_group_of_exceptions_is_opened() -> None:
    inner = httpcore.ConnectError(ConnectionRefusedError(111, "Connection refused"))
    report = explain(ExceptionGroup("several", [inner]), Stage("http://a.test", phase="connecting"))
    assert report.code == "connection-refused"
    assert (
        explain(ExceptionGroup("several", [OverflowError()]), Stage("http://a.test")).code
        == "address-invalid"
    )


def test_a_chain_that_bites_its_tail_ends() -> None:
    first, second = httpcore.ReadError(), httpcore.ReadError()
    first.args, second.args = (second,), (first,)
    assert explain(first, Stage("http://a.test", phase="waiting")).code == "connection-lost"


@pytest.mark.parametrize("verify_code", [1, 7, 9, 10, 18, 19, 20, 21, 62, 64])
def test_certificate_results(verify_code: int) -> None:
    error = ssl.SSLCertVerificationError(1, "")
    error.verify_code, error.verify_message = verify_code, "words of OpenSSL"
    report = explain(httpcore.ConnectError(error), Stage("https://a.test", phase="tls"))
    assert report.code.startswith("tls-")
    assert report.evidence == (f"OpenSSL: words of OpenSSL (code {verify_code}).",)


def test_a_timeout_of_the_resolver_is_told_from_a_refusal() -> None:
    error = httpcore.ConnectError(socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"))
    report = explain(error, Stage("http://a.test", phase="connecting"))
    assert report == Failure(
        "dns-failed",
        "The host of http://a.test has no address.",
        False,
        ("The system says: Temporary failure in name resolution.",),
        report.next_step,
    )
