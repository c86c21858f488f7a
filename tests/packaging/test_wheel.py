"""The wheel holds everything that the program needs, and works where nothing else of the repository is."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path, PurePath

import pytest

from tui import __version__

REPO = Path(__file__).parents[2]
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
QUERY = "SELECT count(*) AS events FROM ta.v_event_1 WHERE \"$part_date\" > '2024-01-01'"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", REPO, tmp_path_factory.mktemp("dist"))


def built(kind: str, source: Path, folder: Path) -> Path:
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (found,) = folder.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return found


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment with the wheel in it. The libraries are lent by this one, because tests use
    no network; `.ci/run` installs them from the index."""
    folder = tmp_path_factory.mktemp("env")
    venv.EnvBuilder(with_pip=False).create(folder)
    python = folder / "bin" / "python"
    subprocess.run(
        [*PIP, "--python", str(python), "install", "-q", "--no-deps", "--no-index", str(wheel)],
        check=True,
        capture_output=True,
    )
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "zz_lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin"


def test_the_wheel_holds_every_file_of_the_package_and_no_other(wheel: Path) -> None:
    ignored = {"__pycache__"}
    wanted = {
        path.relative_to(REPO).as_posix()
        for path in (REPO / "tui").rglob("*")
        if path.is_file() and not ignored & set(path.parts) and path.suffix != ".pyc"
    }
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == wanted


def test_the_wheel_holds_no_test_and_every_kind_of_data(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert not [name for name in names if name.startswith(("tests/", "hatch_build", "screenshots/"))]
    assert "tui/py.typed" in names
    assert {".py", ".toml", ".json", ".tcss"} <= {PurePath(name).suffix for name in names}


def test_a_wheel_of_the_source_archive_holds_the_same(wheel: Path, tmp_path: Path) -> None:
    archive = built("sdist", REPO, tmp_path)
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    source = tmp_path / archive.name.removesuffix(".tar.gz")
    for name in (
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "requirements.lock",
        "tests/packaging/test_wheel.py",
    ):
        assert (source / name).read_bytes() == (REPO / name).read_bytes()
    with zipfile.ZipFile(wheel) as first, zipfile.ZipFile(built("wheel", source, tmp_path)) as second:
        assert files_of(second) == files_of(first)
        for name in files_of(first):
            assert second.read(name) == first.read(name), name


def files_of(archive: zipfile.ZipFile) -> list[str]:
    """Without what tells of the commit, which the source archive knows nothing of."""
    return sorted(name for name in archive.namelist() if not name.endswith(("/RECORD", "/build.json")))


def test_the_wheel_names_its_command_version_and_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        points = next(n for n in names if n.endswith("entry_points.txt"))
        assert "assay = tui.__main__:program" in archive.read(points).decode()
        assert any(n.endswith("licenses/LICENSE") for n in names)
    assert wheel.name.startswith(f"assay-{__version__}-py3-none-any")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["--version"], f"assay {__version__}\n"),
        (["query", "--sandbox", "--format", "json", "--sql", QUERY], '[\n{"events": '),
        (["explain", "td/1603"], "▲ td/1603"),
        (["sandbox", "sign", "--path", "/login"], "sbx1."),
        (["routes", "--kind", "te"], "KIND"),
        (["doctor"], "terminal"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_the_installed_command_works_away_from_the_repository(
    environment: Path, tmp_path: Path, words: list[str], wanted: str
) -> None:
    done = subprocess.run(
        [str(environment / "assay"), *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in ((0, 2) if words == ["doctor"] else (0,)), done.stderr
    assert done.stdout.startswith(wanted)
    if words == ["doctor"]:
        assert "build           wheel, commit " in done.stdout


def test_it_runs_its_own_files(environment: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(environment / "python"), "-c", "import tui; print(tui.__file__)"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(environment.parent)
