"""By keyboard at 80x24: a request imported, verified, tested; a replay memory found; no sign left behind."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.factories import paths_below
from tests.ui.driving import SMALL, AppPilot, ready, screen_text, shows, type_text, until
from tui.providers.td.sandbox.rules import LIMITS
from tui.ui.app import AssayApp
from tui.ui.screens.signature import SignatureScreen
from tui.wiring import build_workbench
from tui.workbench import Workbench

FORM = ("Path", "No verdict yet")
"""What the panel shows at first."""


class Clock:
    """Time that pauses on purpose turn, and nothing else."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@asynccontextmanager
async def panel(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[AppPilot, Workbench]]:
    clock = Clock()
    workbench = build_workbench(paths_below(folder), clock=clock)
    monkeypatch.setattr(SignatureScreen, "sleep", staticmethod(clock.sleep))
    app = AssayApp(lambda: workbench, sandbox=True)
    try:
        async with app.run_test(size=SMALL, notifications=True) as pilot:
            await ready(pilot)
            await pilot.press("f5")
            await shows(pilot, *FORM)
            yield pilot, workbench
    finally:
        workbench.close()


async def chosen(pilot: AppPilot, words: str) -> None:
    """A line of the menu, by its words."""
    await pilot.press("ctrl+t")
    await shows(pilot, "Tests and cases")
    await type_text(pilot, words)
    await pilot.press("enter")


def below(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def picture(pilot: AppPilot, name: str) -> None:
    if folder := os.environ.get("ASSAY_PICTURES"):
        (Path(folder) / f"{name}.svg").write_text(pilot.app.export_screenshot(), "utf-8")


async def test_import_verify_matrix_and_a_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with panel(tmp_path / "home", monkeypatch) as (pilot, workbench):
        sign = workbench.signatures.sandbox_sign("/api/order")
        await pilot.press("ctrl+o")
        await shows(pilot, "Paste a cURL command")
        await type_text(pilot, f"curl 'https://shop.example/api/order?b=2' -H 'X-TD-Sign: {sign}'")
        await shows(pilot, "the header field X-TD-Sign", "Query: left out")
        picture(pilot, "import")
        await pilot.press("ctrl+r")
        await shows(pilot, "✓ PASS", "1200", "verified once")
        picture(pilot, "verdict")
        await chosen(pilot, "tamper")
        await shows(pilot, "at most 24 calls on sandbox td (SANDBOX)")
        picture(pilot, "setup")
        await pilot.press("f7")
        await shows(pilot, "nothing is sent yet", "path: one character changed")
        await pilot.press("escape")
        await shows(pilot, "Signs come from")
        await pilot.press("ctrl+r")
        await shows(pilot, "path  ✓ BOUND", "query  ▲ NOT BOUND", "24 calls")
        picture(pilot, "matrix")
        await pilot.press("e")
        await shows(pilot, "Write the report")
        await pilot.press("enter")
        await until(pilot, lambda: b"BOUND" in below(tmp_path).get("report.md", b""), "a report")
        await pilot.press("ctrl+s")
        await shows(pilot, "Save as a case", "api-order")
        await pilot.press("enter")
        await shows(pilot, "cases.toml", "api-order")
        await pilot.press("r")
        await shows(pilot, "run this case")
        await pilot.press("ctrl+r")
        await shows(pilot, "AS EXPECTED")
        await pilot.press("1")
        await shows(pilot, "✓ api-order")
        picture(pilot, "cases")
        runs = [run.title for run in pilot.app.screen.desk.runs.all()]  # type: ignore[attr-defined]  # the panel
        assert runs == ["cases", "Tamper matrix /api/order"]
    left = below(tmp_path)
    assert len(left) > 4
    assert not [name for name, data in left.items() if sign.encode() in data or b"sbx1.k1." in data]


async def test_a_memory_of_30_s_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, "replay_memory", 30.0)
    async with panel(tmp_path, monkeypatch) as (pilot, _):
        await type_text(pilot, "/login")
        await chosen(pilot, "replay test")
        await shows(pilot, "at most 8 calls", "of 1:11 min in all")
        await pilot.press("ctrl+r")
        await shows(pilot, "A replay was noticed after 10.00 s", "no more after 1:00 min", "8 calls")
        assert "again after 1:00 min: not noticed" in screen_text(pilot.app)
        picture(pilot, "replay")
        await pilot.press("enter")
        await shows(pilot, "One row of the test", "assay verify replay --sandbox --path /login")


HAR = """{"log": {"version": "1.2", "creator": {"name": "Browser"}, "entries": [
 {"request": {"method": "GET", "url": "https://shop.example/a", "headers": [{"name": "a-sign", "value": "%s"},
  {"name": "b-sign", "value": "g00112233445566778899"}]}},
 {"request": {"method": "GET", "url": "https://shop.example/b", "headers": [{"name": "a-sign", "value": "%s"},
  {"name": "b-sign", "value": "g99887766554433221100"}]}},
 {"request": {"method": "POST", "url": "https://shop.example/c", "bodySize": 9}}]}}"""


async def test_several_of_a_har_are_taken_and_the_sign_is_asked_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with panel(tmp_path, monkeypatch) as (pilot, workbench):
        signs = [workbench.signatures.sandbox_sign(path) for path in ("/a", "/b")]
        await pilot.press("ctrl+o")
        await shows(pilot, "Paste a cURL command")
        await type_text(pilot, HAR % tuple(signs))
        await shows(pilot, "HAR of Browser", "looks sanitised", "Its body is not in the export")
        picture(pilot, "har")
        await pilot.press("a", "enter")
        await shows(pilot, "Which field is the sign?", "header a-sign")
        await pilot.press("enter")
        await shows(pilot, "Which path did the client sign?")
        await pilot.press("enter")
        await shows(pilot, "GET /a is in the form")
        await pilot.press("escape", "1")
        await shows(pilot, "GET /a", "GET /b")
        await pilot.press("j", "enter")
        await shows(pilot, "Path", "/b")
        await pilot.press("ctrl+r")
        await shows(pilot, "✓ PASS")
