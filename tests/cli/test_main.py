"""Which front end the words ask for, and what a fault of our own looks like."""

from __future__ import annotations

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
