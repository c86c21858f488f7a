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
    workbench = Fake().build()
    app.call_from_thread(app.set_timer, 1.0, app.exit)
    return workbench

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
