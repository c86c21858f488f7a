"""A client of the official SDK talks to `assay mcp` over its input and output."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from tests.cli.loopback import http, rows, serving
from tests.cli.shell import REPO, Shell
from tui.cli.mcp.guard import refuse_writes
from tui.core.failures import Refused

SECRET = "CANARY-5ecret-0f-the-agent"


def parameters(home: Path, *words: str, **variables: str) -> StdioServerParameters:
    environment = {
        **os.environ,
        "HOME": str(home),
        "ASSAY_HOME": str(home),
        "PYTHONPATH": str(REPO),
        **variables,
    }
    return StdioServerParameters(command=sys.executable, args=["-m", "tui", "mcp", *words], env=environment)


def told(result: Any) -> Any:
    """What a tool gave: its value, or the text of its refusal."""
    if result.is_error:
        return result.content[0].text
    value = result.structured_content
    return value["result"] if set(value) == {"result"} else value


async def test_an_agent_asks_explains_and_is_kept_from_writing(tmp_path: Path) -> None:
    async with Client(stdio_client(parameters(tmp_path, "--rows", "3", "--queries", "2"))) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        assert tools == {"list_profiles", "search_schema", "validate_sql", "run_query", "explain_code"}
        profiles = told(await client.call_tool("list_profiles", {}))
        assert {p["name"] for p in profiles} == {"sandbox te", "sandbox td"}
        page = told(await client.call_tool("explain_code", {"code": "-1005"}))
        assert page[0]["known"]
        events = told(await client.call_tool("search_schema", {"profile": "sandbox te", "text": "part_date"}))
        assert any(hit["name"] == "$part_date" for hit in events["found"])
        checked = told(
            await client.call_tool(
                "validate_sql", {"profile": "sandbox te", "sql": "DROP TABLE ta.v_event_1"}
            )
        )
        assert not checked["ok"]
        query = {"profile": "sandbox te", "sql": "SELECT * FROM (VALUES 1, 2, 3, 4, 5) AS t (n)"}
        first = told(await client.call_tool("run_query", query))
        assert (first["columns"], len(first["rows"]), first["truncated"]) == (["n"], 3, True)
        unknown = told(await client.call_tool("run_query", {**query, "profile": "nobody"}))
        assert "Next: Take a name from list_profiles.\nCode: assay/not-found" in unknown
        refused = told(await client.call_tool("run_query", {**query, "sql": "DELETE FROM t"}))
        assert "nothing was sent" in refused
        failed = told(await client.call_tool("run_query", {**query, "sql": "SELECT nothing"}))
        assert failed["error"]["page"] == "te/-1008"
        spent = told(await client.call_tool("run_query", query))
        assert "may send 2 queries" in spent


async def test_the_key_never_passes_through_and_every_query_is_in_the_history(
    tmp_path: Path, shell: Shell
) -> None:
    home = tmp_path / "home"
    here = {"ASSAY_HOME": str(home), "KEY": SECRET}
    with serving(lambda _: http(rows(f'["{SECRET}"]'.encode()))) as server:
        for name, environment in (("live", "dev"), ("main", "prod")):
            made = shell.run(
                f"assay profile add {name} --kind te --url {server.url} --environment {environment} "
                "--secret-env KEY",
                env=here,
            )
            assert made.code == 0, made.err
        async with Client(stdio_client(parameters(home, KEY=SECRET))) as client:
            listed = await client.call_tool("list_profiles", {})
            assert "main" not in {p["name"] for p in told(listed)}
            answer = await client.call_tool("run_query", {"profile": "live", "sql": "SELECT 1"})
            assert told(answer)["rows"] == [["••••"]]
            kept_off = await client.call_tool("run_query", {"profile": "main", "sql": "SELECT 1"})
            assert "not offered" in told(kept_off)
        assert SECRET not in f"{listed}{answer}{kept_off}"
        assert len(server.seen) == 1
    history = shell.run("assay history list --json", env=here)
    assert [exchange["operation"] for exchange in json.loads(history.out)] == ["sql-query"]
    assert SECRET not in history.out


async def test_a_long_query_tells_how_it_goes_and_one_that_is_cut_says_by_what_and_what_next(
    tmp_path: Path,
) -> None:
    heard: list[str | None] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append(message)

    slow = {"ASSAY_SANDBOX_FAULT": "slow-drip=40"}
    many = "SELECT * FROM (VALUES 1, 2, 3, 4, 5, 6, 7, 8, 9) AS t (n)"
    async with Client(stdio_client(parameters(tmp_path, "--rows", "4", **slow))) as client:
        query = {"profile": "sandbox te", "sql": many}
        result = told(await client.call_tool("run_query", query, progress_callback=hear))
    assert result["limit"]["met"] == "rows"
    assert (len(result["rows"]), result["truncated"]) == (4, True)
    assert "LIMIT" in result["limit"]["next"]
    assert heard
    assert all(words and "ctrl+c" not in words for words in heard)


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO t SELECT 1",
        "SELECT 1; DROP TABLE t",
        "/* SELECT */ DELETE FROM t",
        "-- SELECT\nUPDATE t SET a = 1",
        "EXPLAIN ANALYZE DELETE FROM t",
        "SELECT 1 /* never closed",
        "SELECT 'never closed",
        "CALL x()",
        "",
        ";",
    ],
)
def test_what_is_no_single_read_is_refused(sql: str) -> None:
    with pytest.raises(Refused):
        refuse_writes(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select 1;",
        "WITH a AS (SELECT 1) SELECT * FROM a",
        "(SELECT 1) UNION (SELECT 2)",
        "SELECT ';' AS \"a;b\" -- ; more",
        "/* a ; b */ SELECT 'it''s'",
    ],
)
def test_one_query_is_let_through(sql: str) -> None:
    refuse_writes(sql)
