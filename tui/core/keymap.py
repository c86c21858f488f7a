"""The keys of the screens: what can be changed in `[keys]` of config.toml, and what is wrong with a change.

A key is written as Textual writes it: `f9`, `ctrl+r`, `shift+up`, `slash`; a single character stands for
itself. Several keys of one action are separated by commas.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tui.core.fields import FieldProblem

SETTING = "keys"
NAMED = {
    "enter", "escape", "tab", "space", "backspace", "delete", "insert", "home", "end", "pageup", "pagedown",
    "up", "down", "left", "right", *(f"f{number}" for number in range(1, 25)),
}  # fmt: skip
"""Keys that write no character, but for the space."""

NEVER_ARRIVE = {
    "ctrl+h": "arrives as backspace in many terminals",
    "ctrl+i": "arrives as tab",
    "ctrl+m": "arrives as enter",
    "ctrl+j": "arrives as enter in many terminals",
    "ctrl+left_square_bracket": "arrives as escape",
    "ctrl+c": "copies, and says how to leave",
    "ctrl+z": "is the terminal's own",
    "tab": "moves the focus",
    "shift+tab": "moves the focus",
    "ctrl+p": "opens the palette",
}
"""What a plain terminal does not send as such, or what always means one thing."""

EDITING = {
    "up", "down", "left", "right", "home", "end", "pageup", "pagedown", "enter", "delete", "backspace",
    *(f"ctrl+{key}" for key in "adekuvwxy"), "ctrl+left", "ctrl+right", "ctrl+backspace",
    *(f"shift+{key}" for key in ("up", "down", "left", "right", "home", "end")),
    "ctrl+shift+left", "ctrl+shift+right", "alt+backspace", "alt+delete",
}  # fmt: skip
"""What a text field does something of its own with."""

_MODIFIERS = ("ctrl", "alt", "shift", "super", "meta", "hyper")
_SHORTER = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Where Textual's name is shorter than Unicode's."""


@dataclass(frozen=True, slots=True)
class KeyBinding:
    """One action. `does` is a phrase for people; `first` says that it goes before what has the focus."""

    id: str
    keys: tuple[str, ...]
    label: str
    does: str
    first: bool = False

    @property
    def section(self) -> str:
        """The place that the id names: `compose` of `compose.send`."""
        return self.id.partition(".")[0]


Reach = Sequence[Sequence[Sequence[str]]]
"""What can be in force together: levels from the whole program to the widget with the focus; each has
groups of ids, and one group of a level is in force at a time."""


@dataclass(frozen=True, slots=True)
class KeySheet:
    """All bindings. `sections` gives each its title, in the order in which people read them; `reaches` are
    named by screen or dialog."""

    bindings: Mapping[str, KeyBinding]
    sections: Mapping[str, str]
    reaches: Mapping[str, Reach]


def normal(key: str) -> str:
    """As the screens name it: `?` is `question_mark`, `Ctrl+R` is `ctrl+r`. Raises ValueError with a
    sentence for what is no key."""
    written = key.strip()
    # The key + itself stands after the last +.
    last = "+" if written == "+" or written.endswith("++") else written.rpartition("+")[2]
    before = written.removesuffix(last).removesuffix("+").split("+") if written != last else []
    name = last
    modifiers = [one.strip().lower() for one in before]
    for one in modifiers:
        if one not in _MODIFIERS:
            raise ValueError(f"“{one}” goes with no key; {', '.join(_MODIFIERS[:3])} do")
    name = name.strip() if len(name) > 1 else name
    if name in _SIGNS:
        name = _SIGNS[name]
    elif len(name) == 1 and name.isalnum():
        name = name.lower() if "ctrl" in modifiers and name.isascii() else name
    elif name.lower() in NAMED:
        name = name.lower()
    elif name not in _SIGNS.values():
        raise ValueError(f"“{written}” is no key; keys are such as f9, ctrl+r, shift+up, slash or x")
    ordered = [one for one in _MODIFIERS if one in modifiers]
    key = "+".join([*ordered, name])
    # The only sign that Textual leaves as it is, since terminals send it for ctrl+space.
    return "ctrl+@" if key == "ctrl+at" else key


def _named(character: str) -> str:
    """As Textual has it."""
    name = re.sub(r"[ -]", "_", unicodedata.name(character).lower())
    return _SHORTER.get(name, name)


