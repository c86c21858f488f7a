"""A verification for use elsewhere: cURL, HAR, and back-end code that tells apart what came of it.

No secret and no whole sign is in any of it: both come from environment variables or standard input.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import resources

from tui.core.failures import NotFound
from tui.core.profile import SANDBOX_HOST, Profile
from tui.workbench import Workbench
from tui.workbench.copying_as import CopyForm, CopyingAs
from tui.workbench.importing import CapturedRequest, to_curl
from tui.workbench.signature_tests.signing import Parts

SIGN_VARIABLE = "TD_SIGN"
_PLACEHOLDER = "sign-goes-here"


class SnippetForm(StrEnum):
    PYTHON = "python"
    NODE = "node"
    JAVA = "java"
    GO = "go"
    CURL = "curl"
    HAR = "har"


TITLES: Mapping[SnippetForm, tuple[str, str]] = {
    SnippetForm.PYTHON: ("Python", "3.9 or later, standard library"),
    SnippetForm.NODE: ("Node.js", "18 or later, no packages"),
    SnippetForm.JAVA: ("Java", "11 or later, no libraries"),
    SnippetForm.GO: ("Go", "1.18 or later, standard library"),
    SnippetForm.CURL: ("cURL command", "key and sign from environment variables"),
    SnippetForm.HAR: ("HAR archive", "the latest verification of this profile, key and sign cut short"),
}


@dataclass(frozen=True, slots=True)
class Snippet:
    """The text, and what to know before it is used, one sentence each."""

    form: SnippetForm
    text: str
    notes: tuple[str, ...] = ()


class Snippets:
    """Verbs block: call them from a worker thread. Nothing is sent."""

    def __init__(self, workbench: Workbench) -> None:
        self._workbench = workbench

    def make(self, form: SnippetForm, profile: Profile, parts: Parts) -> Snippet:
        """Raises NotFound for a HAR archive where nothing was verified yet, and InvalidInput for a NUL."""
        if form is SnippetForm.HAR:
            return self._har(profile)
        variable = self.variable(profile)
        notes = [f"Put the partner key into the environment variable {variable}; it is not in this text."]
        if form is SnippetForm.CURL:
            text = self._curl(profile, parts, variable)
            notes.append(f"Put a fresh sign into {SIGN_VARIABLE}; each one can be verified once.")
        else:
            text = self._code(form, profile, parts, variable)
            notes.append("It reads one sign from standard input when it is run on its own.")
        if SANDBOX_HOST in profile.base_url:
            how = "TD_URL" if form is not SnippetForm.CURL else "the address"
            notes.append(
                f"The sandbox inside assay has no socket: assay sandbox serve opens one; set {how} to it."
            )
        return Snippet(form, text, tuple(notes))

    def variable(self, profile: Profile) -> str:
        """`TD_PARTNER_KEY`"""
        parameter = self._workbench.profiles.provider(profile.kind).credential.parameter
        return f"{profile.kind}_{parameter}".upper()

    def _code(self, form: SnippetForm, profile: Profile, parts: Parts, variable: str) -> str:
        quote = repr if form is SnippetForm.PYTHON else _quoted
        values = {
            "@URL@": quote(self._request(profile, parts).url.partition("?")[0]),
            "@PARTNER_CODE@": quote(str(profile.settings.get("partner_code", ""))),
            "@PATH@": quote(parts.path if isinstance(parts.path, str) else "/"),
            "@PARAMETER@": self._workbench.profiles.provider(profile.kind).credential.parameter,
            "@VARIABLE@": variable,
        }
        text = resources.files(__name__).joinpath(f"{form.value}.txt").read_text("utf-8")
        for name, value in values.items():
            text = text.replace(name, value)
        return text

    def _curl(self, profile: Profile, parts: Parts, variable: str) -> str:
        request = self._request(profile, replace(parts, sign=_PLACEHOLDER))
        parameter = self._workbench.profiles.provider(profile.kind).credential.parameter
        text = to_curl(request, secret_parameter=parameter, variable=variable)
        head, _, tail = text.rpartition(_PLACEHOLDER)
        # The shell fills the sign in between two quoted halves, whichever quotes those are.
        again = "$'" if "--data-raw $'" in head else "'"
        return f'{head}\'"${SIGN_VARIABLE}"{again}{tail}'

    def _request(self, profile: Profile, parts: Parts) -> CapturedRequest:
        spec = self._workbench.signatures.spec(profile.kind)
        provider = self._workbench.profiles.provider(profile.kind)
        operation = provider.operations().get(spec.operation)
        made = provider.codec().encode(operation, parts.draft(spec), profile)
        return CapturedRequest(made.method, made.url, made.headers, made.body)

    def _har(self, profile: Profile) -> Snippet:
        recent = self._workbench.history.recent(1, profile_id=profile.id)
        if not recent:
            raise NotFound(f"“{profile.name}” has verified nothing yet, so there is no exchange to archive.")
        copied = CopyingAs(self._workbench.inspecting, self._workbench.profiles).copy(
            recent[0].id, CopyForm.HAR
        )
        return Snippet(SnippetForm.HAR, copied.text, copied.notes)


def _quoted(text: str) -> str:
    """A literal of Java, JavaScript and Go."""
    return json.dumps(text.encode("utf-8", "replace").decode("utf-8"), ensure_ascii=False)


__all__ = ["SIGN_VARIABLE", "TITLES", "Snippet", "SnippetForm", "Snippets"]
