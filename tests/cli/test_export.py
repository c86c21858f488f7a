"""`--output`: files that no text can show, what cannot be written, and an answer that is cut off."""

from __future__ import annotations

import pytest

from tests.cli.loopback import http, rows
from tests.cli.shell import Shell
from tests.cli.test_calls import answered


@pytest.mark.parametrize(("name", "magic"), [("a.parquet", b"PAR1"), ("a.xlsx", b"PK")])
def test_files_for_other_programs(shell: Shell, name: str, magic: bytes) -> None:
    done = shell.run(f"assay query --sandbox --sql 'SELECT 1 AS one' --output {name}")
    assert (done.code, done.out) == (0, ""), done.err
    assert done.err.startswith(f"Wrote {name}: 1 row, ")
    assert (shell.folder / name).read_bytes().startswith(magic)


def test_a_folder_that_is_not_there_is_said_and_nothing_is_left(shell: Shell) -> None:
    done = shell.run("assay query --sandbox --sql 'SELECT 1 AS one' --output no/such/a.csv")
    assert done.code == 2
    assert "is not there" in done.err
    assert not (shell.folder / "no").exists()


def test_a_cut_answer_writes_no_file(shell: Shell) -> None:
    body = rows(b"[1]", b"[2]")
    code, out, err = answered(
        shell,
        lambda _: http(body, length=len(body) + 100),
        "assay query --profile live --sql 'SELECT 1' --output cut.csv",
    )
    assert (code, out) == (3, "")
    assert "CUT OFF" in err
    assert "Nothing was written to cut.csv." in err
    assert not (shell.folder / "cut.csv").exists()
