"""The suite with the oldest libraries that `pyproject.toml` allows: `python -m tests.tools.lower_bounds`.

Makes an empty environment, installs every dependency at its lower bound (those of `dev` that are no
libraries of the product stay as new as they are), and runs the given tests there, or all. Needs the package
index. `--show` prints the bounds and installs nothing.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

REPO = Path(__file__).parents[2]
_BOUND = re.compile(r"^(?P<name>[\w.-]+(?:\[[\w,]+\])?)>=(?P<least>[\w.]+)")


def pinned(requirement: str) -> str:
    """`name>=1.2,<2` as `name==1.2`. Raises ValueError for one without a lower bound."""
    found = _BOUND.match(requirement.replace(" ", ""))
    if found is None:
        raise ValueError(f"{requirement} has no lower bound")
    return f"{found['name']}=={found['least']}"


def project() -> Mapping[str, Any]:
    found: Mapping[str, Any] = tomllib.loads((REPO / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def product_bounds() -> list[str]:
    """What a person installs, and the extras, each at its lower bound."""
    found = project()
    extras = found["optional-dependencies"]
    return sorted({pinned(one) for one in [*found["dependencies"], *extras["serve"], *extras["mcp"]]})


def tools() -> list[str]:
    """What only the tests use; what is a product's library too has its bound already."""
    named = {one.partition("==")[0] for one in product_bounds()}
    return [
        one
        for one in project()["optional-dependencies"]["dev"]
        if pinned(one).partition("==")[0] not in named
    ]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.tools.lower_bounds", description=__doc__)
    parser.add_argument("tests", nargs="*", default=["tests"], help="what pytest is given, with options")
    parser.add_argument("--show", action="store_true", help="print the bounds only")
    parser.add_argument("--folder", type=Path, help="the environment; kept, and used again if it is there")
    given, options = parser.parse_known_args(argv)
    print("\n".join(product_bounds()))
    if given.show:
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch) / "lowest"
        python = folder / "bin" / "python"
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*install, *product_bounds(), *tools()], check=True)
        subprocess.run([*install, "--no-deps", "-e", str(REPO)], check=True)
        words = [str(python), "-m", "pytest", *given.tests, *options]
        print("$", " ".join(words), flush=True)
        return subprocess.run(words, cwd=REPO, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
