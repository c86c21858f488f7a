"""What is written can be read: cohorts, metadata, users, reports, uploads; what is missing is named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.providers.te_sandbox.playing import Player

MOBILE = {"columnName": "platform", "tableType": "user", "comparator": "equal", "ftv": ["mobile"]}
RULE = {"filts": [MOBILE], "relation": "and"}
COUNT = {"eventName": "anyEvent", "type": "normal", "analysis": "TRIG_USER_NUM"}


def users_with(player: Player, filts: list[Any], event: Any = COUNT) -> int:
    view = {"recentDay": "StartToNow", "timeParticleSize": "total", "filts": filts}
    body = {"projectId": 1, "useCache": True, "eventView": view, "events": [event]}
    [row] = next(iter(player.call("event-analyze", body).data["y"][0].values()))
    return int(row["values"][0])


def cohort(**changes: Any) -> dict[str, Any]:
    plain = {
        "projectId": 1,
        "clusterName": "m1",
        "displayName": "Mobile",
        "clusterCatalog": "catalog_cluster",
    }
    return {**plain, "clusterType": "cluster_by_dynamic_condition", "qp": RULE, **changes}


def test_a_cohort_is_made_listed_used_changed_and_deleted(fresh: Player) -> None:
    inside = {"columnName": "m1", "tableType": "cluster", "comparator": "isTrue"}
    assert fresh.call("cohort-list", {"projectId": 1}).data == []
    made = fresh.call("cohort-add", cohort()).data
    assert made["userCount"] == users_with(fresh, [MOBILE]) == users_with(fresh, [inside])
    [listed] = fresh.call("cohort-list", {"projectId": 1}).data
    assert listed == made
    assert fresh.call("cohort-detail", projectId=1, clusterName="m1").data["qp"] == RULE
    assert fresh.call("cohort-add", cohort()).code == -1015
    tablet = {**MOBILE, "ftv": ["tablet"]}
    change = {"projectId": 1, "clusterName": "m1", "displayName": "Tablet", "qp": {"filts": [tablet]}}
    assert fresh.call("cohort-update", change).code == 0
    assert users_with(fresh, [inside]) == users_with(fresh, [tablet])
    assert fresh.call("cohort-detail", projectId=1, clusterName="m1").data["displayName"] == "Tablet"
    assert fresh.call("cohort-refresh", {"projectId": 1, "clusterName": "m1"}).code == 0
    progress = fresh.call("cohort-refresh-progress", projectId=1, clusterName="m1")
    assert (progress.data["progress"], progress.header("x-sandbox-layout")) == (100, "own")
    assert fresh.call("cohort-delete", {"projectId": 1, "clusterName": "m1"}).code == 0
    assert fresh.call("cohort-detail", projectId=1, clusterName="m1").code == -1023
    assert fresh.call("cohort-delete", {"projectId": 1, "clusterName": "m1"}).code == -1023


def test_a_cohort_by_events_holds_who_did_them(fresh: Player) -> None:
    rule = {"events": [{"eventName": "purchase"}, {"eventName": "payment_error", "recentDay": "0-400"}]}
    both = fresh.call("cohort-add", cohort(clusterName="both", qp=rule)).data["userCount"]
    either = fresh.call("cohort-add", cohort(clusterName="one", qp={**rule, "event_relation": "or"})).data[
        "userCount"
    ]
    one, other = (
        users_with(fresh, [], {**COUNT, "eventName": name}) for name in ("purchase", "payment_error")
    )
    assert both + either == one + other
    assert 0 < both < either


@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        ({"clusterCatalog": "catalog_tag"}, -1, "tags are not played"),
        ({"clusterType": "cluster_by_dynamic_sql"}, -1008, "clusterType"),
        ({"qp": {}}, -1008, "needs filts"),
        ({"qp": {"events": [{"eventName": "purchase", "times": 3}]}}, -1008, "qp.events[0].times"),
        ({"clusterName": "x" * 25}, -1008, "clusterName"),
        ({"qp": {"filts": [{**MOBILE, "columnName": "nope"}]}}, -1008, "no user property"),
    ],
)
def test_cohorts_that_cannot_be_computed_are_refused(
    fresh: Player, change: Any, code: int, words: str
) -> None:
    answer = fresh.call("cohort-add", cohort(**change))
    assert (answer.code, words in answer.message) == (code, True), answer.message
    assert fresh.call("cohort-list", {"projectId": 1}).data == []


def test_a_cohort_of_uploaded_ids(fresh: Player) -> None:
    first = fresh.call("id-file-upload", file=b"1\nuser_0001\nnobody\n").data["fileId"]
    body = {"projectId": 1, "clusterName": "ids", "displayName": "Ids", "fileId": first}
    assert fresh.call("id-cohort-add", body).data["userCount"] == 2
    more = fresh.call("id-file-upload", file="\ufeff1\r\n2\r\n3\r\n".encode()).data["fileId"]
    assert fresh.call("id-cohort-modify", {**body, "fileId": more}).code == 0
    assert fresh.call("cohort-detail", projectId=1, clusterName="ids").data["userCount"] == 3
    assert fresh.call("id-cohort-add", {**body, "clusterName": "y", "fileId": "none"}).code == -1023


def test_shown_names_of_events_and_properties_change(fresh: Player) -> None:
    change = {"projectId": 1, "eventName": "purchase", "eventDesc": "Kauf"}
    assert fresh.call("event-meta-update", change).code == 0
    events = {one["eventName"]: one for one in fresh.call("event-meta-list", projectId=1).data["events"]}
    assert (len(events), events["purchase"]["eventDesc"], events["home"]["eventDesc"]) == (19, "Kauf", "home")
    change = {"projectId": 1, "tableType": "user", "columnName": "platform", "columnDesc": "Device"}
    assert fresh.call("property-update", change).code == 0
    for table, wanted in (("user", "Device"), ("event", "platform")):
        props = fresh.call("property-list", projectId=1, tableType=table).data["properties"]
        assert next(one for one in props if one["columnName"] == "platform")["columnDesc"] == wanted
    assert fresh.call("event-meta-update", {**change, "eventName": "nope", "eventDesc": "x"}).code == -1023


def test_properties_of_an_event_are_those_it_has_values_for(shipped: Player) -> None:
    every = shipped.call("property-list", projectId=2, tableType="event").data["properties"]
    some = shipped.call("property-list", projectId=2, tableType="event", eventName="coupon_redeem").data[
        "properties"
    ]
    names = {one["columnName"] for one in some}
    assert names < {one["columnName"] for one in every}
    assert "coupon_upc" in names
    assert "sales_value" not in names
    kinds = {one["columnName"]: one["selectType"] for one in every}
    assert (kinds["sales_value"], kinds["#event_time"], kinds["campaign_type"]) == (
        "number",
        "datetime",
        "string",
    )


def test_a_virtual_event_is_computed(fresh: Player) -> None:
    parts = [{"eventName": "purchase"}, {"eventName": "cart", "filts": [MOBILE]}]
    body = {"projectId": 1, "eventName": "ta@both", "eventDesc": "Both", "events": parts}
    assert fresh.call("virtual-event-create", body).code == 0
    assert fresh.call("virtual-event-get", projectId=1, eventName="ta@both").data["events"] == parts
    total = {**COUNT, "analysis": "TOTAL_TIMES"}
    both = users_with(fresh, [], {**total, "eventName": "ta@both"})
    one = users_with(fresh, [], {**total, "eventName": "purchase"})
    other = users_with(fresh, [MOBILE], {**total, "eventName": "cart"})
    assert both == one + other
    assert "ta@both" in [e["eventName"] for e in fresh.call("event-meta-list", projectId=1).data["events"]]
    assert fresh.call("virtual-event-delete", {"projectId": 1, "eventName": "ta@both"}).code == 0
    assert fresh.call("virtual-event-get", projectId=1, eventName="ta@both").code == -1023


def test_a_virtual_property_is_stored_and_not_pretended_to_work(fresh: Player) -> None:
    body = {"projectId": 1, "tableType": "event", "columnName": "#vp@x", "sqlExpression": "1"}
    assert fresh.call("sql-prop-create", body).code == 0
    assert fresh.call("sql-prop-get", projectId=1, columnName="#vp@x").data["sqlExpression"] == "1"
    listed = fresh.call("property-list", projectId=1, tableType="event").data["properties"]
    assert listed[-1]["columnName"] == "#vp@x"
    view = {
        "recentDay": "0-9",
        "timeParticleSize": "day",
        "groupBy": [{"columnName": "#vp@x", "tableType": "event"}],
    }
    answer = fresh.call(
        "event-analyze", {"projectId": 1, "useCache": True, "eventView": view, "events": [COUNT]}
    )
    assert (answer.code, "does not compute it" in answer.message) == (-1, True)
    assert fresh.call("sql-prop-delete", {"projectId": 1, "columnName": "#vp@x"}).code == 0
    assert fresh.call("sql-prop-get", projectId=1, columnName="#vp@x").code == -1023


def test_projects_of_a_user(fresh: Player) -> None:
    every = fresh.call("project-list", loginName="root").data
    assert [one["projectId"] for one in every] == [1, 2]
    assert [one["projectId"] for one in fresh.call("project-list", loginName="analyst").data] == [1]
    assert fresh.call("project-list", loginName="nobody").code == -1999
    assert fresh.call("project-update", {"projectId": 2, "projectName": "Shop"}).code == 0
    assert fresh.call("project-list", loginName="root").data[1]["projectName"] == "Shop"


def test_users_come_change_and_go(fresh: Player) -> None:
    body = {"users": [{"loginName": "new", "projectId": 1, "roleDesc": "analyst"}, {"loginName": "two"}]}
    assert [one["loginName"] for one in fresh.call("users-create", body).data["authUsers"]] == ["new", "two"]
    assert fresh.call("users-create", {"users": [{"loginName": "three"}, {"loginName": "two"}]}).code == -1015
    found = fresh.call("users-by-login", {"loginNames": ["new", "three", "root"]}).data["authUsers"]
    assert [one["loginName"] for one in found] == ["new", "root"]
    assert fresh.call("user-info", loginName="new").data["roleInfo"]["projectRoles"][0]["projectId"] == 1
    assert "companyRole" in fresh.call("user-info", loginName="root").data["roleInfo"]
    assert fresh.call("user-lock", {"loginName": "new"}).code == 0
    assert fresh.call("user-status", loginName="new").data["status"] == "locked"
    assert fresh.call("user-unlock", {"loginName": "new"}).code == 0
    assert fresh.call("user-status", loginName="new").data["status"] == "normal"
    leave = {"projectId": 1, "loginName": "new", "handoverToLoginName": "root"}
    assert fresh.call("user-remove-project", leave).code == 0
    assert fresh.call("user-remove-project", leave).code == -1023
    assert (
        fresh.call("user-remove-system", {"loginName": "new", "handoverToLoginName": "ghost"}).code == -1023
    )
    assert fresh.call("user-remove-system", {"loginName": "new"}).code == 0
    assert fresh.call("user-info", loginName="new").code == -1023
    assert fresh.call("sso-user-create", loginType="ldap", loginName="sso").code == 0
    assert fresh.call("user-status", loginName="sso").code == 0


def test_roles_groups_and_the_block_list(fresh: Player) -> None:
    role = {"projectId": 1, "roleName": "Reader", "roleDesc": "reader"}
    assert fresh.call("role-create", role).code == 0
    assert fresh.call("role-update", {**role, "roleName": "Guest"}).code == 0
    assert fresh.call("role-get", projectId=1, roleDesc="reader").data["roleName"] == "Guest"
    assert fresh.call("role-delete", role).code == 0
    assert fresh.call("role-get", projectId=1, roleDesc="reader").code == -1023
    assert fresh.call("group-create", {"groupName": "g", "loginNames": ["root"]}).code == 0
    assert fresh.call("group-update", {"groupName": "g", "loginNames": ["root", "analyst"]}).code == 0
    assert fresh.call("group-get", groupName="g").data["loginNames"] == ["root", "analyst"]
    assert fresh.call("blacklist-add", {"loginName": "analyst"}).code == 0
    assert fresh.call("blacklist-upload", file=b"one\r\ntwo\r\n").code == 0
    assert fresh.call("blacklist-add-groups", {"groupNames": ["g"]}).code == 0
    assert fresh.call("blacklist-cancel", {"loginName": "one"}).code == 0
    assert fresh.call("blacklist-cancel", {"loginName": "one"}).code == -1023
    assert fresh.call("blacklist-download").body.split() == [
        b"kind,name",
        b"user,analyst",
        b"user,two",
        b"group,g",
    ]
    assert fresh.call("group-delete", {"groupName": "g"}).code == 0
    assert fresh.call("group-get", groupName="g").code == -1023


def test_reports_dashboards_and_spaces(fresh: Player) -> None:
    found = fresh.call("reports-root", projectId=1).data
    assert [one["reportModel"] for one in found["reports"]] == [0, 1, 2, 3, 4, 5]
    assert set(found["dashboards"][0]) == {"dashbord_id", "dashbord_name"}
    ids = [one["reportId"] for one in found["reports"]]
    assert fresh.call("reports-delete", {"projectId": 1, "reportIds": [ids[0], "none"]}).code == -1023
    assert fresh.call("reports-delete", {"projectId": 1, "reportIds": ids[:2]}).code == 0
    assert [one["reportId"] for one in fresh.call("reports-project", projectId=1).data["reports"]] == ids[2:]
    space: dict[str, Any] = {"projectId": 1, "spaceName": "sandbox"}
    assert fresh.call("space-update", {**space, "loginNames": ["root", "analyst"]}).code == 0
    assert len(fresh.call("space-members", **space).data["members"]) == 2
    [board] = fresh.call("space-dashboards", **space).data["dashboards"]
    assert fresh.call("space-dashboard-delete", {**space, "dashboardIds": [board["dashbord_id"]]}).code == 0
    assert fresh.call("space-dashboards", **space).data["dashboards"] == []
    assert fresh.call("space-delete", space).code == 0
    assert fresh.call("space-members", **space).code == -1023


def test_metrics_are_listed_and_computed(shipped: Player) -> None:
    listed = shipped.call("metric-list", {"projectId": 1, "metricName": "user"}).data
    assert [one["metricName"] for one in listed] == ["active_users", "events_per_user"]
    assert shipped.call("metric-list", {"projectId": 1, "metricModes": ["RETENTION"]}).data == []
    view = {"startTime": "2024-05-01 00:00:00", "endTime": "2024-05-03 23:59:59", "timeParticleSize": "day"}
    metric = shipped.call("metric-data", {"projectId": 1, "metricName": "active_users", "eventView": view})
    body = {"projectId": 1, "useCache": False, "eventView": view, "events": [COUNT]}
    assert metric.data == shipped.call("event-analyze", body).data
    assert metric.header("x-sandbox-layout") == "own"


def test_data_tables_and_dimensions(fresh: Player) -> None:
    file = fresh.call("datatable-upload", file=b"id,name\n1,one\n", projectId=1).data["fileId"]
    table = {"projectId": 1, "tableName": "t", "fileId": file}
    assert fresh.call("datatable-create", table).data["rowCount"] == 1
    assert fresh.call("datatable-update", {**table, "append": True}).data["rowCount"] == 2
    other = fresh.call("datatable-upload", file=b"id,size\n1,2\n", projectId=1).data["fileId"]
    assert fresh.call("datatable-update", {**table, "fileId": other}).code == -1008
    link = {"projectId": 1, "tableName": "t", "columnName": "store_id"}
    assert fresh.call("datatable-bind", link).data["bound"] == ["store_id"]
    assert fresh.call("datatable-unbind", link).data["bound"] == []
    assert fresh.call("datatable-unbind", link).code == -1023
    assert fresh.call("datatable-upload", file=b"PK\x03\x04", projectId=1).code == -1008
    create = {
        "mainColumn": {"property": {"columnName": "platform", "tableType": "event"}},
        "columns": [{"property": {"columnName": "maker", "columnDesc": "Maker", "selectType": "string"}}],
    }
    text = json.dumps(create)
    made = fresh.call("dimension-create", raw=b"platform,maker\nmobile,x\n", projectId=1, createParam=text)
    assert made.data["rowCount"] == 1
    assert (
        fresh.call("dimension-create", raw=b"maker,platform\n", projectId=1, createParam=text).code == -1008
    )
    names = [
        p["columnName"]
        for p in fresh.call("property-list", projectId=1, tableType="event").data["properties"]
    ]
    assert names[-1] == "maker@platform"
    gone = {"projectId": 1, "columnNames": ["maker@platform"]}
    assert fresh.call("dict-props-delete", gone).code == 0
    assert fresh.call("dict-props-delete", gone).code == -1023


@pytest.mark.parametrize(
    "filts",
    [
        [MOBILE],
        [{**MOBILE, "comparator": "notEqual", "ftv": ["mobile", "o'hare"]}],
        [
            {
                "columnName": "#reg_time",
                "tableType": "user",
                "comparator": "relativeCurrentBetween",
                "ftv": ["90", "30"],
            }
        ],
        [
            {
                "columnName": "#reg_time",
                "tableType": "user",
                "comparator": "less",
                "ftv": ["2024-03-01 00:00:00"],
            }
        ],
        [{"columnName": "#user_id", "tableType": "user", "comparator": "range", "ftv": ["5", "50.5"]}],
        [
            {**MOBILE, "comparator": "regexMatch", "ftv": ["^m", "t$"]},
            {**MOBILE, "comparator": "notInclude", "ftv": ["b"]},
        ],
    ],
)
def test_the_sql_of_a_user_search_finds_the_users_that_the_models_find(
    shipped: Player, filts: list[Any]
) -> None:
    node = {"filterType": "COMPOUND", "relation": "or", "filts": filts}
    sql = shipped.call(
        "sql-for-user-search", {"filter": node, "selectColumns": ["platform"]}, projectId=1
    ).data["sql"]
    found = shipped.call("sql-query", {"sql": sql})
    assert found.envelope["data"]["headers"] == ["#user_id", "platform"]
    event = {
        "analysis": "TRIG_USER_NUM",
        "quota": "#user_id",
        "tableType": "user",
        "relation": "or",
        "filts": filts,
    }
    body = {"projectId": 1, "useCache": False, "eventView": {}, "events": [event]}
    [row] = shipped.call("user-prop-analyze", body).data["y"][0]["#user_id.TRIG_USER_NUM"]
    assert row["values"] == [str(len(found.rows))]
    assert found.rows


def test_the_events_of_one_user(shipped: Player) -> None:
    body = {
        "projectId": 1,
        "userId": 540,
        "startTime": "2024-01-04 00:00:00",
        "endTime": "2024-01-04 23:59:59",
    }
    answer = shipped.call("user-event-list", body)
    at = answer.data["headers"].index("#event_name")
    assert [row[at] for row in answer.data["events"]][-2:] == ["search", "home"]
    assert answer.header("x-sandbox-layout") == "own"


def test_the_tracking_plan_is_read_from_the_data(shipped: Player) -> None:
    plan = shipped.call("tracking-plan-query", projectId=2).data
    assert {one["eventName"] for one in plan["events"]} == {"purchase", "campaign_start", "coupon_redeem"}
    redeem = next(one for one in plan["eventProps"] if one["eventName"] == "coupon_redeem")
    assert "coupon_upc" in redeem["props"]
    assert "sales_value" not in redeem["props"]
