"""The one door of a secret is opened at two places and nowhere else."""

from __future__ import annotations

import ast

from tests.architecture.source import Module, modules


def reveal_sites(module: Module) -> list[str]:
    """`module:function` of every use of `.reveal`, called or handed on.

    In the screens only calls without an argument count: a list there has a `reveal(row)` of its own.
    """
    found = []
    bare = {id(call.func) for call in module.calls() if not call.args and not call.keywords}
    screens = module.name.startswith("tui.ui")

    def walk(node: ast.AST, inside: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                walk(child, f"{inside}.{child.name}" if inside else child.name)
            else:
                wanted = isinstance(child, ast.Attribute) and child.attr == "reveal"
                if wanted and (not screens or id(child) in bare):
                    found.append(f"{module.name}:{inside}")
                walk(child, inside)

    walk(module.tree, "")
    return found


def test_a_secret_is_revealed_at_two_places_both_in_the_vault() -> None:
    sites = sorted({site for module in modules() for site in reveal_sites(module)})
    assert len(sites) == 2, sites
    assert all(site.startswith("tui.vault.") for site in sites), sites


def test_nobody_reaches_around_the_door() -> None:
    """The private slot by name, getattr with a computed name, or the shapes outside core."""
    wrong = [
        f"{module.where}:{number}"
        for module in modules()
        if module.name != "tui.core.secret"
        for number, line in enumerate(module.text.splitlines(), 1)
        if "_Secret__value" in line or "._shapes(" in line
    ]
    assert wrong == []
