"""One's own app and endpoint in the panel, runs compared and failed cases replayed, feeds, a live profile;
by keyboard at 80x24, and nothing of a key or a whole sign is left behind."""

from __future__ import annotations

import threading
import urllib.request
from pathlib import Path

import pytest

from tests.cli.loopback import http, serving
from tests.ui.driving import AppPilot, screen_text, shows, type_text, until
from tests.ui.signature.test_journeys import below, chosen, panel, picture
from tui.core.listening import ListenWish
from tui.core.profile import Environment
from tui.core.secret import Secret
from tui.ui.screens.signature import SignatureScreen
from tui.workbench import Workbench
from tui.workbench.posture import Policy, SampleEndpoint
from tui.workbench.profiles import Profiles

CANARY = "CANARY-partner-key-77"


def signature(pilot: AppPilot) -> SignatureScreen:
    screen = pilot.app.screen
    assert isinstance(screen, SignatureScreen)
    return screen


def left_behind(folder: Path, *secrets: str) -> list[str]:
    found = below(folder).items()
    return [name for name, data in found if any(one.encode() in data for one in secrets)]


async def test_an_app_is_caught_and_an_endpoint_is_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with panel(tmp_path / "home", monkeypatch) as (pilot, workbench):
        await type_text(pilot, "/order")
        await chosen(pilot, "catch mode")
        await shows(pilot, "Ends after", "at most 100 calls on sandbox td")
        for _ in range(5):
            await pilot.press("tab")
        await type_text(pilot, "yes")
        await pilot.press("ctrl+r")
        await shows(pilot, "listening", "http://127.0.0.1:", "0 of 100 calls")
        running = signature(pilot).running
        assert running is not None
        url = next(one.finding for one in running.test.conclusions() if one.subject == "listening")
        sign = workbench.signatures.sandbox_sign("/api/cart")

        def send() -> None:
            asked = urllib.request.Request(f"{url}/api/cart", headers={"X-TD-Sign": sign})
            urllib.request.urlopen(asked, timeout=5).close()

        threading.Thread(target=send, daemon=True).start()
        await shows(pilot, "GET /api/cart   answered 200", "✓ PASS 1200", "1 VERIFIED")
        picture(pilot, "catch")
        await pilot.press("escape")
        await shows(pilot, "one call")
        await chosen(pilot, "captures kept")
        await shows(pilot, "GET /api/cart   PASS 1200", "SHA-256", "X-Td-Sign")
        await pilot.press("escape")
        await posture_is_checked(pilot, workbench)
        await pilot.press("y")
        await shows(pilot, "Take the request out as", "Python")
        await pilot.press("enter")
        await shows(pilot, "Python · y copies it", "Verify a TrustDecision sign")
        await pilot.press("y", "escape")
        assert "/order" in pilot.app.clipboard
        runs = [run.title for run in signature(pilot).desk.runs.all()]
        assert runs == ["Posture check /order"]
    assert left_behind(tmp_path, sign, "sbx1.k1.") == []


async def posture_is_checked(pilot: AppPilot, workbench: Workbench) -> None:
    sample = SampleEndpoint(workbench.signatures, workbench.profiles.sandbox("td"), Policy.LAX)
    listening = workbench.own.listener.listen(ListenWish(), sample, lambda _: None)
    await chosen(pilot, "posture")
    await shows(pilot, "Your endpoint", "is empty: name the whole address")
    await type_text(pilot, f"{listening.url}/order")
    await shows(pilot, "6 requests go to POST http://127.0.0.1:")
    assert "ctrl+r starts" in screen_text(pilot.app)
    picture(pilot, "posture-setup")
    await pilot.press("ctrl+r")
    await shows(pilot, "Send them?", "to your own POST")
    await pilot.press("y")
    await shows(pilot, "LAX", "no sign → ACCEPTED 200", "✓ PASS 1200")
    picture(pilot, "posture")
    listening.close()


CASES = """version = 1
title = "Shop"
[[case]]
id = "fresh"
path = "/shop"
expect = { class = "PASS" }
[[case]]
id = "wrong"
path = "/shop"
sign = "%s"
expect = { class = "PASS" }
"""


