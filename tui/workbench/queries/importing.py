"""Requests made elsewhere as drafts: a cURL command, a Postman collection; and a draft as cURL.

A credential in an import is dropped and that is said; hosts and headers are not taken over, because a draft
goes where its profile says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tui.core.fields import FieldSpec, Place, parse_text
from tui.core.operation import Operation, OperationCatalog, Payload, RequestDraft
from tui.core.profile import Profile
from tui.core.provider import Provider
from tui.core.variables import names_in
from tui.workbench.composing.draft_views import with_text
from tui.workbench.importing import CapturedRequest, parse_curl, to_curl
from tui.workbench.importing.captured import refuse
from tui.workbench.sending.verbs import Sending

SECRET_NAMES = frozenset(
    [
        "token",
        "partner_key",
        "apikey",
        "api_key",
        "api-key",
        "access_token",
        "secret",
        "password",
        "authorization",
        "key_secret",
    ]
)
"""Parameters and variables whose values are never taken over, letter case aside."""

_QUIET_HEADERS = frozenset(
    [
        "content-type",
        "content-length",
        "accept",
        "accept-encoding",
        "accept-language",
        "user-agent",
        "host",
        "connection",
    ]
)


@dataclass(frozen=True, slots=True)
class TakenDraft:
    """A draft and one sentence for each thing that was dropped or changed."""

    draft: RequestDraft
    notes: tuple[str, ...] = ()


def draft_from_curl(text: str, provider: Provider) -> TakenDraft:
    """Raises InvalidInput for what is no cURL command, or calls no route that is known."""
    request = parse_curl(text)
    taken = draft_from_request(request, provider)
    if taken is None:
        return refuse(
            "cURL", f"calls {urlsplit(request.url).path or '/'}, which is no route of {provider.title}"
        )
    return replace(taken, notes=(*request.notes, *taken.notes))


def draft_from_request(request: CapturedRequest, provider: Provider) -> TakenDraft | None:
    """None when no route of the API has the address's path."""
    parts = urlsplit(request.url)
    operation = route_of(provider.operations(), request.method, unquote(parts.path))
    if operation is None:
        return None
    notes: list[str] = []
    if parts.hostname:
        notes.append(f"The host {parts.hostname} is not taken over: the draft goes to the profile's.")
    secrets = SECRET_NAMES | {provider.credential.parameter.casefold()}
    query = _parameters(
        parse_qsl(parts.query, keep_blank_values=True), operation, Place.QUERY, secrets, notes
    )
    dropped = sorted({n for n, _ in request.headers if n.casefold() not in _QUIET_HEADERS})
    if dropped:
        notes.append(f"Headers are not taken over: {', '.join(dropped)[:200]}.")
    draft = RequestDraft(operation.id, query=query)
    return TakenDraft(_with_body(draft, operation, request, secrets, notes), tuple(notes))


def route_of(catalog: OperationCatalog, method: str, path: str) -> Operation | None:
    """The route whose path the address ends in; the longest, and of the same method where there are two."""
    path = path.rstrip("/")
    ends = [one for one in catalog if path == one.path or path.endswith(one.path)]
    return max(ends, key=lambda one: (len(one.path), one.method == method.upper()), default=None)


def _parameters(
    pairs: list[tuple[str, str]],
    operation: Operation,
    place: Place,
    secrets: frozenset[str] | set[str],
    notes: list[str],
) -> dict[str, Any]:
    specs = {spec.name: spec for spec in operation.fields_at(place)}
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name.casefold() in secrets:
            notes.append(f"{name}: a credential, so it is dropped; the profile gives its own.")
        else:
            if name in found:
                notes.append(f"{name} stands twice; the last one is taken.")
            found[name] = _value(specs.get(name), value)
    return found


def _value(spec: FieldSpec | None, text: str) -> Any:
    if spec is None or names_in(text):
        return text
    try:
        return parse_text(spec, text)
    except ValueError:
        return text


def _with_body(
    draft: RequestDraft,
    operation: Operation,
    request: CapturedRequest,
    secrets: frozenset[str] | set[str],
    notes: list[str],
) -> RequestDraft:
    if not request.body:
        return draft
    text = request.body.decode("utf-8", "replace")
    match operation.payload:
        case Payload.FORM:
            pairs = parse_qsl(text, keep_blank_values=True)
            return replace(draft, form=_parameters(pairs, operation, Place.FORM, secrets, notes))
        case Payload.JSON:
            made, state = with_text(operation, draft, text)
            if state.message:
                notes.append(f"The body stays as it was typed: {state.message}.")
            return _without_secrets(made, secrets, notes)
        case Payload.CSV:
            return replace(draft, text=text)
        case _:
            notes.append("The body is not taken over: write it in the form.")
            return draft


def _without_secrets(
    draft: RequestDraft, secrets: frozenset[str] | set[str], notes: list[str]
) -> RequestDraft:
    body = draft.body
    if not isinstance(body, Mapping) or not any(name.casefold() in secrets for name in body):
        return draft
    notes.append("A credential in the body is dropped.")
    return replace(draft, body={n: v for n, v in body.items() if n.casefold() not in secrets})


def draft_as_curl(sending: Sending, profile: Profile, draft: RequestDraft) -> tuple[str, str]:
    """The command, and the environment variable that has to hold the secret. Raises InvalidInput."""
    request = sending.preview(profile, draft)
    captured = CapturedRequest(request.method, request.url, request.headers, request.body)
    name = f"{profile.kind}_{request.secret_parameter}".upper()
    variable = "".join(char if char.isascii() and char.isalnum() else "_" for char in name)
    return to_curl(captured, secret_parameter=request.secret_parameter, variable=variable), variable
