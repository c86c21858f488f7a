"""The walls hold: by the graph of imports, and in a fresh interpreter that shows what was really loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import REPO, modules, own_imports
from tui.ui.screens import SCREENS

THIRD_PARTY = {
    "textual",
    "rich",
    "pygments",
    "httpx",
    "httpcore",
    "h11",
    "anyio",
    "keyring",
    "tomli_w",
    "platformdirs",
    "click",
    "msgspec",
    "duckdb",
    "sqlglot",
    "uvicorn",
    "starlette",
}

PROBE = """
import json, sys
target, words = sys.argv[1], sys.argv[2:]
code = 0
if words[0] == "import":
    import importlib
    for name in words[1:]:
        importlib.import_module(name)
else:
    from tui.__main__ import main
    code = main(words)
with open(target, "w") as stream:
    json.dump({"code": code, "modules": sorted(sys.modules)}, stream)
"""


def loaded(tmp_path: Path, *words: str) -> set[str]:
    """Top-level modules, and those of tui by full name, that a fresh interpreter holds afterwards."""
    target = tmp_path / "modules.json"
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(target), *words],
        cwd=REPO,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert target.exists(), done.stderr
    found = json.loads(target.read_text())
    assert found["code"] == 0, done.stderr
    return {name if name.startswith("tui") else name.partition(".")[0] for name in found["modules"]}


def test_the_import_contracts_are_kept() -> None:
    script = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(script), "--no-cache"], cwd=REPO, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_core_and_workbench_load_no_third_party_library(tmp_path: Path) -> None:
    rooms = [m.name for m in modules() if m.name.startswith(("tui.core", "tui.workbench"))]
    assert not loaded(tmp_path, "import", *rooms) & THIRD_PARTY


@pytest.mark.parametrize("words", [["--version"], ["--help"]])
def test_the_first_page_loads_no_library_and_no_room(tmp_path: Path, words: list[str]) -> None:
    found = loaded(tmp_path, *words)
    assert not found & THIRD_PARTY
    assert not {name for name in found if name.startswith(("tui.workbench", "tui.providers", "tui.wiring"))}


def test_explain_loads_neither_screen_nor_http_nor_database(tmp_path: Path) -> None:
    found = loaded(tmp_path, "explain", "td/1603")
    assert not found & (THIRD_PARTY - {"click"})
    assert not {name for name in found if name.startswith(("tui.transport", "tui.results", "tui.sandbox"))}


@pytest.mark.parametrize(
    "words",
    [
        ["query", "--sandbox", "--sql", "SELECT 1"],
        ["sandbox", "sign", "--path", "/"],
        ["profile", "list"],
        ["routes"],
    ],
    ids=lambda words: words[0],
)
def test_the_command_line_loads_no_screen(tmp_path: Path, words: list[str]) -> None:
    found = loaded(tmp_path, *words)
    assert not found & {"textual", "rich"}
    assert not {name for name in found if name.startswith("tui.ui")}


def test_the_screens_module_loads_no_network_keyring_or_database(tmp_path: Path) -> None:
    found = loaded(tmp_path, "import", "tui.ui", "tui.ui.app")
    assert not found & {"httpx", "httpcore", "keyring", "duckdb", "sqlglot", "click", "msgspec"}


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {module.name: own_imports(module) - {module.name} for module in modules()}
    assert circles(graph) == []


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules that reach each other (Tarjan's components of more than one node)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for target in sorted(graph[node]):
            if target not in index:
                visit(target)
                low[node] = min(low[node], low[target])
            elif target in stack:
                low[node] = min(low[node], index[target])
        if low[node] == index[node]:
            group = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(group) > 1:
                found.append(sorted(group))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def test_a_circle_would_be_found() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def test_screens_do_not_know_each_other_and_nobody_imports_the_app() -> None:
    wrong = []
    screens = {path.rpartition(".")[2] for path, _ in SCREENS.values()}
    for module in modules():
        for target in own_imports(module):
            if target == "tui.ui.app" and module.name not in ("tui.ui", "tui.ui.entry"):
                wrong.append(f"{module.where} imports the app")
            if module.name.startswith("tui.ui.screens.") and target.startswith("tui.ui.screens."):
                own, other = module.name.split(".")[3], target.split(".")[3]
                if other in screens and other != own:
                    wrong.append(f"{module.where} imports screen {other}")
            if module.name.startswith(("tui.ui.widgets", "tui.ui.dialogs")) and target.startswith(
                ("tui.workbench", "tui.ui.screens")
            ):
                wrong.append(f"{module.where} imports {target}")
            if module.name.startswith("tui.ui.widgets") and target.startswith("tui.ui.dialogs"):
                wrong.append(f"{module.where} imports {target}")
    assert wrong == []
