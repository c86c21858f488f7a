"""Keys, rights, rates, states and repeats."""

from __future__ import annotations

from tests.providers.casework import Case, past
from tests.providers.te.seeding import (
    BUSY,
    COMPANY,
    DATED,
    GOOD,
    LIKELY,
    POSSIBLE,
    Fault,
    answer,
    call,
    event,
    metric,
    sql,
    view,
)
from tui.core.exchange import ExchangeState

ACCESS = [
    Fault(call("event-meta-list", -1001, previous=[past(GOOD)]), "The token is not valid any more", LIKELY),
    Fault(call("event-meta-list", -1001), "The token is not valid any more", POSSIBLE),
    Fault(call("event-meta-list", -1014, previous=[past(GOOD)]), "The token is not valid any more", LIKELY),
    Fault(call("event-meta-list", -1014), "The token is unknown to this server.", POSSIBLE),
    Fault(call("event-meta-list", -1014, query={"projectId": 9}), "The request asks for project 9", LIKELY),
    Fault(call("event-meta-list", -1006, query={"projectId": 9}), "The key opens another project", LIKELY),
    Fault(call("user-info", -1006, query={"loginName": "x"}), "The operation accepts the company key only."),
    Fault(call("user-lock", -1006, body={}), "The operation accepts the company key only.", LIKELY),
    Fault(call("user-lock", -2005, body={}), "The operation accepts the company key only.", LIKELY),
    Fault(
        call("user-lock", -2005, body={}, settings=COMPANY), "The account's role lacks the right.", POSSIBLE
    ),
    Fault(call("user-lock", -2003, body={}, settings=COMPANY), "A change to an administrator", POSSIBLE),
    Fault(sql("SELECT 1 FROM v_user_77", "no", -1006), "The key opens another project", LIKELY),
    Fault(call("event-meta-list", -1005, previous=BUSY), "Calls came too fast one after another.", LIKELY),
    Fault(call("event-meta-list", -1005), "Several programs share this key or this server.", LIKELY),
    Fault(call("event-meta-list", -3004, query={"projectId": "a1b2c3d4e5f6"}), "The APPID was sent"),
    Fault(call("event-meta-list", -3004, query={"projectId": 5}), "The request asks for project 5", LIKELY),
    Fault(call("event-meta-list", -3004), "projectId is not the number of a project", POSSIBLE),
]

STATES = [
    Fault(view(-1011, recentDay="0-6"), "The range includes today", LIKELY),
    Fault(view(-1011), "The computation has not finished.", POSSIBLE),
    Fault(view(-1013, recentDay="StartToNow"), "The range includes today", LIKELY),
    Fault(view(-1013), "A computation was started", POSSIBLE),
    Fault(
        view(-1012, startTime="2024-06-01 00:00:00", endTime="2024-05-01 00:00:00"),
        "The range ends before it begins.",
    ),
    Fault(view(-1012), "Nothing happened in the time range", POSSIBLE),
    Fault(
        sql(f"SELECT 1 {DATED}", "cancelled", -1022, settings={"timeoutSeconds": 10}, took=10.2),
        "The server time-out of the query ran out.",
    ),
    Fault(
        sql(f"SELECT 1 {DATED}", "cancelled", -1022, settings={"timeoutSeconds": 60}, took=2),
        "Someone cancelled the task.",
        POSSIBLE,
    ),
    Fault(
        call(
            "sql-task-info",
            -1022,
            query={"taskId": "t"},
            previous=[past(Case("te", "sql-cancel", form={"taskId": "t"}, answer=answer(0)))],
        ),
        "Someone cancelled the task.",
    ),
    Fault(
        call(
            "user-lock",
            -1015,
            body={"a": 1},
            previous=[past(Case("te", "user-lock", body={"a": 1}, answer=answer(0)))],
        ),
        "The same call did it already.",
    ),
    Fault(
        call(
            "user-lock",
            -1015,
            body={"a": 1},
            previous=[
                past(
                    Case("te", "user-lock", body={"a": 1}, failure="read-timeout"),
                    state=ExchangeState.UNCERTAIN,
                )
            ],
        ),
        "An earlier call whose answer was lost did it already.",
        LIKELY,
    ),
    Fault(call("user-lock", -1015, body={"a": 1}), "It was created before", POSSIBLE),
    Fault(event(-1099, events=[{"type": "customized"}]), "events[0] is a formula metric without a formula."),
    Fault(event(-1099, events=[{"type": "customized", "customEvent": "(a.SUM"}]), "A bracket of the formula"),
    Fault(
        event(-1099, events=[{"type": "customized", "customEvent": "pay.A103"}]),
        "The formula uses the console's own codes",
    ),
    Fault(event(-1099, events=[{"type": "customized", "customEvent": "pay/2"}]), "A term is not of the form"),
    Fault(
        event(-1099, events=[{"type": "customized", "customEvent": "a.SUM/"}]),
        "The formula begins or ends with an operator.",
    ),
    Fault(
        metric(filts=[{"columnName": "a", "tableType": "event", "comparator": "C00"}]),
        "The query was copied from the web console",
    ),
    Fault(call("project-list", -1999, query={"loginName": " root"}), "The login name has blanks around it."),
    Fault(
        call("project-list", -1999, query={"loginName": "ro\u200bot"}),
        "The login name holds invisible characters.",
    ),
    Fault(call("project-list", -1009, query={"loginName": "root "}), "The login name has blanks around it."),
    Fault(call("project-list", -1009, query={"loginName": "rot"}), "The login name is misspelt.", POSSIBLE),
]
