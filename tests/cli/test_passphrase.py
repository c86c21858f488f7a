"""The encrypted file from the command line: made, used by a script, asked for at a terminal, changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shell import Shell

SECRET = "CANARY-token-0001"
FIRST, SECOND = "first passphrase", "second passphrase"
ADD = (
    "printf %s $TYPED | assay profile add srv --kind te --url http://127.0.0.1:9 --set projectId=1 "
    "--secret-stdin --encrypted-file"
)


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    shell = Shell(tmp_path)
    shell.environment["ASSAY_HOME"] = str(tmp_path / "home")
    return shell


def dialogue(shell: Shell, line: str, *talk: tuple[bytes, str]) -> tuple[int, str]:
    """Run a line at a terminal, answering each question."""
    with shell.terminal(line) as terminal:
        for question, answer in talk:
            terminal.wait_bytes(question)
            terminal.type(answer)
            terminal.press("enter")
        return terminal.wait_end(60), terminal.output.decode("utf-8", "replace")


def test_from_a_script_and_at_a_terminal(shell: Shell) -> None:
    made = shell.run(ADD, env={"ASSAY_PASSPHRASE": FIRST, "TYPED": SECRET})
    assert (made.code, made.err) == (0, "Saved “srv”; its secret is stored in the encrypted file.\n")
    locked = shell.run("assay query --profile srv --sql 'select 1'")
    assert locked.code == 2
    assert "no terminal to ask for its passphrase" in locked.err
    assert "ASSAY_PASSPHRASE" in locked.err
    assert shell.run("assay query --profile srv --sql 'select 1' --dry-run").code == 0
    code, said = dialogue(
        shell,
        "assay profile passphrase",
        (b"Passphrase of the encrypted file: ", "a wrong one"),
        (b"does not open the encrypted file.\r\nPassphrase of the encrypted file: ", FIRST),
        (b"New passphrase of the encrypted file: ", SECOND),
        (b"The same again: ", SECOND),
    )
    assert code == 0, said
    assert "new passphrase" in said
    wrong = shell.run("assay profile check srv", env={"ASSAY_PASSPHRASE": FIRST})
    assert "does not open the encrypted file" in wrong.err
    right = shell.run("assay profile check srv", env={"ASSAY_PASSPHRASE": SECOND})
    assert "The secret is stored in the encrypted file." in right.err
    everything = b"".join(p.read_bytes() for p in (shell.folder / "home").rglob("*") if p.is_file())
    for canary in (SECRET, FIRST, SECOND):
        assert canary.encode() not in everything
        assert canary not in said + locked.err + wrong.err + right.err
