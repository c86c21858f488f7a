"""An SDK in other circumstances: a risky device, a clock that is wrong, a key that is blocked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem
from tui.providers.td.sandbox.scheme import COVERAGES, DEVICE_LETTERS, coverage_of, device_of, make_sign

_LABELS = {label.lower(): letter for letter, label in DEVICE_LETTERS.items()}


def sign_with(
    path: str,
    query: Mapping[str, str] | None,
    body: str | None,
    options: Mapping[str, Any],
    now: float,
    generation: int = 0,
) -> str:
    """Options: `device` (labels, separated by commas), `coverage`, `age` (seconds; below zero is the
    future), `key` (id) and `nonce`, which is not checked. Raises InvalidInput."""
    return make_sign(
        path,
        query,
        body,
        at=now - float(options.get("age", 0)),
        key_id=_word("key", options.get("key", "k1")),
        device=_device(str(options["device"])) if "device" in options else device_of(path),
        coverage=_coverage(options.get("coverage")) or coverage_of(generation, query, body),
        nonce=_word("nonce", options["nonce"]) if "nonce" in options else None,
    )


def _device(text: str) -> str:
    letters = set()
    for part in text.split(","):
        label = part.strip().lower()
        if label not in _LABELS and label not in DEVICE_LETTERS:
            labels = ", ".join(DEVICE_LETTERS.values())
            raise _refused("device", f"“{part.strip()[:40]}” is no risk; there are {labels}")
        letters.add(_LABELS.get(label, label))
    return "".join(letter for letter in DEVICE_LETTERS if letter in letters)


def _coverage(value: Any) -> str | None:
    if value is not None and value not in COVERAGES:
        raise _refused("coverage", f"must be one of {', '.join(COVERAGES)}")
    return None if value is None else str(value)


def _word(name: str, value: Any) -> str:
    if not str(value) or "." in str(value):
        raise _refused(name, "must not be empty and must not hold a full stop")
    return str(value)


def _refused(field: str, why: str) -> InvalidInput:
    return InvalidInput([FieldProblem(field, why)], what="The sign")
