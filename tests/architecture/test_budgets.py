"""Sizes: what no longer fits in one head is split."""

from __future__ import annotations

import ast

import pytest

from tests.architecture.source import Module, modules, own_imports

FILE_LINES = 300
APP_LINES = 200
FUNCTION_LINES = 50
CLASS_LINES = 250
OWN_IMPORTS = 10
"""Modules of tui outside core; everyone speaks core, so its words are not counted."""

NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "types", "base"}


def by_module(module: Module) -> str:
    return module.where


@pytest.mark.parametrize("module", modules(), ids=by_module)
def test_a_module_stays_within_its_budget(module: Module) -> None:
    wrong = []
    limit = APP_LINES if module.name == "tui.ui.app" else FILE_LINES
    lines = module.text.count("\n")
    if lines > limit:
        wrong.append(f"{lines} lines, allowed {limit}")
    imports = {m for m in own_imports(module) if not m.startswith("tui.core")}
    if len(imports) > OWN_IMPORTS and module.name != "tui.wiring":
        wrong.append(f"{len(imports)} own imports, allowed {OWN_IMPORTS}: {sorted(imports)}")
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        size = (node.end_lineno or node.lineno) - node.lineno + 1
        allowed = CLASS_LINES if isinstance(node, ast.ClassDef) else FUNCTION_LINES
        if size > allowed:
            wrong.append(f"{node.name} at line {node.lineno} has {size} lines, allowed {allowed}")
    if set(module.name.split(".")) & NAMELESS:
        wrong.append("the name says nothing")
    assert wrong == [], module.where
