"""The table of attacks in the README says what the tests count, and of no class that it did not survive."""

from __future__ import annotations

from pathlib import Path

from tests.tools.attack_table import ATTACKS, HEAD, REPO, in_readme, row


def test_the_table_in_the_readme_is_what_the_tests_count() -> None:
    lines = in_readme().removeprefix(HEAD).splitlines(keepends=True)
    anew = "make it anew: python -m tests.tools.attack_table --write"
    assert len(lines) == len(ATTACKS), anew
    for line, attack in zip(lines, ATTACKS, strict=True):
        assert line in (row(attack, "all"), row(attack, "not run")), anew


def test_every_class_names_tests_that_are_there() -> None:
    assert [path for attack in ATTACKS for path in attack.tests if not (REPO / path).exists()] == []
    assert all(Path(path).parts[0] == "tests" for attack in ATTACKS for path in attack.tests)
