"""The four parts of a verification, and local checks of the two optional ones, query and body."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tui.core.display import safe
from tui.core.exact_json import what_is
from tui.core.explaining import Findings
from tui.core.knowledge import Fix
from tui.core.provider import CaseFacts
from tui.core.transport_evidence import quoted

_DIFFERS = "query or body differs from what the client signed, where its SDK signs them."
_NOT_DOCUMENTED_FORM = "query or body does not have the documented form."


def parts_of(facts: CaseFacts) -> Mapping[str, Any]:
    """path, sign, query and body as they were sent; a body typed by hand is read once more."""
    body = facts.draft.body
    if facts.draft.text is not None:
        try:
            body = json.loads(facts.draft.text)
        except (ValueError, RecursionError):
            body = None
    return body if isinstance(body, Mapping) else {}


def set_part(field: str, value: Any, label: str) -> Fix:
    """A repair that sends another value as path, sign, query or body."""
    return Fix(label, "body", field, value)


def weigh_form(facts: CaseFacts, findings: Findings) -> None:
    """Whether query and body have the documented form: an object of text, and text."""
    parts = parts_of(facts)
    query, body = parts.get("query"), parts.get("body")
    if query is None and body is None:
        findings.exclude(_NOT_DOCUMENTED_FORM)
        return
    if query is not None and not isinstance(query, Mapping):
        findings.found(
            _NOT_DOCUMENTED_FORM, f"query is {what_is(query)}.", remedy="Send query as an object of text."
        )
    elif query is not None:
        strange = [name for name, value in query.items() if not isinstance(value, str)]
        if strange:
            findings.likely(
                "A value in query is not text; the documented example has text only.",
                f"{quoted(strange[0])} is {what_is(query[strange[0]])}.",
                remedy="Send every value as text.",
                fix=set_part("query", {k: _as_text(v) for k, v in query.items()}, "Send the values as text"),
            )
    if body is not None and not isinstance(body, str):
        findings.found(
            _NOT_DOCUMENTED_FORM,
            f"body is {what_is(body)}; the documented example is text.",
            remedy="Send the raw text of the body as it was received, before any parsing.",
        )


def weigh_extras(facts: CaseFacts, findings: Findings) -> None:
    """Whether query and body can be what does not fit."""
    parts = parts_of(facts)
    sent = [name for name in ("query", "body") if name in parts]
    if not sent:
        findings.exclude(_DIFFERS)
        return
    weigh_form(facts, findings)
    body = parts.get("body")
    if isinstance(body, str) and _looks_written_anew(body):
        findings.likely(
            "The body was parsed and written anew; the client signed other bytes.",
            f"Its blanks are those of a JSON library: {safe(body, 40)}",
            remedy="Send the raw text as it was received, before any parsing.",
        )
    rest = {name: value for name, value in parts.items() if name not in sent}
    findings.possible(
        _DIFFERS,
        f"The request holds {' and '.join(sent)} beside path and sign.",
        remedy="Send path and sign alone, with a new sign: newer SDKs sign nothing else.",
        fix=Fix("Send path and sign alone", "body", "", rest),
    )


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _looks_written_anew(body: str) -> bool:
    """Python's blank after comma and colon, or an indent: browsers write neither."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(value, dict | list) or not value:
        return False
    dumps = (json.dumps(value), json.dumps(value, ensure_ascii=False), json.dumps(value, indent=2))
    compact = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return body in dumps and body != compact
