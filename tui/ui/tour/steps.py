"""The steps of the tour: what they are called, which key they name, and what they wait for."""

from __future__ import annotations

from dataclasses import dataclass

from tui.core.operation import RequestDraft
from tui.core.wording import tr_later

SQL_ROUTE = "sql-query"
SAMPLE_PATH = "/login"
"""What is put into the signature panel's path when it is empty."""

QUERY = """\
SELECT "#event_name", count(*) AS events,
       count(DISTINCT "#user_id") AS users
FROM ta.v_event_1
WHERE "$part_date" BETWEEN '2024-01-01' AND '2024-06-30'
GROUP BY "#event_name"
ORDER BY events DESC"""

MISTAKE = """\
SELECT `platform`, count(*) AS events
FROM ta.v_event_1
WHERE "$part_date" BETWEEN '2024-01-01' AND '2024-06-30'
GROUP BY 1"""
"""Back-ticks, as in MySQL: the engine refuses them, and Explain repairs them."""


ANYWHERE = ""


def sql_draft(sql: str) -> RequestDraft:
    return RequestDraft(SQL_ROUTE, query={"format": "json"}, form={"sql": sql})


@dataclass(frozen=True, slots=True)
class Move:
    """One key. `binding` is its id, by which a remapped key is found; `deed` is what has to come of it:

    `mode/inspect` a screen was gone to; `screen/StatisticsDialog` a box of that class was opened;
    `answer/te/good` an exchange of that API ended, well or (`bad`) not, or with a code (`answer/td/1603`);
    other words are those of a `Done` message.
    """

    mode: str
    """The screen on which the key works; empty for every one."""
    key: str
    binding: str
    words: str
    deed: str
    puts: str = ""
    """SQL that lies in Compose when this move begins."""


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    moves: tuple[Move, ...]


STEPS = (
    Step(
        tr_later("Send a query"),
        (
            Move(
                "compose",
                "ctrl+r",
                "compose.send",
                tr_later(
                    "sends the query above to the sandbox, a small server inside assay. Nothing leaves this "
                    "machine."
                ),
                "answer/te/good",
                puts=QUERY,
            ),
        ),
    ),
    Step(
        tr_later("Look at the rows"),
        (
            Move(
                "compose",
                "ctrl+o",
                "compose.result",
                tr_later("opens the whole answer in Inspect, however large it is."),
                "mode/inspect",
            ),
            Move(
                "inspect",
                "s",
                "rows.sort",
                tr_later("sorts by the column under the cursor; h and l move it, s again turns it around."),
                "rows/sorted",
            ),
            Move(
                "inspect",
                "/",
                "rows.filter",
                tr_later("filters. Type events > 1000, then enter. The server is not asked again."),
                "rows/filtered",
            ),
        ),
    ),
    Step(
        tr_later("Figures and a picture"),
        (
            Move(
                "inspect",
                "c",
                "rows.statistics",
                tr_later("counts the column under the cursor: distinct values, the most frequent, nulls."),
                "screen/StatisticsDialog",
            ),
            Move(
                "inspect",
                "6",
                "inspect.chart",
                tr_later("draws the rows as a chart, once escape has closed the figures."),
                "tab/chart",
            ),
        ),
    ),
    Step(
        tr_later("A mistake, explained"),
        (
            Move(
                ANYWHERE,
                "f3",
                "app.compose",
                tr_later("goes back to Compose. The tour puts a query with a mistake there."),
                "mode/compose",
            ),
            Move(
                "compose",
                "ctrl+r",
                "compose.send",
                tr_later("sends it. Its name stands in back-ticks, which the engine refuses."),
                "answer/te/bad",
                puts=MISTAKE,
            ),
            Move(
                "compose",
                "ctrl+o",
                "compose.result",
                tr_later("tells what the code means: what happened, where, why, and what to do now."),
                "mode/inspect",
            ),
            Move(
                "inspect",
                "a",
                "inspect.fix",
                tr_later("applies the repair that is proposed, and opens the query in Compose."),
                "draft",
            ),
            Move(
                "compose",
                "ctrl+r",
                "compose.send",
                tr_later("sends the repaired query."),
                "answer/te/good",
            ),
        ),
    ),
    Step(
        tr_later("A sign and its replay"),
        (
            Move(
                ANYWHERE,
                "f5",
                "app.signature",
                tr_later("goes to the signature panel."),
                "mode/signature",
            ),
            Move(
                "signature",
                "ctrl+g",
                "signature.sign",
                tr_later("makes a sign for the path, as the vendor's SDK does in an app."),
                "sign",
            ),
            Move(
                "signature",
                "ctrl+r",
                "signature.verify",
                tr_later("verifies the sign. That uses it up."),
                "answer/td",
            ),
            Move(
                "signature",
                "ctrl+r",
                "signature.verify",
                tr_later("once more with the same sign: the answer passes, but it is a replay, code 1603."),
                "answer/td/1603",
            ),
        ),
    ),
    Step(
        tr_later("Where things are"),
        (
            Move(
                ANYWHERE,
                "f2",
                "app.profiles",
                tr_later("lists your servers. n makes a profile; its key goes to the system's keyring."),
                "mode/profiles",
            ),
            Move(
                "profiles",
                "ctrl+p",
                "",
                tr_later("is the palette: every command by name, and any code. Type 1603 there."),
                "screen/CommandPalette",
            ),
            Move(
                "profiles",
                "?",
                "app.help",
                tr_later("tells the words and all keys of the screen you are on, on every screen."),
                "screen/ReadingDialog",
            ),
        ),
    ),
)

FAREWELL = tr_later(
    "That was the tour. Samples of every analysis lie in Compose under Saved queries; ctrl+p begins the tour "
    "again."
)
