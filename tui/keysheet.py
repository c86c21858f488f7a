"""The keys of the screens by their file alone, for whoever must not load the screens to name them.

`tui/ui/keys.json` is generated from the bindings by `python -m tests.tools.key_sheet`; a test compares.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from tui.core.keymap import KeyBinding, KeySheet

FILE = Path(__file__).parent / "ui" / "keys.json"


@cache
def key_sheet() -> KeySheet:
    return parsed(FILE.read_text("utf-8"))


def parsed(text: str) -> KeySheet:
    """The file's text as a sheet: `bindings` (id, keys, label, does, first), `sections`, `reaches`."""
    found = json.loads(text)
    bindings = [
        KeyBinding(one["id"], tuple(one["keys"]), one["label"], one["does"], one["first"])
        for one in found["bindings"]
    ]
    return KeySheet({one.id: one for one in bindings}, found["sections"], found["reaches"])
