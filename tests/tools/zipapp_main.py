"""The `__main__.py` of the one-file build: unpacks it once, then runs it from there.

Native libraries cannot be loaded out of an archive. Unpacked it lies in the person's cache, in a folder that
only they can enter, named by the archive's own fingerprint. Older Pythons run this far, and are told so.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import sysconfig
import tempfile
import time
import zipfile
from pathlib import Path

KEPT_DAYS = 30
"""A version that was not started for so long is removed when another is unpacked."""


def cache() -> Path:
    """Where the program itself puts what can be made again."""
    home = os.environ.get("ASSAY_HOME")
    if home:
        return Path(home).expanduser().absolute() / "cache"
    if sys.platform == "darwin":
        return Path("~/Library/Caches/assay").expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", "~")).expanduser() / "assay" / "Cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "assay"


def refusal(build: dict[str, str]) -> str:
    """Why this interpreter cannot run the archive; empty when it can."""
    python, platform = f"{sys.version_info[0]}.{sys.version_info[1]}", sysconfig.get_platform()
    if (python, platform) == (build["python"], build["platform"]):
        return ""
    return (
        f"assay: this file is for Python {build['python']} on {build['platform']}; "
        f"here is Python {python} on {platform}.\n"
        f"Run it with python{build['python']}, or install assay with pipx or uv instead.\n"
    )


def unpacked(archive: Path, build: dict[str, str]) -> Path:
    """The folder with the libraries, filled when it is not there yet. Raises OSError, BadZipFile."""
    parent = cache() / "program"
    folder = parent / build["fingerprint"]
    if not folder.is_dir():
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Beside its place and then renamed: whoever starts it meanwhile sees all of it or nothing.
        new = Path(tempfile.mkdtemp(prefix=".new-", dir=parent))
        try:
            with zipfile.ZipFile(archive) as held:
                held.extractall(new, [name for name in held.namelist() if name.startswith("site/")])
            _put(new, folder)
        finally:
            shutil.rmtree(new, ignore_errors=True)
        for old in parent.iterdir():
            if old != folder and old.stat().st_mtime < time.time() - KEPT_DAYS * 86400:
                shutil.rmtree(old, ignore_errors=True)
    kept = folder.stat()
    if sys.platform != "win32" and (kept.st_uid != os.getuid() or kept.st_mode & 0o022):
        raise PermissionError(f"{folder} belongs to another user, or others can write to it")
    os.utime(folder)
    return folder / "site"


def _put(new: Path, folder: Path) -> None:
    try:
        new.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def start() -> int:
    archive = Path(sys.path[0]).absolute()
    with zipfile.ZipFile(archive) as held:
        build = json.loads(held.read("build.json").decode())
    said = refusal(build)
    if said:
        sys.stderr.write(said)
        return 1
    os.umask(0o077)
    try:
        sys.path[0] = str(unpacked(archive, build))
    except (OSError, zipfile.BadZipFile) as error:
        sys.stderr.write(
            f"assay: the program cannot be unpacked: {error}.\n"
            "Name a folder of yours that can be written to, as in ASSAY_HOME=FOLDER.\n"
        )
        return 1
    from tui.__main__ import program

    program()
    return 0


if __name__ == "__main__":
    sys.exit(start())
