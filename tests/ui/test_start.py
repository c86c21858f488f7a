"""The start: first paint before any heavy library, then the rest in a thread."""

from __future__ import annotations

import json

from tests.ui.test_crash import run_in_terminal

HEAVY = (
    "httpx",
    "httpcore",
    "keyring",
    "duckdb",
    "sqlglot",
    "tui.workbench.sending.verbs",
    "msgspec",
    "sqlite3",
)

HEAVY_AT_USABLE = (
    "httpx",
    "httpcore",
    "keyring",
    "duckdb",
    "sqlglot",
    "plotext",
    "msgspec",
    "sqlite3",
    "tui.transport",
    "tui.results",
    "tui.vault",
    "tui.ui.dialogs.reading",
    "tui.ui.widgets.request_view",
    "tui.workbench.signature_tests",
)

OWN_AT_USABLE = 155
"""Modules of this program; there were 300 before rooms and dialogs were loaded at their first use."""

WIDGETS_AT_USABLE = 40
"""Of the whole screen, at its first picture with a text."""

PROGRAM = """
import gc, json, os, sys
os.environ["TEXTUAL_LOG"] = os.path.join(os.environ["HOME"], "textual.log")
os.environ["TEXTUAL_DEVTOOLS_HOST"] = "evil.invalid"
from tui.ui import run_app
before = "textual" in sys.modules
from tui.ui import entry

def open_workbench():
    from tui.ui.app import AssayApp
    from tests.fakes import Fake
    from textual._context import active_app
    app = active_app.get()
    facts.update(at_paint=[m for m in HEAVY if m in sys.modules], painted=app.screen._compositor.size[0],
                 collecting=gc.isenabled())
    return Fake().build()

def settled():
    from textual._context import active_app
    settle()
    active_app.get().exit()

settle, entry._settle_memory = entry._settle_memory, settled
HEAVY = HEAVY_NAMES
facts = {"before": before}
code = run_app(open_workbench)
facts.update(code=code, collecting_after=gc.isenabled(), frozen=gc.get_freeze_count() > 1000,
             log=os.path.exists(os.path.join(os.environ["HOME"], "textual.log")),
             variables=[n for n in os.environ if n in ("TEXTUAL_LOG", "TEXTUAL_DEVTOOLS_HOST")])
print("FACTS" + json.dumps(facts) + "END")
"""


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    code, output = run_in_terminal(PROGRAM.replace("HEAVY_NAMES", repr(HEAVY)))
    assert "FACTS" in output, output[-2000:]
    facts = json.loads(output.split("FACTS")[1].split("END")[0])
    assert code == 0
    assert facts["code"] == 0
    assert facts["before"] is False
    assert facts["painted"] == 100
    assert [m for m in facts["at_paint"] if not m.startswith("tui.")] == []
    assert facts["collecting"] is False
    assert facts["collecting_after"] is True
    assert facts["frozen"] is True
    assert facts["variables"] == []
    assert facts["log"] is False


USABLE = """
import json, sys
from tui.ui import run_app
from tui.wiring import build_workbench

def open_workbench():
    from tui.ui.screens.compose.desk import Desk

    focus_view = Desk.focus_view
    def usable(desk):
        focus_view(desk)
        loaded = list(sys.modules)
        facts.update(own=len([m for m in loaded if m.startswith("tui.")]), text=desk.sql.text,
                     heavy=[m for m in HEAVY if m in loaded], widgets=len(list(desk.screen.query("*"))))
        desk.app.exit()

    Desk.focus_view = usable
    return build_workbench()

HEAVY = HEAVY_NAMES
facts = {}
run_app(open_workbench, sandbox=True)
print("FACTS" + json.dumps(facts) + "END")
"""


def test_the_editor_is_in_use_before_anything_else_is_loaded_or_mounted() -> None:
    """Counts, not times: what a start must not wait for stays out of it on any machine."""
    code, output = run_in_terminal(USABLE.replace("HEAVY_NAMES", repr(HEAVY_AT_USABLE)))
    assert "FACTS" in output, output[-2000:]
    facts = json.loads(output.split("FACTS")[1].split("END")[0])
    assert code == 0
    assert facts["text"].startswith("SELECT")
    assert facts["heavy"] == []
    assert facts["own"] <= OWN_AT_USABLE
    assert facts["widgets"] <= WIDGETS_AT_USABLE
