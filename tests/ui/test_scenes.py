"""Every scene can be played on the real sandbox; its end is looked at in every theme of ours, and at
every size that there is a picture of, which must still show what the product does."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.looking import cut_keys, faint, faint_in_sixteen
from tests.ui.pictures import told_apart
from tests.ui.scenes import SCENES, played
from tui.ui.theme import THEMES


@pytest.mark.parametrize("name", SCENES)
async def test_scene(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    async with played(name, tmp_path) as stage:
        for theme in THEMES:
            stage.app.theme = theme.name
            await stage.pilot.pause()
            assert faint(stage.app) == set(), theme.name
            assert faint_in_sixteen(stage.app) == set(), theme.name
        for picture, size in SCENES[name].pictures(name).items():
            await stage.resized(size)
            assert "went wrong inside assay" not in stage.text()
            assert "This screen is not there yet" not in stage.text()
            assert cut_keys(stage.app) == [], size
            assert told_apart(picture, stage.text()) == set(), "python -m tests.tools.screenshots draws anew"
