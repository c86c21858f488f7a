"""The parts of one verification as a test wants them on the wire: absent, null, wrong types included."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from tui.core.exact_json import compact
from tui.core.operation import RequestDraft
from tui.core.provider import SignatureSpec
from tui.core.secret import cut_short


class Absent(Enum):
    """A part that is left out, as opposed to null or empty."""

    ABSENT = "absent"

    def __repr__(self) -> str:
        return "absent"


ABSENT = Absent.ABSENT

FIELDS = ("path", "sign", "query", "body")


@dataclass(frozen=True, slots=True)
class Parts:
    """Any JSON value, or ABSENT, per part. `parameters` go before the profile's own in the address; an
    empty one is left out of it."""

    path: Any = ABSENT
    sign: Any = ABSENT
    query: Any = ABSENT
    body: Any = ABSENT
    parameters: Mapping[str, str] = field(default_factory=dict)

    def with_part(self, name: str, value: Any) -> Parts:
        """Raises TypeError for a part that does not exist."""
        return replace(self, **{name: value})

    def draft(self, spec: SignatureSpec) -> RequestDraft:
        """What to send. What the form of the operation cannot hold goes as JSON text."""
        names = {"path": spec.path, "sign": spec.sign, "query": spec.query, "body": spec.body}
        values = {wire: v for name, wire in names.items() if (v := getattr(self, name)) is not ABSENT}
        usual = all(isinstance(values.get(names[name], ""), str) for name in ("path", "sign", "body"))
        usual = usual and isinstance(values.get(spec.query, {}), Mapping)
        # The values stand beside the text too, so that the ledger sees the sign.
        text = None if usual else compact(values)
        return RequestDraft(spec.operation, query=dict(self.parameters), body=values, text=text)

    def shown(self) -> str:
        """The parts in one line for a person or a report, the sign cut short."""
        said = []
        for name in FIELDS:
            value = getattr(self, name)
            if value is ABSENT:
                continue
            if name == "sign" and isinstance(value, str):
                value = cut_short(value)
            text = compact(value)
            said.append(f"{name}={text if len(text) <= 120 else text[:119] + '…'}")
        said += [f"{name}={value or 'left out'}" for name, value in self.parameters.items()]
        return " ".join(said) or "nothing"
