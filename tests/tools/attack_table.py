"""The table of attacks for the README, from a run of the tests: `python -m tests.tools.attack_table`.

Each class names its tests and counts its cases from the very tables that the tests go through. The tests are
run; a class survives when they pass. `--count` only counts; `--write` puts the table into the README, where
a test compares it with the counts.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

REPO = Path(__file__).parents[2]


@dataclass(frozen=True)
class Attack:
    """`cases` counts them; `found` is what they once found and is mended now."""

    name: str
    cases: Callable[[], str]
    tests: tuple[str, ...]
    found: str


def _texts() -> str:
    from tests.hostile.corpus import CORPUS
    from tests.hostile.dialogs import DIALOGS
    from tests.hostile.parts import NOT_IN_STORIES, SHOWN

    shown = sum(len(names) for story, names in SHOWN.items() if story not in NOT_IN_STORIES)
    return f"{len(CORPUS)} texts; every screen, {len(DIALOGS)} dialogs, {shown} widgets, the terminal"


def _wire() -> str:
    from tests.transport.test_faults import FAULTS

    return f"{len(FAULTS)} faults of the wire, 15 bad addresses"


def _answers() -> str:
    from tests.hostile.test_answers import ANSWERS, ROUTES

    return f"{len(ANSWERS)} answers, {len(ROUTES)} routes"


def _files() -> str:
    from tests.hostile.test_files import CONTENTS, DOORS, ODD

    return f"{len(CONTENTS)} contents and {len(ODD)} kinds of file at {len(DOORS)} doors"


def _parsers() -> str:
    from tests.fuzz.targets import TARGETS
    from tests.fuzz.test_targets import EXAMPLES

    return f"{len(TARGETS)} parsers, {EXAMPLES} inputs each in the suite"


def _stores() -> str:
    from tests.hostile.test_kept_whole import WRITERS

    return f"{len(WRITERS)} stores: 30 kills in the suite, a full disk, closed folders"


def _echoes() -> str:
    from tests.journeys.test_canary import ECHOES, spellings

    return f"{len(ECHOES)} echoes, {len(spellings())} spellings, every file and stream"


def _commands() -> str:
    from tests.cli.tree import LEAVES
    from tests.journeys.test_canary_commands import RUNS

    return f"{len(RUNS)} runs of all {len(LEAVES)} commands"


def _crashes() -> str:
    from tests.ui.test_crash import PLACES

    return f"{len(PLACES)} places, 2 signals"


ATTACKS = (
    Attack(
        "Text that acts on the terminal or as markup",
        _texts,
        ("tests/hostile/test_screens.py", "tests/hostile/test_dialogs.py", "tests/hostile/test_terminal.py"),
        "joiners of hieroglyphs passed",
    ),
    Attack("Faults of HTTP", _wire, ("tests/transport/test_faults.py",), "none in this run"),
    Attack(
        "Hostile answers",
        _answers,
        ("tests/hostile/test_answers.py",),
        "a body packed 1000 times, or one without an end, could fill the disk",
    ),
    Attack(
        "Hostile files",
        _files,
        ("tests/hostile/test_files.py",),
        "keys nested by dots ended a command; a report's temporary name could be guessed",
    ),
    Attack(
        "Any bytes into a parser",
        _parsers,
        ("tests/fuzz",),
        "a vertical tab for a body; a refused answer judged by its chunks; long numbers in case files",
    ),
    Attack(
        "Killed, full and closed",
        _stores,
        ("tests/hostile/test_kept_whole.py",),
        "strays of the encrypted file and of the sandbox's state; a full disk named wrongly",
    ),
    Attack("A secret echoed by the server", _echoes, ("tests/journeys/test_canary.py",), "none in this run"),
    Attack("A crash with a secret at hand", _crashes, ("tests/ui/test_crash.py",), "none in this run"),
    Attack(
        "The same through every command",
        _commands,
        ("tests/journeys/test_canary_commands.py", "tests/journeys/test_canary_artefacts.py"),
        "none in this run",
    ),
    Attack(
        "A proxy on the way",
        lambda: "6 variables; the screen and the command line",
        ("tests/journeys/test_proxies.py", "tests/workbench/test_proxies.py"),
        "a proxy of the profile was used without being named",
    ),
    Attack(
        "Calls to anybody else",
        lambda: "8 commands and the screen",
        ("tests/hostile/test_network.py",),
        "none in this run",
    ),
)


def survived(attack: Attack) -> bool:
    words = [sys.executable, "-m", "pytest", "-q", *attack.tests]
    done = subprocess.run(words, cwd=REPO, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stdout[-2000:], file=sys.stderr)
    return done.returncode == 0


README = REPO / "README.md"
BEGIN, END = "<!-- attacks -->\n", "<!-- /attacks -->\n"
HEAD = "| attack | cases | survived | found, and mended |\n| --- | --- | --- | --- |\n"


def row(attack: Attack, said: str) -> str:
    return f"| {attack.name} | {attack.cases()} | {said} | {attack.found} |\n"


def in_readme() -> str:
    """The table as it stands there."""
    return README.read_text("utf-8").partition(BEGIN)[2].partition(END)[0]


def write(table: str) -> None:
    before, begin, rest = README.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    README.write_text(before + begin + table + end + after, "utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.tools.attack_table", description=__doc__)
    parser.add_argument("--count", action="store_true", help="count only; run nothing")
    parser.add_argument("--write", action="store_true", help="put the table into the README")
    given = parser.parse_args(argv)
    print(HEAD, end="")
    table, whole = HEAD, True
    for attack in ATTACKS:
        passed = given.count or survived(attack)
        whole = whole and passed
        line = row(attack, "not run" if given.count else "all" if passed else "NOT ALL")
        print(line, end="", flush=True)
        table += line
    if given.write:
        write(table)
    return 0 if whole else 1


if __name__ == "__main__":
    raise SystemExit(main())
