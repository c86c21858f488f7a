"""A real proxy on loopback: nothing goes through one of the environment, and one of a profile is named
before the key goes through it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.loopback import http, rows, serving
from tests.cli.shell import Shell
from tests.factories import make_workbench
from tests.ui.driving import ready, screen_text, shows, told, until
from tui.core.profile import Profile
from tui.core.secret import SecretRef
from tui.ui.app import AssayApp

KEY = "CANARY-key-of-proxies"
ANSWER = http(rows(b"[1]"))


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    shell.environment["A_KEY"] = KEY
    return shell


def test_the_command_line_names_a_proxy_before_the_key_goes_through(shell: Shell) -> None:
    with serving(lambda _: ANSWER) as server, serving(lambda _: ANSWER) as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            shell.environment[name] = proxy.url
        add = f"assay profile add live --kind te --url {server.url} --secret-env A_KEY"
        assert shell.run(add).code == 0
        direct = shell.run("assay query --profile live --sql 'SELECT 1'")
        assert (direct.code, len(server.seen), len(proxy.seen)) == (0, 1, 0)
        assert "proxy" not in direct.err

        assert shell.run(f"assay profile edit live --set proxy={proxy.url}").code == 0
        proxied = shell.run("assay query --profile live --sql 'SELECT 1'")
        assert (proxied.code, len(server.seen), len(proxy.seen)) == (0, 1, 1)
        named = f"go through the proxy {proxy.url}. Whoever runs it can read the key."
        assert named in " ".join(proxied.err.split())
        assert proxied.out == direct.out
        assert proxy.seen[0].startswith(f"POST {server.url}/querySql?token={KEY}".encode())


async def test_the_screen_asks_before_the_key_goes_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY", KEY)
    workbench = make_workbench(tmp_path)
    with serving(lambda _: ANSWER) as proxy:
        blank = workbench.profiles.blank("te")
        made = workbench.profiles.changed(
            blank, name="live", base_url="http://te.example.com", settings={"projectId": 1}, proxy=proxy.url
        )
        assert isinstance(made, Profile)
        workbench.profiles.save(replace(made, secret=SecretRef("environment", "A_KEY")))
        app = AssayApp(lambda: workbench, profile="live")
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await ready(pilot)
            top = screen_text(app).split("\n", 1)[0]
            assert f"VIA PROXY {proxy.url.removeprefix('http://')}" in top
            for answer in "ny":
                await pilot.press("ctrl+r")
                await shows(pilot, "Through a proxy?", proxy.url)
                await pilot.press(answer)
                await told(pilot, "Nothing was sent")
                assert proxy.seen == []
                app.clear_notifications()
            await pilot.press("ctrl+r")
            await until(pilot, lambda: len(proxy.seen) == 1, "the request through the proxy")
            assert KEY.encode() in proxy.seen[0]
    workbench.close()
