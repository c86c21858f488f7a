"""The lock file fits what is asked for, and every file in it is named by its hash."""

from __future__ import annotations

import re
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

from tests.tools.lower_bounds import product_bounds, project

LOCK = (Path(__file__).parents[2] / "requirements.lock").read_text("utf-8")
LOCKED = dict(re.findall(r"^([a-z0-9][\w.-]*)==([\w.]+)", LOCK, re.MULTILINE))


def test_every_dependency_is_locked_within_its_bounds() -> None:
    found = project()
    extras = found["optional-dependencies"]
    wanted = [Requirement(one) for one in [*found["dependencies"], *extras["serve"], *extras["mcp"]]]
    wrong = [
        str(one)
        for one in wanted
        if one.name.lower() not in LOCKED or not one.specifier.contains(Version(LOCKED[one.name.lower()]))
    ]
    assert wrong == [], "make requirements.lock anew; its first lines name the command"
    assert len(wanted) >= len(product_bounds())


def test_every_locked_package_has_its_hashes() -> None:
    packages = re.split(r"^(?=[a-z0-9][\w.-]*==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(packages) == len(re.findall(r"^[a-z0-9][\w.-]*==", LOCK, re.MULTILINE)) > 20
    assert [one.split("\n", 1)[0] for one in packages if "--hash=sha256:" not in one] == []
    assert "://" not in re.sub(r"^#.*$", "", LOCK, flags=re.MULTILINE)
