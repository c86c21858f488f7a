"""The sentences that evidence rules can say, read from their source: values in them become `{}`."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path

from tui.core.phrases import HOLE


def rule_sentences(folder: Path) -> set[str]:
    """Templates of every literal in the modules of rules of a folder."""
    return _sentences([*folder.glob("evidence*.py"), *folder.glob("transport_evidence.py")])


def all_sentences(folder: Path) -> set[str]:
    """Those of all modules of a folder: rules quote the notes of answers, too."""
    return _sentences(folder.glob("*.py"))


def _sentences(files: Iterable[Path]) -> set[str]:
    return {text for file in files for text in _templates(ast.parse(file.read_text("utf-8")))}


def _templates(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            found.add("".join(str(v.value) if isinstance(v, ast.Constant) else HOLE for v in node.values))
    return found
