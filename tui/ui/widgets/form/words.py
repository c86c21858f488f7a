"""The words of a declared field in the reader's language."""

from __future__ import annotations

from tui.core.fields import FieldSpec
from tui.core.wording import tr


def title_of(spec: FieldSpec) -> str:
    """Its label; its name on the wire, which is never translated, where it has none."""
    return tr(spec.label) if spec.label else spec.name
