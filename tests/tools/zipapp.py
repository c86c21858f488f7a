"""One file that is the whole program: `python -m tests.tools.zipapp`, for the Python that runs this.

Installs the wheel and the libraries of `requirements.lock`, each against its hash, into an empty folder,
compiles them, and packs them behind a start that unpacks them once (`zipapp_main.py`); duckdb and others are
native code, which cannot run out of an archive. `--here` takes the libraries of this environment instead of
the index's. `--check` tries the file where nothing else is: no variables, another folder, no libraries.
"""

from __future__ import annotations

import argparse
import compileall
import hashlib
import json
import os
import py_compile
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from zipapp import get_interpreter

from tests.bench.terminal import Terminal

REPO = Path(__file__).parents[2]
START = Path(__file__).with_name("zipapp_main.py")
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
DAY_ONE = (2020, 2, 2, 0, 0, 0)
"""The time of every file, so that the same files give the same archive."""

_NAME = re.compile(r"[\w.-]+")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.tools.zipapp", description=__doc__)
    parser.add_argument("--output", type=Path, help="the file; dist/assay-VERSION-….pyz unless given")
    parser.add_argument("--here", action="store_true", help="with this environment's libraries; no index")
    parser.add_argument("--check", action="store_true", help="try the file in a bare environment")
    given = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch, "site")
        install(site, here=given.here)
        output = given.output or REPO / "dist" / file_name()
        output.parent.mkdir(parents=True, exist_ok=True)
        pack(site, output)
    print(f"{output}: {output.stat().st_size / 1e6:.1f} MB, {get_interpreter(output)}")
    if given.check:
        check(output)
    return 0


def file_name() -> str:
    from tui import __version__

    system = sysconfig.get_platform().replace("-", "_")
    return f"assay-{__version__}-py{PYTHON.replace('.', '')}-{system}.pyz"


# ---- what goes in ------------------------------------------------------------------------------


def install(site: Path, *, here: bool) -> None:
    """The wheel and its libraries, compiled. Raises CalledProcessError."""
    wheels = site.parent / "wheels"
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels)],
        cwd=REPO,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "-q", "--no-compile"]
    pip += ["--no-deps", "--target", str(site)]
    (wheel,) = wheels.glob("*.whl")
    subprocess.run([*pip, "--no-index", str(wheel)], check=True)
    if here:
        for found in libraries():
            lend(found, site)
    else:
        subprocess.run([*pip, "--require-hashes", "-r", str(REPO / "requirements.lock")], check=True)
    shutil.rmtree(site / "bin", ignore_errors=True)
    say_how(site)
    # By content and never looked at again: times do not survive an archive.
    compileall.compile_dir(
        site,
        quiet=2,
        workers=1,
        stripdir=str(site),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def libraries() -> list[metadata.Distribution]:
    """What the program needs of this environment, and what that needs."""
    from packaging.requirements import Requirement

    found: dict[str, metadata.Distribution] = {}
    wanted = ["assay"]
    while wanted:
        for line in metadata.distribution(wanted.pop()).requires or ():
            need = Requirement(line)
            if need.name.lower() not in found and (
                need.marker is None or need.marker.evaluate({"extra": ""})
            ):
                found[need.name.lower()] = metadata.distribution(need.name)
                wanted.append(need.name)
    return list(found.values())


def lend(found: metadata.Distribution, site: Path) -> None:
    for file in found.files or ():
        if file.parts[0] != ".." and file.suffix != ".pyc":
            target = site / file
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(found.locate_file(file)), target)


def say_how(site: Path) -> None:
    """For `assay doctor`."""
    (info,) = site.glob("assay-*.dist-info")
    file = info / "extra_metadata" / "build.json"
    known = json.loads(file.read_text()) if file.is_file() else {}
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps({**known, "form": "one file (zipapp)"}))


def pack(site: Path, output: Path) -> None:
    """The folder `site` behind the start, as a file that can be run."""
    files = [file for file in sorted(site.rglob("*")) if file.is_file()]
    mark = hashlib.sha256(START.read_bytes())
    for file in files:
        mark.update(file.relative_to(site).as_posix().encode() + b"\0" + file.read_bytes())
    build = {
        "python": PYTHON,
        "platform": sysconfig.get_platform(),
        "fingerprint": mark.hexdigest()[:32],
    }
    new = output.with_suffix(".new")
    with new.open("wb") as stream:
        stream.write(f"#!/usr/bin/env python{PYTHON}\n".encode())
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            _write(archive, "__main__.py", START.read_bytes())
            _write(archive, "build.json", json.dumps(build).encode())
            for file in files:
                _write(archive, f"site/{file.relative_to(site).as_posix()}", file.read_bytes())
    new.chmod(0o755)
    new.replace(output)


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, DAY_ONE)
    entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o100600 << 16
    archive.writestr(entry, content)


# ---- whether it works where nothing else is --------------------------------------------------------

QUERY = "SELECT count(*) AS events FROM ta.v_event_1 WHERE \"$part_date\" > '2024-01-01'"


def check(file: Path) -> None:
    """Raises AssertionError with what was said instead."""
    with tempfile.TemporaryDirectory() as folder:
        for words, wanted in expected():
            begun = bare(file, words, Path(folder))
            assert wanted in begun.stdout, (words, begun.returncode, begun.stdout, begun.stderr)
            print(f"  {' '.join(words)[:60]:<60}  {wanted}")
        words = [f"{name}={value}" for name, value in _bare(Path(folder)).items()]
        command = ["env", "-i", *words, _python(), "-S", str(file), "--sandbox"]
        with Terminal(command, columns=80, lines=24, cwd=Path(folder)) as screen:
            screen.wait_text("sandbox", "ctrl+r sends")
            screen.press("ctrl+q")
            assert screen.wait_end() == 0
        print(f"  {'--sandbox':<60}  the screen opens, and ctrl+q leaves it")


def expected() -> Iterator[tuple[list[str], str]]:
    """Words, and what the answer holds."""
    from tui import __version__

    yield ["--version"], f"assay {__version__}"
    yield ["explain", "-1005"], "te/-1005"
    yield ["query", "--sandbox", "--format", "json", "--sql", QUERY], '{"events": '
    yield ["sandbox", "sign", "--path", "/login"], "sbx1."
    yield ["doctor"], "one file (zipapp)"


def bare(file: Path, words: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """As with `env -i`, in an empty folder, by an interpreter that sees no installed library."""
    return subprocess.run(
        [_python(), "-S", str(file), *words],
        cwd=folder,
        env=_bare(folder),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _bare(folder: Path) -> dict[str, str]:
    return {"HOME": str(folder), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}


def _python() -> str:
    """The interpreter itself, not the one of this environment."""
    return os.path.realpath(sys.executable)


if __name__ == "__main__":
    raise SystemExit(main())
