"""What of a draft is kept: everything but the sensitive fields, which are cut short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tui.core.fields import Place
from tui.core.operation import Operation, RequestDraft
from tui.core.secret import cut_short, fingerprint


@dataclass(frozen=True, slots=True)
class Marks:
    """What is recorded of a call beside itself."""

    part_of: str = ""
    """The id of the exchange that holds the whole answer."""
    notes: tuple[str, ...] = ()
    ours: bool = False
    """It only stops what this program began, so that nobody is asked, and a read-only profile may."""


PLAIN = Marks()


def kept_draft(operation: Operation, draft: RequestDraft) -> tuple[RequestDraft, dict[str, str]]:
    """The draft as it may lie on disk, and the fingerprints of what was cut short.

    A body typed by hand is kept only when the operation has no sensitive field in its body: there is
    no telling where in the text the value stands.
    """
    sensitive = [spec for spec in operation.fields if spec.sensitive]
    if not sensitive:
        return draft, {}
    prints: dict[str, str] = {}
    parts: dict[Place, Any] = {
        Place.QUERY: draft.query,
        Place.FORM: draft.form,
        Place.BODY: draft.body,
    }
    for spec in sensitive:
        holder = parts[spec.place]
        value = holder.get(spec.name) if isinstance(holder, Mapping) else None
        if isinstance(value, str) and value:
            prints[spec.name] = fingerprint(value)
            parts[spec.place] = {**holder, spec.name: cut_short(value)}
    in_body = any(spec.place is Place.BODY for spec in sensitive)
    return (
        replace(
            draft,
            query=parts[Place.QUERY],
            form=parts[Place.FORM],
            body=parts[Place.BODY],
            text=None if in_body else draft.text,
        ),
        prints,
    )
