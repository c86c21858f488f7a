"""`assay explain` in three languages: chosen by option, setting and locale; whole at 80 columns."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tui.cli.pages import page_text
from tui.codes import language_at_once, pages, translator
from tui.core.knowledge import ErrorPage
from tui.core.language import Language
from tui.core.wrapping import cells
from tui.storage import Paths

PAGES = [page for catalog in pages().catalogs() for page in catalog]
TITLES = {"en": "Too many requests", "ja": "リクエストが多すぎます", "zh": "请求过于频繁"}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.provider}/{page.code}")
def test_every_page_is_whole_at_80_columns(page: ErrorPage, language: Language) -> None:
    told, text = translator(language).page(page), page_text(page, translator(language), 80)
    assert [line for line in text.splitlines() if cells(line) > 80] == []
    together = "".join(text.split())
    for sentence in (told.title, told.meaning, *told.causes, *told.remedies, told.notes):
        assert "".join(sentence.split()) in together
        # No word is torn: each stands whole on a line.
        assert all(
            any(word in line for line in text.splitlines()) for word in sentence.split() if word.isascii()
        )


def test_the_language_is_that_of_the_option_the_setting_or_the_locale(shell: Shell) -> None:
    def title(words: str, **variables: str) -> str:
        done = shell.run(f"assay explain {words}", env=variables)
        assert done.code == 0, done.err
        return done.out.partition("\n")[0]

    assert TITLES["en"] in title("-1005")
    assert TITLES["ja"] in title("-1005", LC_ALL="ja_JP.UTF-8")
    assert TITLES["zh"] in title("--lang zh -1005")
    assert shell.run("assay config set language zh").code == 0
    assert TITLES["zh"] in title("te/-1005")
    assert TITLES["en"] in title("-1005 --lang=en")
    found = json.loads(shell.run("assay explain --json -1005").out)[0]
    assert (found["title"], found["who"], found["retry"]) == (TITLES["zh"], "caller", "later")
    assert shell.run("assay explain --lang fr -1005").code == 1
    assert shell.run("assay config set language fr").code == 2


@pytest.mark.parametrize("variables", [{"ASSAY_HOME": "HOME/a"}, {"XDG_CONFIG_HOME": "HOME/x"}, {}])
def test_the_quick_look_at_the_setting_finds_the_file(
    variables: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ASSAY_HOME", "XDG_CONFIG_HOME", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    for name, value in variables.items():
        monkeypatch.setenv(name, value.replace("HOME", str(tmp_path)))
    assert language_at_once() is Language.ENGLISH
    file = Paths.of_user(os.environ).settings
    file.parent.mkdir(parents=True)
    file.write_text('language = "ja"\n', "utf-8")
    assert language_at_once() is Language.JAPANESE
    file.write_text("language = ", "utf-8")
    assert language_at_once() is Language.ENGLISH
