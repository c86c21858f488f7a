"""`assay sandbox limits` and `state`, and the verdicts that need a request of odd shape."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.shell import Shell

GROUP = "assay call group-create --sandbox --set groupName=g --yes"
SIGN = "assay sandbox sign --path /a"
VERIFY = "assay verify --sandbox --path /a --sign - --json"


def test_two_calls_share_what_was_written(shell: Shell) -> None:
    assert "in memory" in shell.run("assay sandbox state").out
    assert shell.run(GROUP).code == shell.run(GROUP).code == 0
    assert "nothing yet" in shell.run("assay sandbox state --keep kept.json").out
    assert shell.run(GROUP).code == 0
    assert "-1015" in shell.run(GROUP).err
    assert "1 × user group" in shell.run("assay sandbox state").out
    other = {"ASSAY_SANDBOX_STATE": "other.json"}
    assert shell.run(GROUP, env=other).code == 0
    assert "ASSAY_SANDBOX_STATE" in shell.run("assay sandbox state", env=other).out
    assert "nothing yet" in shell.run("assay sandbox state --clear").out
    assert shell.run(GROUP).code == 0
    assert "in memory" in shell.run("assay sandbox state --memory").out
    (shell.folder / "mine.txt").write_text("mine")
    refused = shell.run(GROUP, env={"ASSAY_SANDBOX_STATE": "mine.txt"})
    assert refused.code == 5
    assert "no state of the sandbox" in " ".join(refused.err.split())
    assert (shell.folder / "mine.txt").read_text() == "mine"


def test_limits_are_kept_and_a_variable_goes_first(shell: Shell) -> None:
    assert shell.run("assay sandbox limits sign_max_age=30 frequency_limit=1").code == 0
    assert '"code": "1501"' in shell.run(f"{SIGN} --age 40 | {VERIFY}").out
    assert '"code": "1200"' in shell.run(f"{SIGN} | {VERIFY}").out
    assert '"code": "1602"' in shell.run(f"{SIGN} | {VERIFY}").out
    long = {"ASSAY_SANDBOX_LIMITS": "sign_max_age=60, frequency_limit=99"}
    assert '"code": "1200"' in shell.run(f"{SIGN} --age 40 | {VERIFY}", env=long).out
    assert "ASSAY_SANDBOX_LIMITS" in shell.run("assay sandbox limits", env=long).out
    assert "kept" not in shell.run("assay sandbox limits --reset").out
    for line in ("assay sandbox limits tall=1", "assay sandbox limits sign_max_age=-1"):
        assert shell.run(line).code == 2
    assert shell.run("assay query --sandbox --sql 'SELECT 1'", env={"ASSAY_SANDBOX_LIMITS": "x"}).code == 2


def test_both_generations_of_sdks_are_played(shell: Shell) -> None:
    query = """--query '{"x": "1"}'"""
    changed = """assay verify --sandbox --path /a --query '{"x": "2"}' --sign - --json"""
    for generation, verdict in (("1", "1402"), ("2", "1200")):
        env = {"ASSAY_SANDBOX_LIMITS": f"sdk_generation={generation}"}
        assert f'"code": "{verdict}"' in shell.run(f"{SIGN} {query} | {changed}", env=env).out


@pytest.mark.parametrize(
    ("member", "verdict"), [({"query": {"a": {"b": 1}}}, 1303), ({"query": [1]}, 1303), ({"body": 5}, 1304)]
)
def test_odd_shapes_earn_their_verdicts(shell: Shell, member: dict[str, object], verdict: int) -> None:
    sign = shell.run(SIGN).out.strip()
    Path(shell.folder / "body.json").write_text(json.dumps({"path": "/a", "sign": sign, **member}))
    done = shell.run("assay call signature-verify --sandbox --data @body.json --json")
    assert f"td/{verdict}" in done.err
