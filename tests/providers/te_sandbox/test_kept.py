"""Writes kept in a file: shared by sandboxes, whole or not at all; and cohorts as a table of SQL."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from tests.providers.te_sandbox.playing import Player
from tui.core.failures import AssayError
from tui.providers.te.sandbox.packing import packed, unpacked
from tui.sandbox.control import Services
from tui.sandbox.kept import KeptFile

RULE = {"filts": [{"columnName": "platform", "comparator": "equal", "ftv": ["mobile"], "tableType": "user"}]}
COHORT = {
    "projectId": 1,
    "clusterCatalog": "catalog_cluster",
    "clusterType": "cluster_by_dynamic_condition",
    "clusterName": "m1",
    "displayName": "Mobile",
    "qp": RULE,
}


def kept_player(shipped: Player, folder: Path, file: Path) -> Player:
    services = Services(folder, lambda: 1_700_000_000.0, {}, state_file=str(file))
    services._database = shipped.services._database
    return Player(services)


def test_what_one_sandbox_writes_another_reads(shipped: Player, tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    one, two = (kept_player(shipped, tmp_path / name, file) for name in ("one", "two"))
    members = one.call("cohort-add", COHORT).data["userCount"]
    assert two.call("cohort-detail", projectId=1, clusterName="m1").data["userCount"] == members
    assert (
        two.call(
            "users-create", {"users": [{"loginName": "ann", "projectId": 1, "roleDesc": "analyst"}]}
        ).code
        == 0
    )
    assert one.call("user-info", loginName="ann").data["roleInfo"]["projectRoles"][0]["projectId"] == 1
    assert one.call("cohort-delete", {"projectId": 1, "clusterName": "m1"}).code == 0
    assert two.call("cohort-list", {"projectId": 1}).data == []
    assert two.call("cohort-add", COHORT).code == 0
    sql = "SELECT cluster_name, count(*) FROM ta.user_result_cluster_1 GROUP BY 1"
    assert one.call("sql-query", {"sql": sql}).rows == [["m1", members]]
    assert oct(file.stat().st_mode & 0o777) == "0o600"
    assert KeptFile(file).counts()["cohort or tag"] == 1


def test_the_members_of_cohorts_are_a_table(fresh: Player) -> None:
    empty = fresh.call("sql-query", {"sql": "SELECT * FROM user_result_cluster_1"})
    names = ["cluster_name", "tag_value", "tag_value_num", "tag_value_tm", "#user_id", "#varchar_id"]
    assert (empty.envelope["data"]["headers"], empty.rows) == (names, [])
    fresh.call("cohort-add", COHORT)
    sql = (
        'SELECT count(*) FROM v_user_1 u JOIN ta.user_result_cluster_1 c ON u."#user_id" = c."#user_id" '
        "WHERE c.cluster_name = 'm1' AND u.platform = 'mobile'"
    )
    [[found]] = fresh.call("sql-query", {"sql": sql}).rows
    assert found == fresh.call("cohort-detail", projectId=1, clusterName="m1").data["userCount"] > 0
    assert (
        "does not exist" in fresh.call("sql-query", {"sql": "SELECT 1 FROM user_result_cluster_77"}).message
    )
    key = fresh.services.keys.make("te", 2).reveal()
    assert fresh.call("sql-query", {"sql": sql}, key=key).code == -1006


def test_writers_at_the_same_time_lose_nothing(shipped: Player, tmp_path: Path) -> None:
    players = [kept_player(shipped, tmp_path / str(n), tmp_path / "s.json") for n in range(4)]

    def write(player: Player, number: int) -> None:
        for index in range(5):
            assert player.call("group-create", {"groupName": f"g{number}-{index}"}).code == 0

    threads = [threading.Thread(target=write, args=(one, n)) for n, one in enumerate(players)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert KeptFile(tmp_path / "s.json").counts()["user group"] == 20


@pytest.mark.parametrize("kind", ["text", "json", "deep", "folder", "pipe", "missing folder", "inner"])
def test_a_hostile_file_is_refused_and_left_alone(shipped: Player, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "state"
    content = {
        "text": "my thesis",
        "json": '{"a": 1}',
        "deep": "[" * 100_000,
        "inner": json.dumps({"assay_sandbox_state": 1, "providers": {"te": {"document": [[1, 2], 3]}}}),
    }
    if kind == "folder":
        file.mkdir()
    elif kind == "pipe":
        os.mkfifo(file)
    elif kind == "missing folder":
        file = file / "below"
    else:
        file.write_text(content[kind])
    player = kept_player(shipped, tmp_path / "own", file)
    for call in (("group-create", {"groupName": "g"}), ("cohort-list", {"projectId": 1})):
        answer = player.call(*call)
        assert answer.code == -1
        assert answer.message.startswith("sandbox: ")
    if kind in content:
        assert file.read_text() == content[kind]
    if kind != "inner":
        with pytest.raises(AssayError):
            player.services.choices.check()


def test_a_call_that_is_refused_leaves_the_file_as_it_was(shipped: Player, tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    player = kept_player(shipped, tmp_path, file)
    player.call("group-create", {"groupName": "g"})
    before = file.read_bytes()
    assert player.call("group-create", {"groupName": "g"}).code == -1015
    assert file.read_bytes() == before
    file.unlink()
    assert player.call("group-get", groupName="g").code == 0


def test_objects_come_back_as_they_were() -> None:
    value = {"a": frozenset({3, 1}), "b": b"\0\xff", "c": {1: "x", 2: {"$set": [1]}}, "d": [None, 1.5, "é"]}
    assert unpacked(json.loads(json.dumps(packed(value)))) == value
