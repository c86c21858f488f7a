"""Whatever a signature command writes holds neither the key nor a whole sign: streams, reports, exports,
runs, captures, history, ledger, and afterwards every screen."""

from __future__ import annotations

import io
import json
import shlex
import socket
import sys
from pathlib import Path

import pytest

from tests.cli.loopback import serving
from tests.cli.tree import LEAVES
from tests.cli.verify.artefacts import (
    FILES_MADE,
    Echo,
    Given,
    app_sends,
    back_end,
    files_below,
    recipes,
    sign,
    told,
)
from tests.journeys.test_canary import CANARY
from tests.ui.driving import ready, screen_text, shows
from tui.cli.commands import execute
from tui.codes import pages
from tui.ui.app import AssayApp
from tui.ui.screens.signature import SignatureScreen
from tui.ui.widgets.signature.views import VIEWS
from tui.ui.widgets.tabs import MODES
from tui.wiring import build_workbench


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_no_signature_command_is_forgotten(tmp_path: Path) -> None:
    known = recipes(Given(tmp_path / "given"), "http://127.0.0.1:1", 1)
    assert {words for words in LEAVES if words.split()[0] == "verify"} <= set(known)
    assert set(known) <= set(LEAVES)


@pytest.mark.timeout(180)
async def test_nothing_that_is_written_holds_the_key_or_a_sign(
    tmp_path: Path,
    own_home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    given, made, wrong = Given(tmp_path / "given"), tmp_path / "made", []
    made.mkdir()
    monkeypatch.setenv("OWN_SIGN", sign(900))
    monkeypatch.chdir(made)

    def assay(line: str) -> tuple[int, bytes]:
        if " ID" in line:
            line = line.replace("ID", json.loads(assay("history list --json")[1])[0]["id"])
        # Each start of the program takes it out of the environment.
        monkeypatch.setenv("CANARY_KEY", CANARY)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(sign(903).encode())))
        code = execute(shlex.split(line), build_workbench, pages)
        out, err = capfdbinary.readouterr()
        wrong.extend(told(out + err, line))
        return code, out + err

    with serving(Echo()) as td, serving(back_end) as own:
        add = f"profile add P --kind td --url {td.url} --secret-env CANARY_KEY --set partner_code=a"
        assert assay(add)[0] == 0
        for lines in recipes(given, own.url, free_port()).values():
            for line in lines:
                app = (
                    app_sends(f"http://127.0.0.1:{line.split('--port ')[1].split()[0]}")
                    if "--port" in line
                    else None
                )
                code, out = assay(line)
                assert code in (0, 2, 3, 4), (line, code)
                assert out or FILES_MADE.search(line), line
                assert code != 2 or "--sign ''" in line, (line, out)
                for name in FILES_MADE.findall(line):
                    assert (made / name).stat().st_size > 100, line
                if app is not None:
                    app.join(10)
        # The paths are real only if the servers were given the secrets.
        assert any(CANARY[:9].encode() in seen and sign(5).encode() in seen for seen in td.seen)
        assert len(own.seen) >= 5
        assert not any(CANARY[:9].encode() in seen for seen in own.seen)
    wrong += await screens()
    searched = dict(files_below(made, own_home))
    assert len(searched) > 25
    for name, data in searched.items():
        wrong += told(data, name)
    assert "\n".join(wrong) == ""


async def screens() -> list[str]:
    """Text of every screen, of every view of the signature panel and of what it opens; pictures of the
    screens. What a person typed is seen where it was typed, and only there."""
    wrong: list[str] = []
    app = AssayApp(build_workbench)

    def look(where: str, *, picture: bool = False) -> None:
        wrong.extend(told(screen_text(app).encode(), f"text of {where}"))
        wrong.extend(told(app.clipboard.encode(), f"clipboard after {where}"))
        if picture:
            wrong.extend(told(app.export_screenshot(simplify=True).encode(), f"picture of {where}"))

    async with app.run_test(size=(160, 45)) as pilot:
        await ready(pilot)
        assert app.workbench is not None
        app.session.exchange_id = app.workbench.history.recent(1)[0].id
        app.spread()
        for mode in MODES:
            await pilot.press(mode.key)
            await ready(pilot)
            await pilot.pause(0.1)
            look(mode.id, picture=True)
        await pilot.press("f4")
        for tab in "12345":
            await pilot.press(tab)
            await pilot.pause(0.1)
            look(f"Inspect {tab}", picture=tab == "4")
        await pilot.press("f5", "escape")
        for view in VIEWS:
            await pilot.press(view.key, "escape")
            await pilot.pause()
            look(view.id)
        screen = app.screen
        assert isinstance(screen, SignatureScreen)
        for item, title in {"captures": "Captures kept", "compare": "Compare which run?"}.items():
            screen.action_menu(item)
            await shows(pilot, title)
            look(item, picture=True)
            await pilot.press("escape")
    app.workbench.close()
    return wrong
