"""One exchange for use elsewhere: a cURL command, httpx code, a HAR archive, a report for the vendor.

Made from what was recorded, in which no credential is: the secret stands as the name of an environment
variable, or as a mask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tui.core.exchange import Exchange
from tui.core.failures import NotFound
from tui.core.profile import SANDBOX_HOST, Profile
from tui.workbench.copying_as.har import to_har
from tui.workbench.copying_as.httpx_code import to_httpx
from tui.workbench.copying_as.report import to_report
from tui.workbench.importing import CapturedRequest, to_curl
from tui.workbench.inspecting import Inspecting
from tui.workbench.profiles import Profiles

BODY_KEPT = 64 * 1024
"""Bytes that the history keeps of a request's body (storage.exchange_codec)."""


class CopyForm(StrEnum):
    CURL = "curl"
    HTTPX = "httpx"
    HAR = "har"
    REPORT = "report"


TITLES: Mapping[CopyForm, str] = {
    CopyForm.CURL: "cURL command",
    CopyForm.HTTPX: "httpx code",
    CopyForm.HAR: "HAR archive",
    CopyForm.REPORT: "Bug report",
}


@dataclass(frozen=True, slots=True)
class Copied:
    """The text, and what to know before it is used, one sentence each."""

    form: CopyForm
    text: str
    variable: str
    """The environment variable that has to hold the secret; empty where none is needed."""
    notes: tuple[str, ...] = ()


class CopyingAs:
    """Verbs block: call them from a worker thread."""

    def __init__(self, inspecting: Inspecting, profiles: Profiles) -> None:
        self._inspecting = inspecting
        self._profiles = profiles

    def copy(self, exchange_id: str, form: CopyForm) -> Copied:
        """Raises NotFound for an exchange that is gone, InvalidInput for a body that the form cannot hold."""
        exchange = self._inspecting.exchange(exchange_id)
        variable = secret_variable(exchange)
        notes = _notes(exchange, form)
        if form is CopyForm.CURL:
            request = exchange.request
            captured = CapturedRequest(request.method, request.url, request.headers, request.body)
            text = to_curl(captured, secret_parameter=request.secret_parameter, variable=variable)
        elif form is CopyForm.HTTPX:
            text = to_httpx(exchange, variable, self._profile(exchange))
        else:
            variable = ""
            answer = self._inspecting.answer(exchange_id)
            if form is CopyForm.HAR:
                text = to_har(exchange, answer)
            else:
                text = to_report(
                    exchange, answer, self._inspecting.explain(exchange_id), self._title(exchange)
                )
        return Copied(form, text, variable, notes)

    def _title(self, exchange: Exchange) -> str:
        titles = {provider.id: provider.title for provider in self._profiles.kinds()}
        return titles.get(exchange.provider, exchange.provider)

    def _profile(self, exchange: Exchange) -> Profile | None:
        try:
            return self._profiles.find(exchange.profile_id)
        except NotFound:
            return None


def secret_variable(exchange: Exchange) -> str:
    """`TE_TOKEN`, `TD_PARTNER_KEY`; empty when the request has no secret."""
    parameter = exchange.request.secret_parameter
    if not parameter:
        return ""
    name = f"{exchange.provider}_{parameter}".upper()
    return "".join(char if char.isascii() and char.isalnum() else "_" for char in name)


def _notes(exchange: Exchange, form: CopyForm) -> tuple[str, ...]:
    notes = []
    runs = form in {CopyForm.CURL, CopyForm.HTTPX}
    if exchange.fingerprints:
        names = ", ".join(exchange.fingerprints)
        again = " Put the whole value in its place before you run it." if runs else ""
        notes.append(f"Of {names} only the first and last characters are kept.{again}")
    if len(exchange.request.body) >= BODY_KEPT:
        notes.append(f"Of the request's body only the first {BODY_KEPT // 1024} KiB may be here.")
    if runs and SANDBOX_HOST in exchange.request.base_url:
        notes.append(
            "The sandbox inside assay has no socket: assay sandbox serve opens one to run this against."
        )
    return tuple(notes)


__all__ = ["TITLES", "Copied", "CopyForm", "CopyingAs", "secret_variable"]
