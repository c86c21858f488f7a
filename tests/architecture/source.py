"""The source of `tui` as syntax trees, read once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import tui

REPO = Path(__file__).parents[2]
PACKAGE = Path(tui.__file__).parent


@dataclass(frozen=True)
class Module:
    """One file: its dotted name, its path from the repository, its text and its tree."""

    name: str
    path: Path
    text: str
    tree: ast.Module

    @property
    def where(self) -> str:
        return self.path.relative_to(REPO).as_posix()

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"

    def calls(self) -> Iterator[ast.Call]:
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))


@cache
def modules() -> tuple[Module, ...]:
    """Every module below `tui`, by path."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text("utf-8")
        found.append(Module(name, path, text, ast.parse(text)))
    return tuple(found)


def name_of(node: ast.expr) -> str:
    """The last name of `a.b.c`, or nothing."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def own_imports(module: Module, *, typing_only: bool = False) -> set[str]:
    """Modules of `tui` that a module imports, wherever in the file the import stands.

    Imports for the type checker alone are left out unless asked for.
    """
    names = {m.name for m in modules()}
    found: set[str] = set()
    skipped: set[ast.AST] = set()
    if not typing_only:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.If) and name_of(node.test) == "TYPE_CHECKING":
                skipped.update(inner for statement in node.body for inner in ast.walk(statement))
    for node in ast.walk(module.tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                found.add(deeper if deeper in names else node.module)
    return {name for name in found if name in names}
