"""What differs between two values, by the path to each difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tui.core.exact_json import NumberText, compact

MOST = 200
"""Differences that are told at most."""

MOST_TEXT = 2_000
"""Characters of one side that are told."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not the same. An empty side stands for nothing there."""

    what: str
    before: str
    after: str


def differences(before: Any, after: Any, path: str = "") -> list[Difference]:
    """Of two values like JSON, leaf by leaf; a side without the leaf is empty. At most MOST."""
    found: list[Difference] = []
    for difference in _walk(before, after, path, 0):
        found.append(difference)
        if len(found) >= MOST:
            break
    return found


_NOTHING = object()


def _walk(before: Any, after: Any, path: str, depth: int) -> Iterator[Difference]:
    if depth < 60:
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            for key in dict.fromkeys([*before, *after]):
                step = f"{path}.{key}" if path else str(key)
                yield from _walk(before.get(key, _NOTHING), after.get(key, _NOTHING), step, depth + 1)
            return
        if _is_list(before) and _is_list(after):
            for number in range(max(len(before), len(after))):
                old, new = (side[number] if number < len(side) else _NOTHING for side in (before, after))
                yield from _walk(old, new, f"{path}[{number}]", depth + 1)
            return
    if not _alike(before, after):
        yield Difference(path or "value", _text(before), _text(after))


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def _alike(before: Any, after: Any) -> bool:
    # 1, 1.0 and true are equal to Python and three things to a reader.
    return type(before) is type(after) and bool(before == after)


def _text(value: Any) -> str:
    if value is _NOTHING:
        return ""
    if isinstance(value, str) and not isinstance(value, NumberText):
        return value[:MOST_TEXT]
    try:
        return compact(value)[:MOST_TEXT]
    except TypeError:
        return str(value)[:MOST_TEXT]
