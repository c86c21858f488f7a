"""Every code that the program can give has a page, and every API brings the same files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from tests.architecture.source import PACKAGE, Module, modules, name_of
from tui.codes import own_errors, pages
from tui.core.knowledge import ErrorCatalog, ErrorPage
from tui.wiring import build_knowledge

KEBAB = re.compile(r"[a-z]+(-[a-z0-9]+)*\Z")


def codes_given(module: Module) -> set[tuple[str, int]]:
    """Codes written out in a module: `code="…"`, `default_code = "…"`, `own_page("…")`."""
    found: set[tuple[str, int]] = set()

    def add(node: ast.expr | None) -> None:
        if isinstance(node, ast.IfExp):
            add(node.body)
            add(node.orelse)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add((node.value, node.lineno))

    for call in module.calls():
        for keyword in call.keywords:
            if keyword.arg == "code":
                add(keyword.value)
        if name_of(call.func) in ("own_page", "Failure") and call.args:
            add(call.args[0])
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assign) and any(name_of(t) == "default_code" for t in node.targets):
            add(node.value)
    return found


def test_every_code_in_the_source_has_a_page() -> None:
    known = {page.code for catalog in build_knowledge().catalogs() for page in catalog}
    wrong = [
        f"{module.where}:{line} gives “{code}”"
        for module in modules()
        for code, line in codes_given(module)
        if code and code not in known
    ]
    assert wrong == []


def test_our_own_codes_are_kebab_case() -> None:
    assert [page.code for page in own_errors() if not KEBAB.match(page.code)] == []


def test_every_page_ends_in_something_to_do() -> None:
    pages = [page for catalog in build_knowledge().catalogs() for page in catalog]
    assert len(pages) > 60
    assert [f"{p.provider}/{p.code}" for p in pages if not (p.remedies and p.meaning and p.title)] == []


def test_related_codes_exist() -> None:
    wrong = [
        f"{page.provider}/{page.code} points to {code}"
        for catalog in build_knowledge().catalogs()
        for page in catalog
        for code in page.related
        if code not in catalog and not any(code in other for other in build_knowledge().catalogs())
    ]
    assert wrong == []


def test_every_api_brings_files_of_the_same_names() -> None:
    folders = {
        path.name: {p.name for p in path.iterdir() if p.suffix in (".py", ".toml")}
        for path in (PACKAGE / "providers").iterdir()
        if path.is_dir() and not path.name.startswith("_")
    }
    needed = {"__init__.py", "operations.py", "codec.py", "layouts.py", "errors.toml", "evidence.py"}
    assert set(folders) == {"te", "td"}
    assert {name: needed - files for name, files in folders.items()} == {name: set() for name in folders}
    assert all((PACKAGE / "providers" / name / "sandbox").is_dir() for name in folders)


def test_the_quick_way_to_the_pages_gives_the_same_pages_in_the_same_order() -> None:
    def all_of(catalogs: Iterable[ErrorCatalog]) -> list[tuple[str, list[ErrorPage]]]:
        return [(catalog.provider, list(catalog)) for catalog in catalogs]

    assert all_of(pages().catalogs()) == all_of(build_knowledge().catalogs())
