"""The sentences of the lower floors that a person may be told, read from the source.

They stay English there, because programs read them, too. Those that end in an error, a field's problem, a
store's health or a notice are found by following arguments: through names, through functions that hand a
parameter on, and through functions that return the words.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from tests.architecture.source import Module, modules, name_of
from tests.architecture.words import is_prose
from tui.core.phrases import HOLE

ROOMS = (
    *("core", "workbench", "storage", "transport", "vault", "results", "sql", "sandbox", "providers"),
    "listening",
)
FOREIGN = ("tui.providers.te.sandbox", "tui.providers.td.sandbox")
"""Modules whose words are those of a server."""
RULES = ("diagnosing", "evidence", "transport_evidence", "explaining")
"""Modules of the evidence rules, whose sentences have catalogues of their own."""

TELLING = (
    *("FieldProblem", "SecretStatus", "StoreHealth", "Finding", "Progress", "Row", "_Trouble", "Unreadable"),
    *("FilterProblem", "Conclusion", "Plan", "Turned", "say", "SqlNotice", "SqlFix", "Failure"),
)
"""Classes besides errors whose texts reach the screen."""

KEYWORDS = ("notes", "note", "next_step", "remedy", "why", "why_not", "problem", "detail", "phase")
"""Arguments that are words for a person in whatever they are given to."""

CODE_WORDS = ("code", "field", "kind", "name", "subject", "store", "tone", "key", "id")
"""Arguments of those classes that no person reads as a sentence."""

_CODE = re.compile(
    r"^(?:assay|https?:|--?\w|<|import )|^[\w.\[\]{}]+$|^[\W_]*$"
    r"|\b(?:CASE WHEN|COPY|CREATE|DROP|NULLS|ORDER BY)\b|\bCAST\(|list_transform|strftime"
)
_STATE = re.compile(r"^[A-Z {}]+$")
"""Names of states, which are the same in every language."""
_NAMED_HOLE = re.compile(r"\{\w+\}")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class _Source:
    """One module: what its names and functions stand for."""

    module: Module
    owner: dict[ast.AST, Function] = field(default_factory=dict)
    """The function in which a name stands."""
    calls: list[ast.Call] = field(default_factory=list)
    raising: set[ast.AST] = field(default_factory=set)
    """Calls inside a class of errors."""
    values: dict[tuple[Function | None, str], list[ast.expr]] = field(
        default_factory=lambda: defaultdict(list)
    )

    returned: dict[str, list[ast.expr]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, module: Module) -> _Source:
        source = cls(module)
        rest: list[tuple[ast.AST, Function | None, bool]] = [(module.tree, None, False)]
        while rest:
            node, owner, raising = rest.pop()
            if isinstance(node, Function):
                owner = node
            elif isinstance(node, ast.ClassDef):
                raising = node.name in errors()
            source._note(node, owner)
            if raising and isinstance(node, ast.Call):
                source.raising.add(node)
            rest += [(child, owner, raising) for child in ast.iter_child_nodes(node)]
        return source

    def _note(self, node: ast.AST, owner: Function | None) -> None:
        if isinstance(node, ast.Name) and owner is not None:
            self.owner[node] = owner
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self.values[owner, name_of(target)].append(node.value)
        elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.NamedExpr) and node.value is not None:
            self.values[owner, name_of(node.target)].append(node.value)
        elif isinstance(node, ast.Return | ast.Yield) and node.value is not None and owner is not None:
            self.returned[owner.name].append(node.value)
        elif isinstance(node, ast.Call):
            self.calls.append(node)
            if added_to := _adds(node):
                self.values[owner, added_to] += node.args


def own_sentences() -> dict[str, str]:
    """Templates, with `{}` for each value, and where each stands."""
    return dict(_found())


@cache
def _found() -> dict[str, str]:
    finder = _Finder([_Source.of(m) for m in modules() if _is_read(m)])
    finder.find()
    return dict(sorted(finder.found.items(), key=lambda pair: pair[1]))


def _is_read(module: Module) -> bool:
    parts = module.name.split(".")
    if len(parts) < 2 or module.name.startswith(FOREIGN):
        return False
    is_rule = parts[1] != "transport" and parts[-1].startswith(RULES)
    return parts[1] in ROOMS and not is_rule


@cache
def errors() -> frozenset[str]:
    """`AssayError` and every class below it."""
    classes = [node for module in modules() for node in module.tree.body if isinstance(node, ast.ClassDef)]
    known, before = {"AssayError"}, 0
    while len(known) > before:
        before = len(known)
        known |= {one.name for one in classes if any(name_of(base) in known for base in one.bases)}
    return frozenset(known)


class _Finder:
    def __init__(self, sources: list[_Source]) -> None:
        self.sources = sources
        self.found: dict[str, str] = {}
        self.errors = errors()
        self.handed_on: dict[str, set[str]] = defaultdict(set)
        """Functions that put a parameter into an error, by name, with the parameters."""
        self._seen: set[int] = set()

    def find(self) -> None:
        before = -1
        while before < len(self.found) + sum(map(len, self.handed_on.values())):
            before = len(self.found) + sum(map(len, self.handed_on.values()))
            self._seen.clear()
            for source in self.sources:
                for call in source.calls:
                    for expression in self._texts_of(call, source):
                        self._take(expression, source)

    def _texts_of(self, call: ast.Call, source: _Source) -> Iterator[ast.expr]:
        """The arguments of a call that a person may read."""
        name = name_of(call.func)
        if name == "__init__" and call in source.raising:
            name = "AssayError"
        if name in self.errors or name in TELLING or name == "ValueError":
            yield from call.args[name == "FieldProblem" :]
            yield from (word.value for word in call.keywords if word.arg not in CODE_WORDS)
            return
        if name in self.handed_on:
            wanted = self.handed_on[name]
            yield from (word.value for word in call.keywords if word.arg in wanted)
            yield from (arg for place, arg in enumerate(call.args) if str(place) in wanted)
        if (added_to := _adds(call)) and added_to.lstrip("_") == "notes":
            yield from call.args
        yield from (word.value for word in call.keywords if word.arg in KEYWORDS)

    def _take(self, node: ast.expr | None, source: _Source) -> None:
        if node is None or id(node) in self._seen:
            return
        self._seen.add(id(node))
        where = f"{source.module.where}:{node.lineno}"
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                self._keep(node.value, where, with_values=False)
        elif isinstance(node, ast.JoinedStr):
            self._keep(_template(node), where, with_values=True)
            self._take_all([v.value for v in node.values if isinstance(v, ast.FormattedValue)], source)
        elif isinstance(node, ast.Name):
            self._follow(node, source)
        elif isinstance(node, ast.Call):
            self._follow_call(node, source)
        elif isinstance(node, ast.Compare | ast.Subscript):
            pass
        elif isinstance(node, ast.IfExp):
            self._take_all([node.body, node.orelse], source)
        else:
            self._take_all([n for n in ast.iter_child_nodes(node) if isinstance(n, ast.expr)], source)
            if isinstance(node, ast.GeneratorExp | ast.ListComp):
                self._take_all([generator.iter for generator in node.generators], source)

    def _take_all(self, nodes: Iterable[ast.expr], source: _Source) -> None:
        for node in nodes:
            self._take(node, source)

    def _keep(self, text: str, where: str, *, with_values: bool) -> None:
        text = text if with_values else _NAMED_HOLE.sub(HOLE, text)
        is_code = _CODE.search(text) or _STATE.match(text)
        if is_prose(text, with_values=with_values) and not is_code:
            self.found.setdefault(text, where)

    def _follow(self, node: ast.Name, source: _Source) -> None:
        owner = source.owner.get(node)
        if owner is not None:
            names = [arg.arg for arg in (*owner.args.posonlyargs, *owner.args.args)]
            if node.id in (*names, *(arg.arg for arg in owner.args.kwonlyargs)) and node.id not in CODE_WORDS:
                method = names[:1] in (["self"], ["cls"])
                self.handed_on[owner.name].add(node.id)
                self._take_all(_defaults(owner.args), source)
                if node.id in names:
                    self.handed_on[owner.name].add(str(names.index(node.id) - method))
        for place in (owner, None):
            self._take_all(source.values.get((place, node.id), ()), source)

    def _follow_call(self, node: ast.Call, source: _Source) -> None:
        name = name_of(node.func)
        if name in ("join", "format", "str", "tuple", "list", "filter", "strip", "removesuffix"):
            self._take_all([*node.args, node.func], source)
        self._take_all(source.returned.get(name, ()), source)


def _defaults(args: ast.arguments) -> list[ast.expr]:
    return [value for value in (*args.defaults, *args.kw_defaults) if value is not None]


def _adds(call: ast.Call) -> str:
    """The name of the list that something is added to; nothing when the call does not do that."""
    func = call.func
    adds = isinstance(func, ast.Attribute) and func.attr in ("append", "extend", "insert")
    return name_of(func.value) if adds and isinstance(func, ast.Attribute) else ""


def written() -> set[str]:
    """Every text and template that stands in the lower floors."""
    found = set()
    for module in modules():
        if _is_read(module):
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found |= {node.value, _NAMED_HOLE.sub(HOLE, node.value)}
                elif isinstance(node, ast.JoinedStr):
                    found.add(_template(node))
    return found


def _template(node: ast.JoinedStr) -> str:
    return "".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values)