_SIGNS = {sign: _named(sign) for sign in map(chr, range(33, 127)) if not sign.isalnum()}
"""The name of each sign of ASCII."""


def writes(key: str) -> bool:
    """Whether the key, as `normal` gives it, writes a character where a text is typed."""
    return key == "space" or (key not in NAMED and "+" not in key)


def _goes_to_text(key: str) -> bool:
    return writes(key) or key in EDITING


def usable(wanted: Mapping[str, str], sheet: KeySheet) -> tuple[dict[str, str], list[FieldProblem]]:
    """The changes that can be made, keys by id, and everything to be said about the others.

    An action whose change is refused keeps its own keys. A key that a text field takes for itself is said,
    and bound all the same.
    """
    taken: dict[str, tuple[str, ...]] = {}
    problems: list[FieldProblem] = []
    for name, written in wanted.items():
        try:
            keys = _keys(name, written, sheet)
        except ValueError as error:
            problems.append(FieldProblem(f"{SETTING}.{name}", str(error)))
        else:
            taken[name] = keys
    for name in reversed(list(taken)):
        clash = next(_clashes(name, taken, sheet), "")
        if clash:
            del taken[name]
            problems.append(FieldProblem(f"{SETTING}.{name}", clash))
    for name, keys in taken.items():
        problems += [
            FieldProblem(
                f"{SETTING}.{name}",
                f"{shown(key)} goes to a text field while one has the focus; it works elsewhere only",
            )
            for key in keys
            if _goes_to_text(key) and _is_wide(name, sheet) and not sheet.bindings[name].first
            if key not in sheet.bindings[name].keys and not all(map(_goes_to_text, sheet.bindings[name].keys))
        ]
    return {name: ",".join(keys) for name, keys in taken.items()}, problems


def _keys(name: str, written: str, sheet: KeySheet) -> tuple[str, ...]:
    """Raises ValueError with what is wrong."""
    binding = sheet.bindings.get(name)
    if binding is None:
        from difflib import get_close_matches

        near = get_close_matches(name, sheet.bindings, 1)
        meant = f"Did you mean {near[0]}? " if near else ""
        raise ValueError(f"is the id of no action. {meant}All ids are listed by: assay keys")
    parts = written.split(",") if written != "," else [written]
    keys = tuple(dict.fromkeys(normal(part) for part in parts if part))
    if not keys:
        raise ValueError("names no key")
    for key in keys:
        if key in NEVER_ARRIVE and key not in binding.keys:
            raise ValueError(f"{key} cannot be used: it {NEVER_ARRIVE[key]}")
        if binding.first and writes(key) and not all(map(writes, binding.keys)):
            raise ValueError(f"{shown(key)} could no longer be typed: this action goes before text fields")
    return keys


def _clashes(name: str, taken: Mapping[str, tuple[str, ...]], sheet: KeySheet) -> Iterator[str]:
    """A sentence for each other action with one of the same keys that can be in force together with it."""

    def keys(other: str) -> tuple[str, ...]:
        return taken.get(other) or sheet.bindings[other].keys

    mine = sheet.bindings[name]
    for place, other in _together(name, sheet):
        their = sheet.bindings[other]
        # What is so without any change is meant: escape closes the innermost thing that is open.
        common = [key for key in keys(name) if key in keys(other)]
        meant = set(mine.keys) & set(their.keys)
        for key in common:
            if key not in meant:
                what = f"{other} ({their.does}) in {place}"
                yield f"{shown(key)} already is {what}; give one of them another key"


def _together(name: str, sheet: KeySheet) -> Iterator[tuple[str, str]]:
    """Place and id of every action that can be in force while this one is."""
    for place, levels in sheet.reaches.items():
        for level in levels:
            for group in level:
                if name in group:
                    others = [one for other in levels if other is not level for two in other for one in two]
                    for other in dict.fromkeys([*group, *others]):
                        if other != name:
                            yield place, other


def _is_wide(name: str, sheet: KeySheet) -> bool:
    """Whether it is in force on a whole screen, so that a text field can have the focus."""
    return any(name in group for levels in sheet.reaches.values() for level in levels[:2] for group in level)


def shown(key: str) -> str:
    """For people: `?` for `question_mark`."""
    signs = {name: sign for sign, name in _SIGNS.items()}
    return "+".join(signs.get(part, part) for part in key.split("+"))
