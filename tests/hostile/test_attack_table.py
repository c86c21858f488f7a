"""The table of attacks in the README says what the tests count; it was made by a run in which all passed."""

from __future__ import annotations

from pathlib import Path

from tests.tools.attack_table import ATTACKS, HEAD, REPO, in_readme, row


def test_the_table_in_the_readme_is_what_the_tests_count() -> None:
    wanted = HEAD + "".join(row(attack, "all") for attack in ATTACKS)
    assert in_readme() == wanted, "make it anew: python -m tests.tools.attack_table --write"


def test_every_class_names_tests_that_are_there() -> None:
    assert [path for attack in ATTACKS for path in attack.tests if not (REPO / path).exists()] == []
    assert all(Path(path).parts[0] == "tests" for attack in ATTACKS for path in attack.tests)
