"""Hostile files by every door of the command line: one clear message, nothing run, nothing overwritten."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.corpus import SHORT, acts
from tui.__main__ import _pages, _workbench
from tui.cli import run
from tui.core.display import safe
from tui.core.failures import AssayError
from tui.core.operation import RequestDraft
from tui.core.saved_queries import SavedQuery, fitting_path, path_problem
from tui.storage import FileQueryStore

DEEP = b"[" * 100_000
LINE = b"x" * 5_000_000

CONTENTS: dict[str, bytes] = {
    "nothing": b"",
    "a long line": LINE,
    "deep brackets": DEEP,
    "deep tables": b"a = " + b"[" * 5000 + b"]" * 5000,
    "dotted keys": b".".join([b"a"] * 4000) + b" = 1",
    "a number of 6000 digits": b"version = " + b"9" * 6000,
    "not UTF-8": b"\xff\xfe\x00v\x00e",
    "UTF-16": "version = 1".encode("utf-16"),
    "a NUL": b"version\x00 = 1",
    "escape sequences": b"\x1b]52;c;TEVBSw==\x07\x1b[2J = 1",
    "right to left": "\u202e\u2066 = '\u202e'".encode(),
    "many lines": b"a\n" * 200_000,
    "the wrong types": b'version = "x"\nprofiles = 3\ncase = 5\n[timeouts]\n',
    "a bomb of references": b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
    "JSON of the wrong shape": b'{"version": 1, "log": {"entries": [1, null, {"request": {"url": [1]}}]}}',
    "profiles of the wrong types": b'{"assay_profiles":1,"profiles":[{"name":"x","kind":["te"],"base_url":"http://x",'
    b'"environment":[],"settings":{"a":{"b":[1]}},"proxy":7}]}',
    "a shell": b"curl 'http://127.0.0.1:9/' -o ../../out -K /etc/passwd; touch PWNED; $(touch PWNED)",
    "names elsewhere": b"POST ../../../etc/passwd HTTP/1.1\r\nHost: ../../x\r\n\r\n",
}

DOORS: dict[str, tuple[str, ...]] = {
    "profiles": ("profile", "list"),
    "settings": ("config", "list"),
    "SQL": ("query", "--sandbox", "--dry-run", "--file", "FILE"),
    "a body": ("call", "event-analyze", "--sandbox", "--dry-run", "--data", "@FILE"),
    "a console body": ("translate-body", "FILE"),
    "cases": ("verify", "run", "FILE", "--sandbox"),
    "an import": ("verify", "import", "FILE", "--sandbox"),
    "profiles shared": ("profile", "import", "FILE"),
    "signs": ("verify", "missing", "--sandbox", "--path", "/x", "--sign-file", "FILE", "--dry-run"),
}


def make_folder(path: Path) -> None:
    path.mkdir()


def make_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def make_circle(path: Path) -> None:
    path.symlink_to(path)


def make_elsewhere(path: Path) -> None:
    path.symlink_to("/proc/self/mem")


def make_closed(path: Path) -> None:
    path.write_bytes(b"version = 1\n")
    path.chmod(0)


ODD: dict[str, Callable[[Path], None]] = {
    "a folder": make_folder,
    "an endless device": make_device,
    "a circle of links": make_circle,
    "a link to memory": make_elsewhere,
    "closed": make_closed,
}


def at_door(door: str, tmp_path: Path) -> tuple[list[str], Path]:
    """The words, and the file that they read."""
    home = tmp_path / "home"
    own = {"profiles": "profiles.toml", "settings": "config.toml"}
    if door in own:
        (home / "config").mkdir(parents=True, exist_ok=True)
        return list(DOORS[door]), home / "config" / own[door]
    file = tmp_path / "given"
    return [word.replace("FILE", str(file)) for word in DOORS[door]], file


def run_it(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setenv("ASSAY_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return run(words, _workbench, _pages)


def assert_bounded_words(code: int, err: str, door: str) -> None:
    assert code != 70, err
    assert code in (0, 2, 3, 4, 5), (code, err)
    assert "Traceback" not in err
    assert [c for c in acts(err) if c != "000A"] == [], err
    assert len(err) < 20_000
    assert code == 0 or err.strip(), f"{door} said nothing"


@pytest.mark.parametrize("door", DOORS)
def test_hostile_content(
    door: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, content in CONTENTS.items():
        words, file = at_door(door, tmp_path)
        file.write_bytes(content)
        code = run_it(words, tmp_path, monkeypatch)
        _, err = capfd.readouterr()
        assert_bounded_words(code, err, f"{door}, {name}")
        assert file.read_bytes() == content, f"{door}, {name}: the file was changed"
        assert list(tmp_path.rglob("PWNED")) == []
    assert not (tmp_path.parent / "out").exists()


@pytest.mark.parametrize("door", DOORS)
def test_what_is_no_plain_file(
    door: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for name, make in ODD.items():
        if name == "closed" and os.geteuid() == 0:
            continue  # no mode binds the super-user
        words, file = at_door(door, tmp_path)
        make(file)
        code = run_it(words, tmp_path, monkeypatch)
        _, err = capfd.readouterr()
        assert_bounded_words(code, err, f"{door}, {name}")
        assert code != 0 or door in ("profiles", "settings"), f"{door} took {name}"
        if file.is_dir() and not file.is_symlink():
            file.rmdir()
        else:
            file.unlink()


def test_no_name_leads_out_of_the_folder_of_saved_queries(tmp_path: Path) -> None:
    """Texts of the corpus as names, as typed and as an import makes them fit."""
    folder = tmp_path / "kept" / "queries"
    store = FileQueryStore(lambda: folder, tmp_path / "locks")
    said: list[str] = []
    for text in SHORT[::5]:
        for path in (text, f"../{text}", f"a/../../{text}", fitting_path(text)):
            try:
                store.save(SavedQuery(path, "te", RequestDraft("sql-query")), replace=True)
            except AssayError as error:
                said.append(error.message)
    assert [text for text in said if text != safe(text)] == []
    assert [text for text in SHORT if path_problem(fitting_path(text))] == []
    assert len(said) > 2 * len(SHORT[::5])
    made = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(made) > 20
    inside = (folder, tmp_path / "locks")
    assert [path for path in made if not any(path.is_relative_to(place) for place in inside)] == []
    assert [path for path in made if path.suffix != ".toml" and path.is_relative_to(folder)] == []
