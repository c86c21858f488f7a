"""Which texts of the interface are marked for translation, and which are not, read from the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import Module, modules, name_of

MARKS = ("tr", "tr_later")
BINDING_WORDS = ("description", "tooltip")

CODE_KEYWORDS = ("id", "classes", "name", "group", "style", "exclusive", "action", "key")
"""Keyword arguments that no person reads."""

CODE_CALLS = (
    "add_class",
    "remove_class",
    "set_class",
    "toggle_class",
    "has_class",
    "query",
    "query_one",
    "query_exactly_one",
    "compile",
    "AssertionError",
    "RuntimeError",
    "TypeError",
    "KeyError",
    "TypeVar",
    "NewType",
    "cast",
    "getattr",
)
CODE_NAMES = ("CSS", "DEFAULT_CSS", "CSS_PATH", "COMPONENT_CLASSES", "DEFAULT_CLASSES", "BINDING_GROUP_TITLE", "__all__")

_PROSE = re.compile(r"[A-Za-z]{2,}[,:;.!?)]? [(\"']?[A-Za-z]{2,}|^\W*[A-Z][a-z]+\W*$")
_WORD_BESIDE_VALUE = re.compile(r"(?:^|[ (])[A-Za-z]{3,}(?:[ ,:.;)]|$)")
_CODE = re.compile(r"\$[a-z]|^[#.][\w-]+[ ,>]|^-[\w-]+$|^[A-Z]\w+ [>#.]|\b(?:SELECT|FROM|WHERE)\b")


def ui_modules() -> Iterator[Module]:
    return (module for module in modules() if module.name.startswith("tui.ui"))


def marked(module: Module) -> Iterator[tuple[str, int]]:
    """English text and line of everything that is looked up in a catalogue."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and name_of(node.func) in MARKS:
            yield from _constants(node.args[:1])
        elif isinstance(node, ast.Call) and name_of(node.func) == "Binding":
            named = [word.value for word in node.keywords if word.arg in BINDING_WORDS]
            yield from _constants([*node.args[2:3], *named])
        elif (assigned := _assigned(node)) is not None and assigned[0] == "HELP" and module.name.startswith("tui.ui.screens"):
            yield from _constants([assigned[1]])


def unmarked(module: Module) -> Iterator[tuple[str, int]]:
    """Texts that look like words for a person and are in no catalogue."""
    yield from _unmarked(module.tree, module)


def _unmarked(node: ast.AST, module: Module) -> Iterator[tuple[str, int]]:
    if isinstance(node, ast.Call) and name_of(node.func) in (*MARKS, "Binding", *CODE_CALLS):
        if name_of(node.func) in MARKS:
            for value in (*node.args[1:], *(word.value for word in node.keywords)):
                yield from _unmarked(value, module)
        return
    if isinstance(node, ast.keyword) and node.arg in CODE_KEYWORDS:
        return
    assigned = _assigned(node)
    if assigned is not None and (assigned[0] in CODE_NAMES or assigned[0] == "HELP"):
        return
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.JoinedStr | ast.Constant):
        text = _text(node)
        if text is not None and is_prose(text, with_values=isinstance(node, ast.JoinedStr)):
            yield text, node.lineno
        if isinstance(node, ast.JoinedStr):
            for part in node.values:
                if isinstance(part, ast.FormattedValue):
                    yield from _unmarked(part.value, module)
        return
    for field, child in ast.iter_fields(node):
        if field in ("annotation", "returns", "bases"):
            continue
        for one in child if isinstance(child, list) else [child]:
            if isinstance(one, ast.AST):
                yield from _unmarked(one, module)


def is_prose(text: str, with_values: bool) -> bool:
    """Whether a text looks like words for a person. One word alone counts when a value stands beside it."""
    found = _PROSE.search(text) or (with_values and _WORD_BESIDE_VALUE.search(text))
    return bool(found) and not _CODE.search(text)


def _assigned(node: ast.AST) -> tuple[str, ast.expr] | None:
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        return name_of(node.target), node.value
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return name_of(node.targets[0]), node.value
    return None


def _constants(nodes: list[ast.expr]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value, node.lineno


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    assert isinstance(node, ast.JoinedStr)
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
