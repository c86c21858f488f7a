"""The vector library: cases that come with the program, each saying what it proves."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources

from tui.workbench.signature_tests.cases import CaseFile, load_cases

UNLIMITED_PARTNER = "sandbox-unlimited"
"""A partner code of the sandbox whose calls never count as too many."""


def names() -> tuple[str, ...]:
    folder = resources.files("tui.workbench.signature_tests").joinpath("vectors")
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def vectors(name: str) -> CaseFile:
    """One file of the library. Raises FileNotFoundError for a name that is not in `names()`."""
    path = resources.files("tui.workbench.signature_tests").joinpath("vectors", f"{name}.toml")
    return load_cases(path.read_text("utf-8"), {}, name)


def all_vectors() -> CaseFile:
    """Every vector, its id led by its file's name."""
    found = []
    for name in names():
        for case in vectors(name).cases:
            kind, colon, target = case.sign.partition(":")
            sign = f"same:{name}-{target}" if kind == "same" and colon else case.sign
            found.append(replace(case, id=f"{name}-{case.id}", sign=sign))
    return CaseFile("Vector library", tuple(found))
