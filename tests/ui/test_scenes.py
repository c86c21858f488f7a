"""Every scene can be played on the real sandbox; its end is looked at in every theme of ours, and at
every size that there is a picture of."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.looking import cut_keys, faint, faint_in_sixteen
from tests.ui.scenes import SCENES, played
from tui.ui.theme import THEMES


@pytest.mark.parametrize("name", SCENES)
async def test_scene(name: str, tmp_path: Path) -> None:
    async with played(name, tmp_path) as stage:
        for theme in THEMES:
            stage.app.theme = theme.name
            await stage.pilot.pause()
            assert faint(stage.app) == set(), theme.name
            assert faint_in_sixteen(stage.app) == set(), theme.name
        for size in SCENES[name].pictures(name).values():
            await stage.resized(size)
            assert "went wrong inside assay" not in stage.text()
            assert "This screen is not there yet" not in stage.text()
            assert cut_keys(stage.app) == [], size
