"""What clients send: by the vendor's own SDK over a real socket, and by hostile ones."""

from __future__ import annotations

import datetime
import gzip
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tgasdk.sdk import (
    TDAnalytics,
    TDBatchConsumer,
    TDDebugConsumer,
    TDIllegalDataException,
)

from tests.sandbox.client import Reply
from tests.sandbox.serving import WAYS, Way, served, way_to
from tui.core.cancel import CancelToken
from tui.providers.te.sandbox import ingest, mount
from tui.sandbox import Sandbox
from tui.sandbox.control import Services

NOW = 1_700_000_000.0
TIME = datetime.datetime.fromisoformat("2024-05-06 07:08:09.123")
RANGE = "\"$part_date\" > '2000'"


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox([mount], tmp_path, clock=lambda: NOW)
    yield sandbox
    sandbox.close()


@pytest.fixture(params=WAYS)
def way(sandbox: Sandbox, request: pytest.FixtureRequest) -> Iterator[Way]:
    with way_to(sandbox, request.param) as way:
        yield way


def appid_of(sandbox: Sandbox) -> str:
    services = sandbox.services
    assert isinstance(services, Services)
    return services.keys.appid()


def rows(sandbox: Sandbox, sql: str) -> list[Any]:
    return sandbox.services.database.fetch(sql, cancel=CancelToken())


# ---- the vendor's SDK


def test_what_the_official_sdk_sends_can_be_queried(sandbox: Sandbox) -> None:
    with served(sandbox) as url:
        client = TDAnalytics(TDBatchConsumer(url, appid_of(sandbox), batch=50))
        for number in range(101):
            properties = {"#time": TIME, "amount": number, "city": "Oslo", "tags": ["a", "b"], "gift": True}
            client.track(f"d{number % 7}", None, "buy", properties)
        client.track("d1", "acc1", "login", {"#time": TIME, "late": 1.5})
        client.track(None, "acc1", "after", {"#time": TIME, "since": TIME})
        client.flush()
        client.close()
    project = sandbox.services.database.projects()[-1]
    assert (project.id, project.name, project.events, project.users) == (3, "received", 103, 7)
    assert project.today == "2024-05-07"
    found = rows(
        sandbox,
        'SELECT "#event_name", count(*), sum(amount), count(DISTINCT "#user_id") FROM hive.ta.v_event_3 '
        "GROUP BY 1 ORDER BY 2 DESC, 1",
    )
    assert found == [("buy", 101, 5050.0, 7), ("after", 1, None, 1), ("login", 1, None, 1)]
    assert rows(sandbox, 'SELECT "#user_id" FROM hive.ta.v_event_3 WHERE "#event_name" = \'after\'') == [(2,)]
    types = {c.name: c.type for t in sandbox.services.database.tables(3) for c in t.columns}
    assert types["amount"] == "double"
    assert types["tags"] == "array(varchar)"
    assert types["since"] == "timestamp(3)"
    assert types["gift"] == "boolean"


def test_the_sdks_user_operations(sandbox: Sandbox) -> None:
    with served(sandbox) as url:
        client = TDAnalytics(TDBatchConsumer(url, appid_of(sandbox), compress=False))
        client.user_set("d1", None, {"#time": TIME, "level": 3, "name": "Ada", "gone": 1})
        client.flush()
        client.user_setOnce("d1", None, {"#time": TIME, "level": 9, "first": "x"})
        client.user_add("d1", None, {"#time": TIME, "level": 2, "spent": 5})
        client.user_append("d1", None, {"#time": TIME, "tags": ["a", "b"]})
        client.user_uniq_append("d1", None, {"#time": TIME, "tags": ["b", "c"]})
        client.user_unset("d1", None, ["gone"])
        client.user_set("d2", None, {"#time": TIME, "level": 1})
        client.user_del("d2", None)
        client.flush()
    found = rows(
        sandbox, 'SELECT level, name, gone, first, spent, tags FROM hive.ta.v_user_3 ORDER BY "#user_id"'
    )
    assert found == [
        (5.0, "Ada", None, "x", 5.0, ["a", "b", "c"]),
        (None, None, None, None, None, None),
    ]


def test_the_sdk_is_told_of_a_wrong_appid(sandbox: Sandbox) -> None:
    with served(sandbox) as url:
        client = TDAnalytics(TDBatchConsumer(url, "0" * 32, batch=1))
        with pytest.raises(TDIllegalDataException):
            client.track("d", None, "buy", {"#time": TIME})


