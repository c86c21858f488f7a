"""The library as its documentation shows it, against the sandbox."""

from __future__ import annotations

import doctest
import importlib.util
import re
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pytest

from tui import api
from tui.api import CallFailed, connect, connect_async

SQL = "SELECT 1 AS one, 2.50 AS price, 'a' AS t, CAST(NULL AS VARCHAR) AS n, true AS b"


def test_the_example_of_the_documentation_runs(capsys: pytest.CaptureFixture[str]) -> None:
    assert api.__doc__ is not None
    shown = re.search(r"\n\n((?:    .*\n|\n)+)", api.__doc__)
    assert shown is not None
    parser = doctest.DocTestParser()
    lines = _lines(shown.group(1))
    source = "".join(f"{'>>>' if line[:1].strip() else '...'} {line}\n" for line in lines)
    test = parser.get_doctest(source + "('one',) [(1,)]\n", {}, "tui.api", None, 0)
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test)
    assert runner.summarize().attempted > 0
    assert runner.summarize().failed == 0, capsys.readouterr().out


def _lines(example: str) -> list[str]:
    return [line for line in dedent(example).splitlines() if line.strip()]


def test_rows_keep_every_digit_and_are_written_and_failures_are_told(tmp_path: Path) -> None:
    with connect() as assay:
        rows = assay.query("sandbox te", SQL)
        assert (rows.columns, len(rows)) == (("one", "price", "t", "n", "b"), 1)
        assert list(rows) == [(1, Decimal("2.50"), "a", None, True)]
        assert next(rows.dicts())["price"] == Decimal("2.50")
        rows.export(tmp_path / "rows.csv")
        assert (tmp_path / "rows.csv").read_text().startswith("one,price,t,n,b\n")
        assert [page.provider for page in assay.explain("-1008")] == ["te"]
        assert "return_code" in assay.call("sandbox te", "event-meta-list", query={"projectId": 1})
        assert {p.name for p in assay.profiles()} >= {"sandbox te", "sandbox td"}
        with pytest.raises(CallFailed) as failed:
            assay.query("sandbox te", "SELECT nothing")
        assert failed.value.code == "te/-1008"
        assert any("nothing" in fact for fact in failed.value.evidence)
        assert failed.value.next_step
        assert assay.workbench.history.count() == 3


async def test_the_same_with_await() -> None:
    async with connect_async() as assay:
        rows = await assay.query("sandbox te", "SELECT 1 AS one")
        assert list(rows) == [(1,)]
        assert (await assay.explain("dns-failed"))[0].known


FRAMES = [("pyarrow", "to_arrow"), ("pandas", "to_pandas"), ("polars", "to_polars")]


@pytest.mark.parametrize(("library", "method"), FRAMES)
def test_rows_for_data_frames_where_their_libraries_are_installed(library: str, method: str) -> None:
    with connect() as assay:
        rows = assay.query("sandbox te", "SELECT 1 AS one, 'a' AS t")
        if importlib.util.find_spec(library) is None:
            with pytest.raises(ImportError):
                getattr(rows, method)()
            pytest.skip(f"{library} is not installed, so only its absence was tried")
        frame = getattr(rows, method)()
        assert list(frame.columns if library != "pyarrow" else frame.column_names) == ["one", "t"]
        assert len(frame) == 1
