"""Whole stories in a real pseudo-terminal: the command line, and the workbench itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.terminal import ASSAY, Terminal
from tests.cli.shell import REPO, Shell

PERIOD = "\"$part_date\" BETWEEN '2024-01-01' AND '2024-06-30'"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    (tmp_path / "count.sql").write_text(f"SELECT count(*) AS events FROM ta.v_event_1 WHERE {PERIOD}")
    (tmp_path / "wrong.sql").write_text(f"SELECT platfrom FROM ta.v_event_1 WHERE {PERIOD}")
    return shell


def test_the_command_line_from_the_first_minute_to_a_replay(shell: Shell) -> None:
    counted = shell.at_terminal("assay query --sandbox --file count.sql").steady()
    assert (counted.code, counted.out) == (0, "events\n──────\n 31106\n")

    wrong = shell.at_terminal("assay query --sandbox --file wrong.sql", env={"NO_COLOR": "1"}).steady()
    assert wrong.code == 4
    assert wrong.out.startswith("! no-limit")
    assert "\n✗ -1008" in wrong.out
    assert "Column 'platfrom' cannot be resolved" in wrong.out
    more = next(line.split()[1:] for line in wrong.out.splitlines() if line.startswith("  more"))

    page = shell.at_terminal(" ".join(more))
    assert page.code == 0
    assert "-1008" in page.out

    shell.run("assay sandbox sign --path /login > sign")
    verify = "assay verify --sandbox --path /login --sign - < sign"
    first, second = shell.at_terminal(verify), shell.at_terminal(verify)
    assert (first.code, second.code) == (0, 4)
    assert "✓ PASS   1200" in first.out
    assert "▲ PASS+RISK   1603" in second.out
    assert "✓" not in second.out


def test_a_secret_typed_at_the_prompt_is_never_shown(shell: Shell) -> None:
    with shell.terminal("assay profile add live --kind te --url https://te.example.com:8992") as terminal:
        terminal.wait_text("API secret")
        terminal.type("typed-5ecret-value\r")
        code = terminal.wait_end()
        shown = terminal.output
    assert b"typed-5ecret" not in shown
    # No keyring is to be had here, and nothing falls back to a file.
    assert code == 2
    assert b"keyring" in shown
    assert "typed-5ecret" not in "".join(
        path.read_text(errors="replace")
        for path in Path(shell.environment["HOME"]).rglob("*")
        if path.is_file()
    )


def test_a_password_prompt_can_be_left_with_ctrl_c(shell: Shell) -> None:
    with shell.terminal("assay profile add live --kind te --url https://te.example.com") as terminal:
        terminal.wait_text("API secret")
        terminal.press("ctrl+c")
        assert terminal.wait_end() == 130
        assert "Traceback" not in terminal.text()


def opened(shell: Shell, *words: str, columns: int = 120, lines: int = 35) -> Terminal:
    return Terminal([*ASSAY, *words], columns=columns, lines=lines, env=shell.environment, cwd=REPO)


def test_the_workbench_from_the_first_start_to_a_replay(shell: Shell) -> None:
    with opened(shell) as terminal:
        terminal.wait_text("Welcome", "Try the sandbox")
        terminal.press("s")
        terminal.wait_text("SANDBOX", "SELECT", "POST /querySql")
        terminal.settle()
        terminal.press("ctrl+r")
        terminal.wait_text("19 rows")
        terminal.press("f4")
        terminal.wait_text("product_view", "6851", "row 1 of 19")

        terminal.press("f3")
        terminal.wait_text("POST /querySql")
        terminal.settle()
        terminal.press(*["up"] * 6, "home", *["right"] * len("SELECT "))
        # Textual hands letters to the focused widget before it is done with earlier arrow keys.
        terminal.settle()
        terminal.type("platfrom, ")
        terminal.wait_text("platfrom,")
        terminal.press("ctrl+r")
        terminal.wait_text("-1008")
        terminal.press("f4")
        terminal.wait_text("Column 'platfrom' cannot be resolved", "There is no column platfrom")

        terminal.press("f5")
        terminal.wait_text("No verdict yet")
        terminal.type("/login")
        terminal.settle()
        terminal.press("\x07")  # ctrl+g
        terminal.wait_text("sbx1.")
        terminal.press("ctrl+r")
        terminal.wait_text("1200", "PASS")
        terminal.press("ctrl+r")
        screen = terminal.wait_text("1603", "PASS+RISK")
        assert "✓ PASS+RISK" not in screen

        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0
        assert b"Traceback" not in terminal.output


@pytest.mark.parametrize("size", [(80, 24), (160, 45)], ids=str)
def test_every_mode_opens_in_a_real_terminal(shell: Shell, size: tuple[int, int]) -> None:
    with opened(shell, "--sandbox", columns=size[0], lines=size[1]) as terminal:
        terminal.wait_text("SELECT")
        for key, wanted in (("f2", "sandbox td"), ("f4", ""), ("f5", "Path"), ("f6", ""), ("f3", "SELECT")):
            terminal.press(key)
            terminal.settle()
            screen = terminal.wait_text("SANDBOX", wanted)
            assert "This screen is not there yet" not in screen
            assert "went wrong" not in screen
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0


def test_ten_starts_none_crashes(shell: Shell) -> None:
    """A highlighter with a faulty native library dies at every second start or so; ours never does."""
    for _ in range(10):
        with opened(shell, "--sandbox") as terminal:
            terminal.wait_bytes(b"ELECT")
            terminal.press("ctrl+q")
            assert terminal.wait_end() == 0, terminal.output[-2000:]


def test_the_terminal_is_given_back_as_it_was(shell: Shell) -> None:
    with opened(shell, "--sandbox") as terminal:
        terminal.wait_text("SELECT")
        terminal.press("ctrl+q")
        assert terminal.wait_end() == 0, terminal.output[-2000:]
        end = terminal.output[-400:]
    assert b"\x1b[?1049l" in end  # the alternate screen is left
    assert b"\x1b[?25h" in end  # the cursor is shown