def test_the_sdks_debug_consumer(sandbox: Sandbox, capsys: pytest.CaptureFixture[str]) -> None:
    with served(sandbox) as url:
        TDAnalytics(TDDebugConsumer(url, appid_of(sandbox))).track("d", None, "kept", {"#time": TIME})
        TDAnalytics(TDDebugConsumer(url, appid_of(sandbox), write_data=False)).track(
            "d", None, "looked_at", {"#time": TIME}
        )
        TDAnalytics(TDDebugConsumer(url, appid_of(sandbox)), strict=False).track(
            "d", None, "refused", {"#time": TIME, "9": 1}
        )
    assert rows(sandbox, 'SELECT "#event_name" FROM hive.ta.v_event_3') == [("kept",)]
    TDAnalytics.enableLog(False)
    assert '"propertyName": "9"' in capsys.readouterr().out


async def test_what_was_sent_is_read_through_the_open_api(sandbox: Sandbox, way: Way) -> None:
    item = {"#type": "track", "#time": "2024-05-06 07:08:09.123", "#event_name": "buy", "#account_id": "a"}
    sent = await send(way, sandbox, [item | {"properties": {"n": 1, "when": "2024-05-06 07:08:09"}}])
    assert sent.json == {"code": 0}
    token = sandbox.credential("te").reveal()
    sql = f'SELECT "#event_name", "#event_time", n, "when", "#event_id" FROM ta.v_event_3 WHERE {RANGE}'
    answer = await way.call("POST", "/querySql", query={"token": token}, form={"sql": sql})
    assert answer.lines[1] == b'["buy","2024-05-06 07:08:09.123",1.0,"2024-05-06 07:08:09.000",1]'


# ---- anything else


async def send(way: Way, sandbox: Sandbox, batch: Any, *, packed: bool = True, appid: str = "") -> Reply:
    data = batch if isinstance(batch, bytes) else json.dumps(batch).encode()
    headers = {"appid": appid or appid_of(sandbox), "compress": "gzip" if packed else "none"}
    return await way.call(
        "POST", "/sync_server", body=gzip.compress(data) if packed else data, headers=headers
    )


GOOD = {"#type": "track", "#time": "2024-05-06 07:08:09", "#event_name": "e", "#distinct_id": "d"}


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"#type": "drop"}, "#type"),
        ({"#time": "yesterday"}, "#time"),
        ({"#time": "2024-99-99 00:00:00"}, "#time"),
        ({"#event_name": "a b"}, "#event_name"),
        ({"#event_name": 'e"; DROP TABLE x; --'}, "#event_name"),
        ({"#distinct_id": ""}, "#distinct_id"),
        ({"#distinct_id": ["d"]}, "#distinct_id"),
        ({"properties": []}, "properties"),
        ({"properties": {f"p{n}": 1 for n in range(501)}}, "properties"),
    ],
    ids=lambda value: str(value)[:30],
)
async def test_a_bad_item_is_left_out_and_named(
    sandbox: Sandbox, way: Way, change: dict[str, Any], why: str
) -> None:
    answer = (await send(way, sandbox, [GOOD | change, GOOD])).json
    assert answer["code"] == 0
    assert answer["msg"].startswith("sandbox: 1 items were not kept")
    assert why in answer["msg"]
    assert rows(sandbox, "SELECT count(*) FROM hive.ta.v_event_3") == [(1,)]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no gzip",
        gzip.compress(b'[{"a": 1}]')[:-9],
        gzip.compress(b"not json"),
        gzip.compress(b"\xff\xfe"),
        gzip.compress(b"[" * 100_000),
        gzip.compress(b"[" + b"1" * 5000 + b"]"),
        gzip.compress(json.dumps([GOOD] * 20_001).encode()),
        gzip.compress(b" " * (ingest.MAX_UNPACKED + 1)),
    ],
    ids=["empty", "plain", "cut", "text", "bytes", "deep", "digits", "many", "bomb"],
)
async def test_an_unreadable_batch_is_refused_in_words(sandbox: Sandbox, way: Way, body: bytes) -> None:
    headers = {"appid": appid_of(sandbox), "compress": "gzip"}
    reply = await way.call("POST", "/sync_server", body=body, headers=headers)
    assert reply.status == 200
    assert reply.json["code"] in (-2, 0)
    assert reply.json["msg"].startswith("sandbox: ")
    assert len(sandbox.services.database.projects()) == 2


