"""Which texts of the interface are marked for translation, and which are not, read from the source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from tests.architecture.source import Module, modules, name_of

MARKS = ("tr", "tr_later")
BINDING_WORDS = ("description", "tooltip")

CODE_KEYWORDS = ("id", "classes", "name", "group", "style", "exclusive", "action", "key")
"""Keyword arguments that no person reads."""

CODE_CALLS = (
    *("add_class", "remove_class", "set_class", "toggle_class", "has_class"),
    *("query", "query_one", "query_exactly_one", "compile", "getattr", "cast", "TypeVar", "NewType"),
    *("AssertionError", "RuntimeError", "TypeError", "KeyError"),
)
CODE_NAMES = (
    *("CSS", "DEFAULT_CSS", "CSS_PATH", "COMPONENT_CLASSES", "DEFAULT_CLASSES", "__all__", "HELP"),
    *("_KEYWORDS", "_TYPES"),  # of SQL
)

_PROSE = re.compile(r"[A-Za-z]{2,}[,:;.!?)]? [(\"']?[A-Za-z]{2,}|^\W*[A-Z][a-z]+\W*$")
_WORD_BESIDE_VALUE = re.compile(r"(?:^|[ (])[A-Za-z]{3,}(?:[ ,:.;)]|$)")
_CODE = re.compile(
    "|".join(
        (
            r"^(?:bold|dim|code|fact|title|point|cause) ?(?:[a-z]+|\{\})?$",  # classes and styles
            r"^(?:pager|editor|pipe) (?:all|value)$",  # ids of choices
            r"^(?:case file|your endpoint)$",  # names of fields, which an error looks for
            r"^assay \{\}$",  # the program's name and version
            r"^(?:app|screen|focused)\.\w*[({]",  # actions
            r"\$[a-z]|^[#.][\w-]+[ ,>]|^-[\w-]+$|^[A-Z]\w+ [>#.]",  # colours and selectors
            r"\b(?:SELECT|FROM|WHERE)\b",
        )
    )
)


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
        elif module.name.startswith("tui.ui.screens") and (help_text := _assigned(node, "HELP")) is not None:
            yield from _constants([help_text])


def unmarked(module: Module) -> Iterator[tuple[str, int]]:
    """Texts that look like words for a person and are in no catalogue."""
    finder = _Unmarked()
    finder.visit(module.tree)
    yield from finder.found


class _Unmarked(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: list[tuple[str, int]] = []

    def visit_Call(self, node: ast.Call) -> None:
        name = name_of(node.func)
        if name in MARKS:
            for value in (*node.args[1:], *(word.value for word in node.keywords)):
                self.visit(value)
        elif name not in ("Binding", *CODE_CALLS):
            self.generic_visit(node)

    def visit_keyword(self, node: ast.keyword) -> None:
        if node.arg not in CODE_KEYWORDS:
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        if _assigned(node, *CODE_NAMES) is None:
            self.visit(node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None and _assigned(node, *CODE_NAMES) is None:
            self.visit(node.value)

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):  # a docstring
            self.visit(node.value)

    def visit_arg(self, node: ast.arg) -> None:
        """Its annotation has no words."""

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self._look(node.value, node.lineno, with_values=False)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        parts = [str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values]
        self._look("".join(parts), node.lineno, with_values=True)
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)

    def _look(self, text: str, line: int, *, with_values: bool) -> None:
        if is_prose(text, with_values=with_values):
            self.found.append((text, line))


def is_prose(text: str, *, with_values: bool) -> bool:
    """Whether a text looks like words for a person. One word alone counts when a value stands beside it."""
    found = _PROSE.search(text) or (with_values and _WORD_BESIDE_VALUE.search(text))
    return bool(found) and not _CODE.search(text)


def _assigned(node: ast.AST, *names: str) -> ast.expr | None:
    """What is given to one of `names`; None when the node does not do that."""
    if isinstance(node, ast.AnnAssign) and name_of(node.target) in names:
        return node.value
    if isinstance(node, ast.Assign) and any(name_of(target) in names for target in node.targets):
        return node.value
    return None


def _constants(nodes: Sequence[ast.expr]) -> Iterator[tuple[str, int]]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value, node.lineno
