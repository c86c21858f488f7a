"""Every command that the README shows does what the README says."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.cli.tree import LEAVES
from tui.cli.help import EXIT_CODES
from tui.core.keymap import shown
from tui.keysheet import key_sheet

REPO = Path(__file__).parents[1]
README = (REPO / "README.md").read_text("utf-8")
RUN = re.compile(r"<!-- run ?(\d*) -->\n```sh\n(.*?)```", re.DOTALL)


def test_the_tour_can_be_walked(tmp_path: Path) -> None:
    """Each block in order, in one home, with the exit code that the README gives."""
    shell = Shell(tmp_path)
    blocks = RUN.findall(README)
    assert len(blocks) >= 7
    for code, block in blocks:
        done = shell.run(f"set -e\n{block}")
        assert done.code == int(code or 0), f"{block}\n{done.out}\n{done.err}"
        assert done.out or done.err


def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    shell = Shell(tmp_path)
    said = []
    for block in blocks:
        (tmp_path / "example.py").write_text(block)
        done = shell.run(f'PYTHONPATH="{REPO}" "{sys.executable}" example.py')
        assert done.code == 0, done.err
        said += done.out.splitlines()
    assert said[0] == "('one',) [(1,)]"
    assert said[1].startswith("te/-1008 ")
    assert said[2:] == ["[1, 2]"]


def test_the_settings_for_an_agent_are_what_the_command_takes() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    server = json.loads(block)["mcpServers"]["assay"]
    words = server["args"]
    assert (server["command"], words[0]) == ("assay", "mcp")
    LEAVES["mcp"].command.make_context("mcp", words[1:])


def test_every_shell_block_is_run_or_is_one_of_the_two_commands() -> None:
    shown = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    run = [block for _, block in RUN.findall(README)]
    rest = [block.strip() for block in shown if block not in run]
    assert rest == [
        "python3 -m venv .venv && .venv/bin/pip install -q . && .venv/bin/assay --sandbox",
        "python3 -m venv .venv && .venv/bin/pip install -q -e '.[dev]' && .venv/bin/python -m pytest",
    ]


def test_the_exit_codes_are_those_of_the_program() -> None:
    rows = re.findall(r"^\| (\d+) \| (.*) \|$", README, re.MULTILINE)
    assert [(int(code), meaning) for code, meaning in rows] == list(EXIT_CODES)


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", README))
def test_what_is_linked_is_there(target: str) -> None:
    assert (REPO / target).is_file()


def test_what_the_contents_name_is_there_and_nothing_is_left_out() -> None:
    named = re.findall(r"\]\(#([\w-]+)\)", README)
    headings = re.findall(r"^## (.+)$", README, re.MULTILINE)
    assert named == [re.sub(r"[^\w-]", "", title.lower().replace(" ", "-")) for title in headings]


def test_the_list_of_keys_has_the_keys_of_the_page() -> None:
    keys = {shown(key) for one in key_sheet().bindings.values() for key in one.keys} | {"ctrl+p"}
    table = README.split("## Keys")[1].split("## ")[0]
    rows = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    named = {key for row in rows for words in re.findall(r"`([^`]+)`", row) for key in words.split()}
    assert len(named) > 15
    assert named <= keys


def test_the_map_names_every_room() -> None:
    rooms = {p.name for p in (REPO / "tui").iterdir() if p.is_dir() and not p.name.startswith("_")}
    drawn = README.split("### Map")[1].split("```")[1]
    assert {room for room in rooms if f"{room}/" not in drawn} == set()
