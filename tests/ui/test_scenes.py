"""Every scene can be played, at both sizes, on the real sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.scenes import SCENES, played


@pytest.mark.parametrize("name", SCENES)
async def test_scene(name: str, tmp_path: Path) -> None:
    async with played(name, tmp_path) as stage:
        assert "went wrong inside assay" not in stage.text()
        assert "This screen is not there yet" not in stage.text()
