"""What the code never does, each for a reason that was measured."""

from __future__ import annotations

import ast
import re
import subprocess

import pytest

from tests.architecture.source import REPO, Module, modules, name_of

CALLS = {
    "raise_for_status": "puts the whole URL, credential included, in its message",
    "iter_lines": "splits rows at U+2028 and keeps them as text",
    "add_json": "takes markup in keys for markup, and fails on deep documents",
    "eval": "runs data",
    "exec": "runs data",
    "print": "stdout.py and stderr.py write",
}
KEYWORDS = {
    ("shell", True): "a word of a profile would become a command",
    ("highlight", True): "foreign text is never parsed for colours",
    ("follow_redirects", True): "a redirect would carry the credential to another host",
    ("verify", False): "only a profile decides that",
    ("exit_on_error", True): "a crash prints locals",
    ("trust_env", True): "proxies and CAs of the environment are not the profile's",
}
IMPORTS = {
    "pickle": "runs data",
    "marshal": "runs data",
    "requests": "httpx is the one HTTP library",
}
MARKUP = re.compile(
    r"\[/\]|\[/?(?:b|i|u|bold|dim|italic|red|green|yellow|blue|@click|\$)[^\]]*\]?$|\[/[a-z]+\]"
)


def by_module(module: Module) -> str:
    return module.where


@pytest.mark.parametrize("module", modules(), ids=by_module)
def test_nothing_banned_is_used(module: Module) -> None:
    wrong = [*banned_calls(module), *banned_imports(module), *markup_in_f_strings(module)]
    assert wrong == [], module.where


def banned_calls(module: Module) -> list[str]:
    found = []
    for call in module.calls():
        name = name_of(call.func)
        own = isinstance(call.func, ast.Attribute) and name in ("eval", "exec", "print")
        if name in CALLS and not own:
            found.append(f"line {call.lineno}: {name}(): {CALLS[name]}")
        for keyword in call.keywords:
            if isinstance(keyword.value, ast.Constant):
                key = (keyword.arg or "", keyword.value.value)
                if key in KEYWORDS and isinstance(key[1], bool):
                    found.append(f"line {call.lineno}: {key[0]}={key[1]}: {KEYWORDS[key]}")
    return found


def banned_imports(module: Module) -> list[str]:
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
            wanted = {alias.name for alias in node.names}
            if node.module == "textual.widgets" and wanted & {"Markdown", "MarkdownViewer", "DataTable"}:
                found.append(
                    f"line {node.lineno}: {wanted}: foreign text is rendered line by line by own widgets"
                )
            if node.module == "textual.widgets" and wanted & {"Checkbox", "Switch"}:
                found.append(f"line {node.lineno}: {wanted}: their state is told by colour alone")
        else:
            continue
        found += [f"line {node.lineno}: import {n}: {IMPORTS[n]}" for n in names if n in IMPORTS]
    return found


def markup_in_f_strings(module: Module) -> list[str]:
    if not module.name.startswith("tui.ui"):
        return []
    found = []
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.JoinedStr):
            continue
        found += [
            f"line {node.lineno}: markup around foreign text: {part.value!r}"
            for part in node.values
            if isinstance(part, ast.Constant) and MARKUP.search(str(part.value))
        ]
    return found


def test_a_text_area_never_shows_an_answer() -> None:
    """A megabyte in a TextArea costs seconds. Editors of requests may be one; nothing else."""
    editors = ("tui.ui.screens.compose", "tui.ui.screens.signature", "tui.ui.widgets.")
    wrong = []
    for module in modules():
        for node in ast.walk(module.tree):
            taken = isinstance(node, ast.ImportFrom) and any(a.name == "TextArea" for a in node.names)
            if taken and not module.name.startswith(editors):
                wrong.append(module.where)
        for call in module.calls():
            read_only = any(
                k.arg == "read_only" and isinstance(k.value, ast.Constant) and k.value.value is True
                for k in call.keywords
            )
            if name_of(call.func) == "TextArea" and read_only:
                wrong.append(f"{module.where}:{call.lineno} shows text in a TextArea")
    assert wrong == []


def test_no_file_names_a_place_of_a_developers_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPO,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        names = [p.relative_to(REPO).as_posix() for p in REPO.rglob("*.py") if ".venv" not in p.parts]
    else:
        names = [name for name in listed.stdout.decode().split("\0") if name]
    private = ["/" + "work" + "/", "/" + "root" + "/", "/tmp/" + "brief", "/home/" + "user"]
    wrong = []
    for name in names:
        path = REPO / name
        data = path.read_bytes() if path.is_file() else b""
        if b"\0" in data[:8000]:
            continue
        wrong += [f"{name} names {place}" for place in private if place.encode() in data]
    assert wrong == []


def test_no_module_hides_a_name_of_its_package() -> None:
    """Importing `tui.cli.run` would put the module where `from tui.cli import run` finds the function."""
    hidden = [
        module.name
        for module in modules()
        for package in modules()
        if package.where.endswith("__init__.py") and module.name.rpartition(".")[0] == package.name
        for node in package.tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == module.name.rpartition(".")[2]
    ]
    assert hidden == []
