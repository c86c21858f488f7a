"""Places in a JSON value: read, and written on a copy that shares all that did not change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Path = tuple[str | int, ...]
"""Keys of objects and indexes of lists, from the root inwards."""


class _Missing:
    """Nothing stands there; null is something."""

    def __bool__(self) -> bool:
        return False


MISSING = _Missing()


def at(body: Any, path: Path) -> Any:
    """What stands at a place, or MISSING."""
    found = body
    for key in path:
        if isinstance(key, str):
            if not isinstance(found, Mapping) or key not in found:
                return MISSING
            found = found[key]
        else:
            if not is_list(found) or not 0 <= key < len(found):
                return MISSING
            found = found[key]
    return found


def put(body: Any, path: Path, value: Any) -> Any:
    """A copy with `value` at a place. Objects on the way are made where nothing, or null, stands."""
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(key, int):
        items = list(body)
        items[key] = put(items[key], rest, value)
        return items
    members = dict(body) if isinstance(body, Mapping) else {}
    members[key] = put(members.get(key), rest, value)
    return members


def drop(body: Any, path: Path) -> Any:
    """A copy without a member or an item; the body itself where there is none."""
    if at(body, path) is MISSING:
        return body
    key, rest = path[0], path[1:]
    if isinstance(key, int):
        items = list(body)
        if rest:
            items[key] = drop(items[key], rest)
        else:
            del items[key]
        return items
    members = dict(body)
    if rest:
        members[key] = drop(members[key], rest)
    else:
        del members[key]
    return members


def insert(body: Any, path: Path, item: Any) -> Any:
    """A copy with an item put into a list before the place; the list is made where there is none."""
    index = path[-1]
    assert isinstance(index, int)
    items = at(body, path[:-1])
    found = list(items) if is_list(items) else []
    found.insert(index, item)
    return put(body, path[:-1], found)


def swap(body: Any, path: Path, other: int) -> Any:
    """A copy with two items of a list exchanged."""
    index = path[-1]
    assert isinstance(index, int)
    items = list(at(body, path[:-1]))
    items[index], items[other] = items[other], items[index]
    return put(body, path[:-1], items)


def pointer(path: Path) -> str:
    """`events[1].filts[0]`."""
    text = ""
    for key in path:
        text += f"[{key}]" if isinstance(key, int) else f".{key}" if text else key
    return text


def of_name(dotted: str) -> Path:
    """The place that a field's wire name stands for."""
    return tuple(dotted.split("."))


def is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def items_at(body: Any, path: Path) -> list[Any]:
    """The items of a list; none where there is no list."""
    found = at(body, path)
    return list(found) if is_list(found) else []


def text_at(body: Any, path: Path) -> str:
    """The text at a place; empty where there is none."""
    found = at(body, path)
    return found if isinstance(found, str) else ""
