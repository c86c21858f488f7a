"""Parameters that are missing, misspelt, of the wrong type, or wrong inside lists."""

from __future__ import annotations

from tests.providers.te.seeding import LIKELY, POSSIBLE, VIEW, Fault, call, event, metric, task, view

PARAMETERS = [
    Fault(call("event-meta-list", -1008, "token is empty"), "The token did not reach the server."),
    Fault(
        call("event-meta-list", -1008, "x", profile={"secret": None}),
        "The profile names no place for a token",
    ),
    Fault(event(events=...), "The required parameter events is missing"),
    Fault(event(useCache=...), "The required parameter useCache is missing"),
    Fault(view(timeParticleSize=...), "The required parameter eventView.timeParticleSize is missing"),
    Fault(event(eventview=VIEW, eventView=...), "The required parameter eventView.timeParticleSize"),
    Fault(
        view(timeParticleSize=..., timeParticleSise="day"),
        "The required parameter eventView.timeParticleSize",
    ),
    Fault(view(recentday="1-7"), "“eventView.recentday” is not a parameter; did you mean recentDay?"),
    Fault(view(recent_day="1-7"), "“eventView.recent_day” is not a parameter; did you mean recentDay?"),
    Fault(event(usecache=True, useCache=True, limt=5), "“limt” is not a parameter; did you mean limit?"),
    Fault(view(timeParticleSize="dayly"), "eventView.timeParticleSize: "),
    Fault(event(projectId="1"), "projectId: needs a whole number"),
    Fault(event(projectId="a1b2c3d4e5f60718293a4b5c6d7e8f90"), "projectId holds an APPID"),
    Fault(event(limit=50000), "limit: value 50000 is more than 10000"),
    Fault(event(useCache="yes"), "useCache: needs true or false"),
    Fault(metric(analysis="A100"), "The query was copied from the web console"),
    Fault(metric(analysis="TOTAL_TIME"), "events[0].analysis: "),
    Fault(metric(analysis="SUM"), "events[0]: the analysis SUM needs quota"),
    Fault(metric(type=...), "events[0] lacks type."),
    Fault(metric(eventName=..., event_name="login"), "events[0] has “event_name”; did you mean eventName?"),
    Fault(event(events=["login"]), 'events[0] is "login", not an object.'),
    Fault(
        metric(filts=[{"columnName": "a", "tableType": "event", "comparator": "eq"}]),
        "events[0].filts[0].comparator",
    ),
    Fault(metric(filts=[{"columnName": "a", "comparator": "equal"}]), "events[0].filts[0] lacks tableType."),
    Fault(view(groupBy=[{"columnName": "a", "tableType": "table"}]), "eventView.groupBy[0].tableType"),
    Fault(
        call("property-list", -1008, query={"projectId": 1}), "The required parameter tableType is missing"
    ),
    Fault(
        call("property-list", -1008, query={"projectId": 1, "tabletype": "event"}),
        "The required parameter tableType is missing",
    ),
    Fault(
        call("cohort-detail", -1008, query={"projectId": 1}), "The required parameter clusterName is missing"
    ),
    Fault(
        event(message="timeoutSeconds must be positive"), "The server complains about timeoutSeconds.", LIKELY
    ),
    Fault(call("user-lock", -1008, body={}), "A required parameter is missing or empty.", POSSIBLE),
    Fault(task(0), "The task has not finished", LIKELY),
    Fault(task(3), "Page 3 is past the last page", LIKELY),
    Fault(task(0, status="RUNNING", progress=10), "The task had not finished"),
    Fault(
        task(4, status="FINISHED", resultStat={"pageCount": 4}),
        "Page 4 is past the end: the task has 4 pages",
    ),
    Fault(call("sql-result-page", -1008, query={"taskId": "", "pageId": 0}), "The required parameter taskId"),
]