async def test_values_that_do_not_fit_are_left_out_and_named(sandbox: Sandbox, way: Way) -> None:
    hard = (
        '{"n": 1e999, "m": NaN, "big": 1' + "0" * 400 + ', "t": "\\ud800", "z": "a\\u0000b", "o": {"x": 1}}'
    )
    first = json.dumps([GOOD]).replace("}]", f', "properties": {hard}' + "}]").encode()
    answer = (await send(way, sandbox, first)).json
    assert answer["code"] == 0
    assert all(name in answer["msg"] for name in ("big", "m", "n"))
    assert rows(sandbox, "SELECT t, z, o FROM hive.ta.v_event_3") == [("?", "ab", "{'x': 1}")]
    later = (await send(way, sandbox, [GOOD | {"properties": {"T": 5, "t2": 1}}])).json
    assert later == {"code": 0, "msg": "sandbox: properties without room for their value: t"}


async def test_an_appid_opens_its_own_project_only(sandbox: Sandbox, way: Way) -> None:
    for appid in ("", "x", "0" * 32, *[p.appid for p in sandbox.services.database.projects()]):
        reply = await way.call("POST", "/sync_server", body=b"[]", headers={"appid": appid})
        assert reply.json["code"] == -1
        form = {"appid": appid, "data": json.dumps(GOOD)}
        assert (await way.call("POST", "/data_debug", form=form)).json["errorLevel"] == -1


async def test_the_debug_route_says_what_is_wrong(sandbox: Sandbox, way: Way) -> None:
    async def level(**form: str) -> int:
        reply = await way.call("POST", "/data_debug", form={"appid": appid_of(sandbox), **form})
        assert reply.status == 200
        found: int = reply.json["errorLevel"]
        return found

    assert await level(data=json.dumps(GOOD)) == 0
    assert await level(data=json.dumps(GOOD | {"properties": {"9": 1}})) == 1
    assert await level(data=json.dumps(GOOD | {"#time": "x"})) == 2
    assert await level(data="no json") == 2
    assert await level() == 2
    assert await level(data=json.dumps(GOOD), dryRun="1") == 0
    assert rows(sandbox, "SELECT count(*) FROM hive.ta.v_event_3") == [(1,)]


async def test_the_shipped_data_is_never_touched(sandbox: Sandbox, way: Way) -> None:
    before = [(p.id, p.events, p.users) for p in sandbox.services.database.projects()]
    await send(way, sandbox, [GOOD])
    assert [(p.id, p.events, p.users) for p in sandbox.services.database.projects()][:2] == before


def test_many_writers_lose_nothing(sandbox: Sandbox) -> None:
    appid = appid_of(sandbox)

    def write(url: str, name: str) -> None:
        client = TDAnalytics(TDBatchConsumer(url, appid, batch=10))
        for number in range(60):
            client.track(name, None, "e", {"#time": TIME, f"p_{name}_{number % 5}": number})
        client.flush()

    with served(sandbox) as url:
        writers = [threading.Thread(target=write, args=(url, f"w{number}")) for number in range(4)]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
    assert rows(sandbox, 'SELECT count(*), count(DISTINCT "#user_id") FROM hive.ta.v_event_3') == [(240, 4)]


@pytest.mark.parametrize("how", ["json", "json list", "form", "form list"])
async def test_the_data_access_api_takes_json_and_forms(sandbox: Sandbox, way: Way, how: str) -> None:
    appid = appid_of(sandbox)
    data = [GOOD, GOOD] if how.endswith("list") else GOOD
    for given, code in ((appid, 0), ("0" * 32, -1)):
        if how.startswith("json"):
            body = json.dumps({"appid": given, "data": data}).encode()
            reply = await way.call("POST", "/sync_json", body=body)
        else:
            name = "data_list" if how.endswith("list") else "data"
            form = {"appid": given, name: json.dumps(data)}
            headers = {"content-type": "application/x-www-form-urlencoded"}
            reply = await way.call("POST", "/sync_data", form=form, headers=headers)
        assert reply.json["code"] == code, reply.json
    assert sandbox.services.database.projects()[-1].events == (2 if how.endswith("list") else 1)
    for bad in (b"", b"[]", b"{", b'{"appid": "' + appid.encode() + b'"}'):
        assert (await way.call("POST", "/sync_json", body=bad)).json["code"] == -2
