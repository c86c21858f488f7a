"""All keys of the screens as data and as a page: `python -m tests.tools.key_sheet`.

Reads the bindings of every class of the interface and writes `tui/ui/keys.json`, by which changes in the
settings are checked and `assay keys` answers at once, and `KEYS.md`. A test holds both against the bindings.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

import tui.ui
from tests.architecture.source import modules, own_imports
from tui.cli.keys import FORMATS
from tui.core.keymap import KeySheet
from tui.keysheet import FILE, parsed
from tui.ui.app import AssayApp
from tui.ui.dialogs.box import DialogBox
from tui.ui.screens import SCREENS, screen_class
from tui.ui.widgets.tabs import MODES

REPO = Path(__file__).parents[2]
PAGE = REPO / "KEYS.md"

SECTIONS = {
    "app": "Everywhere",
    "welcome": "Welcome",
    "profiles": "Profiles",
    "compose": "Compose",
    "catalogue": "Compose: routes and names",
    "sql": "Compose: the SQL editor",
    "build": "Compose: a model, line by line",
    "form": "Forms",
    "field": "A field of a form",
    "pick": "Choices, and lists with marks",
    "toggle": "Switches",
    "secret": "The box for a secret",
    "result": "Below the draft: the answer in short",
    "exchange": "Inspect and History: an exchange",
    "inspect": "Inspect",
    "rows": "Inspect: rows",
    "table": "Tables",
    "record": "One row",
    "filter": "The box for a filter",
    "columns": "Columns of a table",
    "local": "SQL over kept answers",
    "tree": "JSON as a tree",
    "raw": "Raw bytes",
    "chart": "Charts",
    "request": "The request as it is sent",
    "signature": "Signature",
    "paste": "Something pasted",
    "history": "History",
    "list": "Lists",
    "choices": "Menus",
    "reading": "Pages of text",
    "dialog": "Dialogs",
    "tour": "The tour",
    "choice": "Dialog: a choice",
    "confirm": "Dialog: yes or no",
    "variables": "Dialog: values of variables",
    "export": "Dialog: export",
    "saved": "Dialog: save a query",
    "question": "Dialog: a part of a model",
    "translated": "Dialog: a body of the vendor's console",
    "statistics": "Dialog: figures of a column",
    "import": "Dialog: a request pasted",
    "case": "Dialog: save a case",
    "setup": "Dialog: a test of signatures",
}
"""The first word of an id, in the order of reading."""


@cache
def classes() -> tuple[type[DOMNode], ...]:
    """Every class of the user interface that can have keys."""
    found: dict[type[DOMNode], None] = {}
    for module in pkgutil.walk_packages(tui.ui.__path__, "tui.ui."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, DOMNode) and kind.__module__.startswith("tui.ui."):
                found[kind] = None
    return tuple(found)


def lines(kind: type) -> list[Binding]:
    listed: Sequence[Binding] = vars(kind).get("BINDINGS", ())
    return list(listed)


def bindings() -> list[dict[str, Any]]:
    """One object an id; keys of several classes together."""
    found: dict[str, dict[str, Any]] = {}
    for kind in classes():
        for line in lines(kind):
            for one in Binding.make_bindings([line]):
                known = found.setdefault(
                    line.id or "",
                    {
                        "id": line.id,
                        "keys": [],
                        "label": str(line.description),
                        "does": str(line.tooltip or line.description),
                        "first": line.priority,
                    },
                )
                known["keys"] += [one.key] if one.key not in known["keys"] else []
    return [found[name] for name in sorted(found)]


# ---- what can be in force together ---------------------------------------------------------------


def ids(kind: type[DOMNode], *, first: bool = False) -> list[str]:
    """Those of the class and its bases; with `first`, those that go before what has the focus."""
    found = [b for many in kind._merge_bindings().key_to_bindings.values() for b in many]
    return list(dict.fromkeys(b.id for b in found if b.id and (b.priority or not first)))


@cache
def imported(name: str) -> frozenset[str]:
    """The modules of panes and widgets that a module draws with, and theirs. Dialogs stand before all."""
    by_name = {module.name: module for module in modules()}
    seen: set[str] = set()
    new = [name]
    while new:
        one = new.pop()
        if one in seen or one not in by_name:
            continue
        seen.add(one)
        new += [n for n in own_imports(by_name[one]) if n.startswith(("tui.ui.widgets.", _home(name)))]
    return frozenset(seen)


def _home(name: str) -> str:
    """A screen of several files is a folder."""
    return name.rpartition(".")[0] + "." if name.count(".") > 3 else name


def reach(kind: type[Screen[Any]]) -> list[list[list[str]]]:
    """Levels: the program, the screen, its panes, their widgets."""
    near = [k for k in classes() if k.__module__ in imported(kind.__module__) and not issubclass(k, Screen)]
    panes = [k for k in near if not k.__module__.startswith("tui.ui.widgets.")]
    widgets = [k for k in near if k not in panes]
    everywhere = ids(AssayApp, first=issubclass(kind, DialogBox))
    levels = [[everywhere], [ids(kind)], _groups(panes), _groups(widgets)]
    return [level for level in levels if level]


def _groups(kinds: Iterable[type[DOMNode]]) -> list[list[str]]:
    return [list(one) for one in dict.fromkeys(tuple(ids(kind)) for kind in kinds) if one]


def reaches() -> dict[str, list[list[list[str]]]]:
    titles = {mode: label for mode, _, label in MODES}
    found = {titles.get(mode, mode.title()): reach(screen_class(mode)) for mode in SCREENS}
    for kind in classes():
        if issubclass(kind, DialogBox) and kind is not DialogBox and issubclass(kind, Screen):
            found[f"the dialog {kind.__name__}"] = reach(kind)
    return found


# ---- the files -------------------------------------------------------------------------------------


def data() -> str:
    """An object a line, so that a change is one line of a comparison."""
    listed = bindings()
    sections = [one["id"].partition(".")[0] for one in listed]
    titles = {name: title for name, title in SECTIONS.items() if name in sections}
    titles |= {name: name.capitalize() for name in sections if name not in titles}
    rows = ",\n".join("  " + json.dumps(one, ensure_ascii=False) for one in listed)
    places = ",\n".join(f"  {json.dumps(name)}: {json.dumps(levels)}" for name, levels in reaches().items())
    said = json.dumps(titles, indent=2)
    return f'{{"bindings": [\n{rows}\n],\n"sections": {said},\n"reaches": {{\n{places}\n}}}}\n'


def page(sheet: KeySheet) -> str:
    return FORMATS["markdown"](sheet)


def main() -> int:
    text = data()
    FILE.write_text(text, "utf-8")
    PAGE.write_text(page(parsed(text)), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
