"""By keyboard at 80x24: bytes, the tests that probe, signs out of a file, and a verdict that stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.driving import screen_text, shows, type_text, until
from tests.ui.signature.test_journeys import below, chosen, panel
from tests.ui.signature.test_own_side import signature


async def test_bytes_matrix_of_a_file_paths_missing_and_burst(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with panel(tmp_path / "home", monkeypatch) as (pilot, workbench):
        # Path variants: the sign was made for another spelling of what is typed.
        sign = workbench.signatures.sandbox_sign("/api/order")
        await type_text(pilot, "/api/order/ ")
        await pilot.press("tab")
        await type_text(pilot, sign)
        await pilot.press("f7")
        await shows(
            pilot, "12 bytes", "ends with a blank", "2f 6f 72 64 65 72 2f 20", "left out of the request"
        )
        await pilot.press("2")
        await shows(pilot, "Send empty fields")
        await pilot.press("end", "backspace")
        await chosen(pilot, "path variants")
        await shows(pilot, "The sign in the form", "at most")
        await pilot.press("ctrl+r")
        await shows(pilot, "signed path  ✓ /api/order ", "✗ FAILED CHECK 1402", "✓ PASS 1200")
        await pilot.press("2")
        await shows(pilot, "Send empty fields")
        await pilot.press("end", "backspace")

        # The matrix with signs out of a file: too few are told before anything is sent.
        signs = [workbench.signatures.sandbox_sign("/api/order") for _ in range(24)]
        file = tmp_path / "signs.txt"
        file.write_text("\n".join(signs[:3]), "utf-8")
        await chosen(pilot, "tamper")
        await shows(pilot, "Signs come from")
        await pilot.press(*["down"] * 6)
        await shows(pilot, "a file with one sign a line", "needs a name")
        await pilot.press("enter")
        await type_text(pilot, "signs.txt")
        await shows(pilot, "are too few: 24 are needed and 3 are there")
        file.write_text("\n".join(signs), "utf-8")
        await pilot.press("end", "backspace")
        await type_text(pilot, "t")
        await shows(pilot, "24 fresh signs taken; 24 are")
        await pilot.press("ctrl+r")
        await shows(pilot, "path  ✓ BOUND", "query  ▲ NOT BOUND", "24 calls")

        await chosen(pilot, "missing")
        await shows(pilot, "Signs come from")
        await pilot.press("ctrl+r")
        await shows(pilot, "✓ REFUSED", "With both path and sign missing the answer is 1101")
        await chosen(pilot, "burst")
        await shows(pilot, "Per second", "at most 25 calls")
        await pilot.press("ctrl+r")
        await shows(pilot, "✓ 25 CALLS", "first 1602  ▲ CALL", "p50", "p99")
        await until(pilot, lambda: not signature(pilot).is_testing, "the end of the burst")
    assert not [name for name, data in below(tmp_path / "home").items() if signs[0].encode() in data]


async def test_the_last_verdict_stays_beside_a_field_that_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with panel(tmp_path, monkeypatch) as (pilot, _):
        await type_text(pilot, "/order")
        await pilot.press("ctrl+g", "ctrl+r")
        await shows(pilot, "✓ PASS  1200")
        await pilot.press("end", "ctrl+u")
        await chosen(pilot, "tamper")
        await shows(pilot, "a test needs the path that was signed", "✓ PASS  1200")
        await pilot.press("tab", "tab")
        await type_text(pilot, "{")
        await pilot.press("ctrl+r")
        await shows(pilot, "query: ", "Nothing was sent", "✓ PASS  1200")
        assert "No verdict yet" not in screen_text(pilot.app)


async def test_between_narrow_and_wide_two_panes_show_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with panel(tmp_path, monkeypatch) as (pilot, _):
        await pilot.resize_terminal(120, 35)
        await shows(pilot, "the signed path, such as /api/pay", "[ ] Send empty fields", "No verdict yet")
        await pilot.press("ctrl+o")
        await shows(pilot, "[ ] Query", "[ ] Body", "No verdict yet")
        await pilot.press("escape", "1")
        await shows(pilot, "No cases yet", "No verdict yet")
        await pilot.resize_terminal(160, 45)
        await shows(pilot, "No cases yet", "[ ] Body", "No verdict yet")
