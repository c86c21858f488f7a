"""The lock file fits what is asked for, holds all that it needs, and names every file by its hash."""

from __future__ import annotations

import re
from importlib.metadata import requires
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


def test_everything_that_a_locked_package_needs_is_locked_too() -> None:
    """By what the packages installed here say of themselves."""
    missing: set[str] = set()
    met: set[tuple[str, frozenset[str]]] = set()
    found = project()
    extras = found["optional-dependencies"]
    todo = [Requirement(one) for one in [*found["dependencies"], *extras["serve"], *extras["mcp"]]]
    while todo:
        one = todo.pop()
        name = re.sub(r"[-_.]+", "-", one.name).lower()
        key = (name, frozenset(one.extras))
        if key in met:
            continue
        met.add(key)
        if name not in LOCKED:
            missing.add(name)
        wanted = ("", *one.extras)
        for text in requires(one.name) or ():
            inner = Requirement(text)
            if inner.marker is None or any(inner.marker.evaluate({"extra": extra}) for extra in wanted):
                todo.append(inner)
    assert missing == set(), "make requirements.lock anew; its first lines name the command"
    assert len(met) > 30


def test_every_locked_package_has_its_hashes() -> None:
    packages = re.split(r"^(?=[a-z0-9][\w.-]*==)", LOCK, flags=re.MULTILINE)[1:]
    assert len(packages) == len(re.findall(r"^[a-z0-9][\w.-]*==", LOCK, re.MULTILINE)) > 20
    assert [one.split("\n", 1)[0] for one in packages if "--hash=sha256:" not in one] == []
    assert "://" not in re.sub(r"^#.*$", "", LOCK, flags=re.MULTILINE)
