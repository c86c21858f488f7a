"""Which front end the words ask for, and what a fault of our own looks like."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tui.__main__ import main, screen_options
from tui.cli import stderr
from tui.cli.help import COMMANDS, EXIT_CODES, TEXT, misplaced
from tui.cli.pages import plain_words


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", (False, "")),
        ("--sandbox", (True, "")),
        ("--profile live", (False, "live")),
        ("--profile=live", (False, "live")),
        ("-p live", (False, "live")),
        ("--profile", None),
        ("--profile --sandbox", None),
        ("--sandbox --profile live", None),
        ("query --sandbox", None),
        ("--help", None),
        ("live", None),
    ],
)
def test_the_screen_is_asked_for_by_its_own_options_alone(
    words: str, wanted: tuple[bool, str] | None
) -> None:
    assert screen_options(words.split()) == wanted


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, shell: Shell) -> None:
    done = shell.run(f"assay {name} --help")
    assert done.code == 0
    assert done.out.startswith(f"Usage: assay {name}")
    assert misplaced([name]) == ""
    assert f"  {name} " in TEXT


def test_every_exit_code_is_documented_once() -> None:
    assert [code for code, _ in EXIT_CODES] == sorted(int(code) for code in stderr.Exit)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("explain -1005", ("-1005", False, None)),
        ("explain te/-1005 --json", ("te/-1005", True, None)),
        ("explain --json dns-failed", ("dns-failed", True, None)),
        ("explain --lang ja -1005", ("-1005", False, "ja")),
        ("explain -1005 --lang=zh --json", ("-1005", True, "zh")),
        ("explain -1005 --lang fr", None),
        ("explain -1005 --lang", None),
        ("explain --help", None),
        ("explain -h", None),
        ("explain -1005 --jsn", None),
        ("explain", None),
        ("explain a b", None),
        ("explain --json --json a", None),
        ("query a", None),
    ],
)
def test_plain_words_need_no_parser_and_all_others_do(words: str, wanted: tuple[object, ...] | None) -> None:
    assert plain_words(words.split()) == wanted


def test_a_fault_tells_type_and_place_and_no_value(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def broken(_: object) -> int:
        raise RuntimeError("token=CANARY-of-a-fault")

    monkeypatch.setattr("tui.__main__._front_end", broken)
    monkeypatch.setattr("tui.__main__.harden", lambda: None)
    assert main(["query"]) == 70
    out, err = capfdbinary.readouterr()
    assert out == b""
    assert b"CANARY" not in err
    assert b"RuntimeError at tui/__main__.py:" in err


def test_a_word_that_is_almost_a_command_is_answered(shell: Shell) -> None:
    done = shell.run("assay qurey --sandbox")
    assert (done.code, done.out) == (1, "")
    assert "query" in done.err


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_the_caller_closed_is_no_fault(shell: Shell, closed: str) -> None:
    assert shell.run(f"assay explain -1005 {closed}").code == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("line", ["assay explain -1005", "assay query --sandbox -q 'SELECT 1' -o csv"])
def test_an_output_that_takes_no_more_is_told_and_no_fault(shell: Shell, line: str) -> None:
    done = shell.run(f"{line} > /dev/full")
    assert done.code == 3
    assert "The answer could not be written whole." in done.err


@pytest.mark.parametrize(
    ("variables", "shown"), [({"LC_ALL": "C"}, "é"), ({"LC_ALL": "C", "PYTHONIOENCODING": "latin-1"}, "é")]
)
def test_a_pipe_gets_utf_8_in_every_locale(shell: Shell, variables: dict[str, str], shown: str) -> None:
    done = shell.run("assay query --sandbox -q \"SELECT 'é' AS x\" -o ndjson", env=variables)
    assert (done.code, done.out) == (0, f'{{"x": "{shown}"}}\n')


def test_a_terminal_of_another_encoding_is_shown_what_it_can_show(shell: Shell) -> None:
    done = shell.at_terminal("assay explain -1005", env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"})
    assert done.code == 0
    assert done.out.isascii()
    assert "te/-1005" in done.out


@pytest.mark.parametrize("columns", [40, 200])
def test_pages_fit_the_width_that_a_reader_has(shell: Shell, columns: int) -> None:
    done = shell.run("assay explain -1005; assay help exit-codes", env={"COLUMNS": str(columns)})
    page = done.out.split("    0  done")[0]
    assert max(map(len, page.splitlines())) <= min(columns, 96)