async def test_failed_cases_are_replayed_and_runs_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "shop.toml"
    file.write_text(CASES % "none", "utf-8")
    async with panel(tmp_path / "home", monkeypatch) as (pilot, workbench):
        await pilot.press("escape", "o")
        await shows(pilot, "Open a case file")
        await type_text(pilot, "shop.toml")
        await pilot.press("enter")
        await shows(pilot, "fresh", "wrong")
        await chosen(pilot, "replay failed")
        await until(pilot, lambda: "has not run yet" in screen_text(pilot.app), "a word on nothing to replay")
        await chosen(pilot, "run all")
        await shows(pilot, "Signs come from")
        await pilot.press("ctrl+r")
        await shows(pilot, "NOT AS EXPECTED", "1 as expected, 1 not as expected")
        file.write_text(CASES % "fresh", "utf-8")
        await pilot.press("escape", "o")
        await shows(pilot, "Open a case file")
        await pilot.press("enter")
        await until(pilot, lambda: signature(pilot).case_of("wrong").sign == "fresh", "the file read anew")  # type: ignore[union-attr]  # it is there
        await chosen(pilot, "replay failed")
        # A list of signs that was pasted: too few are told, enough are taken.
        await shows(pilot, "Signs come from")
        await pilot.press("down")
        await shows(pilot, "are missing: paste them")
        await pilot.press("enter")
        await type_text(pilot, workbench.signatures.sandbox_sign("/shop"))
        await shows(pilot, "1 fresh sign taken")
        await pilot.press("ctrl+r")
        await shows(pilot, "fixed", "MISS 1101 → PASS 1200")
        await pilot.press("escape", "c")
        await shows(pilot, "Compare which run?")
        await pilot.press("enter")
        await shows(pilot, "Compare it with which run?")
        await pilot.press("enter")
        await shows(pilot, "Two runs", "fixed: wrong   MISS 1101 → PASS 1200")
        picture(pilot, "compare")
    assert left_behind(tmp_path, "sbx1.k1.") == []


PASSED = b'{"code":200,"message":"success","data":{"status":1200,"result":"pass","env":[],"version":"v2"}}'


async def test_a_live_profile_asks_counts_down_and_keeps_to_its_budget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signs = [f"g{n}-0123456789-0123456789" for n in range(3)]
    held = threading.Event()
    async with panel(tmp_path, monkeypatch) as (pilot, workbench):
        with serving(lambda _: http(PASSED)) as server:
            live = Profiles.changed(
                workbench.profiles.blank("td"),
                name="live",
                base_url=server.url,
                environment=Environment.PROD,
                settings={"partner_code": "demo", "callsPerDay": 3},
            )
            live = workbench.profiles.store_secret(workbench.profiles.save(live), Secret(CANARY), "session")
            signature(pilot).session.profile_ids["td"] = live.id
            monkeypatch.setattr(SignatureScreen, "sleep", staticmethod(lambda seconds: held.wait(60)))
            await type_text(pilot, "/login")
            await pilot.press("tab")
            await type_text(pilot, signs[0])
            await chosen(pilot, "replay test")
            await shows(pilot, "Pauses, s")
            await until(pilot, lambda: "budget" in screen_text(pilot.app), "the budget")
            await pilot.press("shift+tab")
            await pilot.press("end", "ctrl+u")
            await type_text(pilot, "30")
            await shows(pilot, "at most 2 calls on live (PROD)", "3 calls are left of today's budget")
            await pilot.press("ctrl+r")
            await shows(pilot, "Send them?", "makes up to 2 calls on live", "3 calls left today")
            assert server.seen == []
            await pilot.press("n")
            await chosen(pilot, "replay test")
            await shows(pilot, "at most 2 calls")
            await pilot.press("ctrl+r")
            await shows(pilot, "Send them?")
            await pilot.press("y")
            await shows(pilot, "the next call in ")
            picture(pilot, "countdown")
            held.set()
            await until(pilot, lambda: not signature(pilot).is_testing, "the end of the test")
            assert len(server.seen) == 2
            await pilot.press("2", "ctrl+r")
            await until(pilot, lambda: len(server.seen) == 3, "the third call")
            await shows(pilot, "PASS")
            await pilot.press("ctrl+r")
            await shows(pilot, "has 0 left today")
            assert len(server.seen) == 3
        assert CANARY.encode() in server.seen[0]
    assert left_behind(tmp_path, CANARY, *signs) == []
