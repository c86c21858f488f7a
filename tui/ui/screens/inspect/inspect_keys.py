"""The keys of the Inspect screen, and the words of its help page."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from tui.core.wording import tr_later
from tui.ui.screens.inspect.tab_line import TABS


def _key(keys: str, action: str, label: str, tip: str, *, name: str = "", show: bool = False) -> Binding:
    first = keys.split(",", maxsplit=1)[0] if show else None
    return Binding(keys, action, label, show, first, tooltip=tip, id=f"inspect.{name or action}")


INSPECT_KEYS: list[BindingType] = [
    *(_key(t.key, f"tab('{t.id}')", t.label, t.tip, name=t.id) for t in TABS),
    _key(
        "x",
        "tab('explain')",
        tr_later("Explain"),
        tr_later("What the code means, what to do"),
        name="why",
        show=True,
    ),
    _key("r,ctrl+r", "resend", tr_later("Send again"), tr_later("Send the same request again"), show=True),
    _key("e", "export", tr_later("Export"), tr_later("Write the rows to a file"), show=True),
    _key("i", "edit", tr_later("Edit"), tr_later("Open the request in Compose")),
    _key("a", "fix", tr_later("Apply fix"), tr_later("Open the request in Compose, repaired")),
    _key("y", "copy_page", tr_later("Copy"), tr_later("Copy this page as text")),
    _key("escape", "back", tr_later("Back"), tr_later("Cancel, or back to the first side")),
]

INSPECT_HELP = tr_later(
    "One exchange from every side. The line at the top is its verdict: what it was, who has to act, "
    "and the figures. CUT OFF means that the transfer did not end properly: rows may be missing.\n\n"
    "Rows is a table of any size: only what you see is read. null is shown as null, a cell that a row "
    "does not have as ·, empty text as two quotes. enter opens one row whole, : goes to a row, "
    "< and > change a column's width, - hides it, + shows all, f keeps columns in sight, y copies.\n\n"
    "s sorts by the column: up, down, as it came; S brings the original order back. / filters by an "
    "expression such as events > 100 and name contains 'view', or searches all columns for any other "
    "text, or for text in quotes; backspace or a click takes a filter away. c counts the column. "
    "e writes all rows, or those shown, to a file. None of these asks the server.\n\n"
    "Chart (6) draws the picture of an analysis model with its numbers, or a quick chart of any rows: t "
    "changes line, bar, histogram and scatter, X, U and B choose the columns x, y and group, m how rows "
    "with one x are put together, n shows picture or numbers alone, [ and ] walk through the charts. A "
    "dash or null is a gap.\n\n"
    "Q asks kept answers again with SQL, on this machine: they are tables r1, r2, … The result is marked "
    "LOCAL and is a table too; escape goes back.\n\n"
    "Tree shows a document of any size, and of a row stream the row under the cursor: + and - open and "
    "close a level, / finds text, 0x bytes or a JSONPath ($..name), n and N go on, o opens it elsewhere. "
    "Raw shows the bytes; b is hex. Exchange shows what was sent and where the time went. Explain says "
    "what the code means; a opens a proposed repair. w tells what changed since the route last went "
    "well, Y copies the exchange as cURL, httpx code, HAR or a bug report."
)
