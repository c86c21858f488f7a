"""Kill a writer at random moments: `python -m tests.tools.kills --times 1000 [--seed 5]`.

A child process writes to every store in turn and tells, after each write that has returned, that it has. It
is killed (SIGKILL) at a random moment, again and again. After each kill every file is read as the product
reads it: it must be whole, hold the last write that was told or the one after it, and nothing else. At the
end every exchange and every use of a sign that was told is looked for.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.storage.things import exchange, profile
from tui.core.cancel import CancelToken
from tui.core.exchange import ExchangeState
from tui.core.failures import AssayError
from tui.core.results_ports import ExportFormat, ExportOptions
from tui.core.schema import Schema, SchemaTable
from tui.core.secret import Secret, fingerprint
from tui.core.table import Cell, CellKind, Column, Table
from tui.results.engine_process import EngineProcess
from tui.results.exports.exporter import FileExporter
from tui.sandbox.kept import KeptFile
from tui.storage import (
    FileDraftStore,
    JsonSchemaCache,
    Paths,
    SealedSecretsFile,
    SqliteHistory,
    SqliteSignLedger,
    TomlProfileStore,
    TomlSettings,
)
from tui.vault.file_store import FileStore
from tui.vault.sealing import LEAST
from tui.workbench.signature_tests.files import write_file
from tui.workbench.signature_tests.kept_runs import KeptRuns

PASSPHRASE = "only for this test"
FILLER = "f" * 3000
ROWS = 200


@dataclass
class Stores:
    """Every place that the product writes, below one folder, and how to read a number back from it."""

    folder: Path
    paths: Paths = field(init=False)

    def __post_init__(self) -> None:
        self.paths = paths = Paths.below(self.folder)
        self.history = SqliteHistory(paths, time.time)
        self.ledger = SqliteSignLedger(paths)
        self.drafts = FileDraftStore(paths)
        self.profiles = TomlProfileStore(paths)
        self.settings = TomlSettings(paths)
        self.schemas = JsonSchemaCache(paths)
        self.runs = KeptRuns(self.drafts, time.time)
        self.kept = KeptFile(self.folder / "sandbox-state.json")
        self.exporter = FileExporter(EngineProcess(self.folder / "engine"))
        self.sealed = FileStore(SealedSecretsFile(paths.sealed_secrets), lambda: Secret(PASSPHRASE), LEAST)

    def close(self) -> None:
        self.history.close()
        self.ledger.close()

    def writers(self) -> dict[str, Callable[[str], object]]:
        return {
            "history": self._exchange,
            "ledger": lambda mark: self.ledger.record(fingerprint(mark), "p", "pass", time.time()),
            "profiles": lambda mark: self.profiles.save(profile("p", name=mark, settings={"f": FILLER})),
            "settings": lambda mark: self.settings.put("theme", mark),
            "drafts": lambda mark: self.drafts.put("d", {"mark": mark, "text": FILLER}),
            "schema cache": lambda mark: self.schemas.save("k", Schema(mark, (SchemaTable(FILLER),))),
            "kept runs": lambda mark: self.runs.keep(run_data(mark)),
            "sandbox state": self._state,
            "encrypted file": lambda mark: self.sealed.write("one", Secret(mark)),
            "report": lambda mark: write_file(
                str(self.folder / "report.txt"), mark + FILLER, "x", replace=True
            ),
            "export": self._export,
        }

    def readers(self) -> dict[str, Callable[[], str | None]]:
        """The mark that stands there; None for nothing yet. Raises when it is not whole."""
        return {
            "profiles": self._read_profile,
            "settings": self._read_setting,
            "drafts": self._read_draft,
            "schema cache": self._read_schema,
            "kept runs": self._read_run,
            "sandbox state": self._read_state,
            "encrypted file": self._read_sealed,
            "report": self._read_report,
            "export": self._read_export,
        }

    # -- writing ---------------------------------------------------------------------------------

    def _exchange(self, mark: str) -> None:
        one = exchange(mark)
        self.history.begin(one)
        self.history.finish(replace(one, state=ExchangeState.FINISHED, complete=True))

    def _state(self, mark: str) -> None:
        with self.kept.locked():
            self.kept.write("te", {"mark": mark, "text": FILLER}, {"things": 1})

    def _export(self, mark: str) -> None:
        rows = tuple((Cell(CellKind.TEXT, mark), Cell(CellKind.NUMBER, str(n))) for n in range(ROWS))
        self.exporter.export(
            Table("t", (Column("mark"), Column("n")), rows),
            str(self.folder / "rows.csv"),
            ExportFormat.CSV,
            ExportOptions(overwrite=True),
            CancelToken(),
        )

    # -- reading ---------------------------------------------------------------------------------

    def _read_profile(self) -> str | None:
        found, problems = self.profiles.load()
        whole(not problems, "profiles have problems")
        return found[0].name if found else None

    def _read_setting(self) -> str | None:
        found = self.settings.load().get("theme")
        whole(not self.settings.problems, "settings have problems")
        return None if found is None else str(found)

    def _read_draft(self) -> str | None:
        found = self.drafts.get("d")
        whole(not self.drafts.problems, "drafts have problems")
        whole(found is None or found["text"] == FILLER, "a draft is cut")
        return None if found is None else str(found["mark"])

    def _read_schema(self) -> str | None:
        found = self.schemas.load("k")
        whole(found is None or found.tables[0].name == FILLER, "a schema is cut")
        return None if found is None else found.project

    def _read_run(self) -> str | None:
        kept = self.runs.all()
        for one in kept:
            whole(self.runs.get(one.id) is not None, "a listed run is not there")
        return kept[0].title if kept else None

    def _read_state(self) -> str | None:
        found = self.kept.read("te")
        whole(found is None or found["text"] == FILLER, "the sandbox's state is cut")
        return None if found is None else str(found["mark"])

    def _read_sealed(self) -> str | None:
        if not self.paths.sealed_secrets.exists():
            return None
        # An own store each time, as another start would have it; only this tool may look at the value.
        fresh = FileStore(SealedSecretsFile(self.paths.sealed_secrets), lambda: Secret(PASSPHRASE), LEAST)
        return fresh.read("one").reveal()

    def _read_report(self) -> str | None:
        path = self.folder / "report.txt"
        if not path.exists():
            return None
        text = path.read_text("utf-8")
        whole(text.endswith(FILLER), "a report is cut")
        return text.removesuffix(FILLER)

    def _read_export(self) -> str | None:
        path = self.folder / "rows.csv"
        if not path.exists():
            return None
        lines = path.read_text("utf-8").splitlines()
        whole(len(lines) == ROWS + 1, "an export is cut")
        marks = {line.split(",")[0] for line in lines[1:]}
        whole(len(marks) == 1, "an export is mixed")
        return marks.pop()


def run_data(mark: str) -> Mapping[str, object]:
    return {"title": mark, "profile": "p", "started_at": "now", "calls": 1, "counts": {}, "text": FILLER}


def whole(condition: bool, what: str) -> None:
    if not condition:
        raise ValueError(what)


# -- the child -----------------------------------------------------------------------------------


def write_for_ever(folder: Path, told: Path, round_id: str, seed: int) -> None:
    """Write to all stores in random order until killed; each write that returned is a line of `told`."""
    stores = Stores(folder)
    log = os.open(told, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    writers = list(stores.writers().items())
    order = random.Random(seed)
    number = 0
    while True:
        order.shuffle(writers)
        for name, write in writers:
            number += 1
            mark = f"r{round_id}-{number}"
            os.write(log, f"begun {name}\t{mark}\n".encode())
            write(mark)
            os.write(log, f"done {name}\t{mark}\n".encode())


def fork_on_request(folder: Path, told: Path) -> None:
    """One fork for each round, so that the imports are paid once."""
    # Opened once before all, so that every kill meets a writer and not a first opening.
    stores = Stores(folder)
    stores.history.count()
    stores.close()
    while line := sys.stdin.readline().strip():
        round_id, seed = line.split()
        child = os.fork()
        if not child:
            try:
                write_for_ever(folder, told, round_id, int(seed))
            finally:
                os._exit(1)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


# -- the parent ----------------------------------------------------------------------------------


@dataclass
class Figures:
    """What came out."""

    kills: int = 0
    writes: int = 0
    exchanges: int = 0
    uses: int = 0
    damaged: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    strays: int = 0
    hit: dict[str, int] = field(default_factory=dict)
    """Kills that fell into a write, by store."""

    @property
    def whole(self) -> bool:
        return not (self.damaged or self.lost or self.strays)

    def __str__(self) -> str:
        inside = ", ".join(f"{name} {count}" for name, count in sorted(self.hit.items()))
        return (
            f"{self.kills} kills over {self.writes:,} finished writes; within a write: {inside}\n"
            f"damaged files: {len(self.damaged)}; finished writes lost: {len(self.lost)}; "
            f"stray files left after the next write: {self.strays}\n"
            f"exchanges finished and found: {self.exchanges:,}; uses of signs: {self.uses:,}"
            + "".join(f"\n  {one}" for one in [*self.damaged, *self.lost][:20])
        )


def run(folder: Path, times: int, seed: int = 5, longest: float = 0.06) -> Figures:
    """Kill `times` times below `folder`, each after a random time up to `longest` seconds."""
    chooser, figures = random.Random(seed), Figures()
    told = folder / "told"
    told.touch()
    home = folder / "home"
    home.mkdir()
    words = [sys.executable, "-m", "tests.tools.kills", "--child", str(home), str(told)]
    seen = 0
    latest: dict[str, tuple[str, str]] = {}
    finished: dict[str, list[str]] = {"history": [], "ledger": []}
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        for number in range(times):
            parent.stdin.write(f"{number} {chooser.randrange(2**31)}\n")
            parent.stdin.flush()
            child = int(parent.stdout.readline())
            time.sleep(chooser.uniform(0.002, longest))
            os.kill(child, signal.SIGKILL)
            status = int(parent.stdout.readline())
            if status != -signal.SIGKILL:
                figures.damaged.append(f"kill {number}: the writer had ended by itself with {status}")
            figures.kills += 1
            with told.open("rb") as log:
                log.seek(seen)
                new = log.read()
            seen += len(new)
            note(new.decode(), figures, latest, finished)
            check(home, number, figures, latest)
        parent.stdin.close()
    final(home, figures, finished)
    return figures


def note(
    text: str, figures: Figures, latest: dict[str, tuple[str, str]], finished: dict[str, list[str]]
) -> None:
    """Take in what the child told: the last finished and the last begun mark of each store."""
    open_write = ""
    for line in text.splitlines():
        state, _, rest = line.partition(" ")
        name, _, mark = rest.partition("\t")
        done, _ = latest.get(name, ("", ""))
        if state == "begun":
            latest[name] = (done, mark)
            open_write = name
        else:
            latest[name] = (mark, mark)
            open_write = ""
            figures.writes += 1
            if name in finished:
                finished[name].append(mark)
    if open_write:
        figures.hit[open_write] = figures.hit.get(open_write, 0) + 1


def check(home: Path, number: int, figures: Figures, latest: dict[str, tuple[str, str]]) -> None:
    stores = Stores(home)
    for name, read in stores.readers().items():
        done, begun = latest.get(name, ("", ""))
        try:
            found = read() or ""
        except (AssayError, ValueError, KeyError, TypeError, OSError) as error:
            figures.damaged.append(f"kill {number}, {name}: {type(error).__name__}: {error}")
            continue
        if found not in (done, begun):
            figures.lost.append(f"kill {number}, {name}: {found!r} instead of {done!r} or {begun!r}")
        # What was half done may be there or not; from now on it is one of the two.
        latest[name] = (found, found)


def final(home: Path, figures: Figures, finished: dict[str, list[str]]) -> None:
    stores = Stores(home)
    states = {one.id: one.state for one in stores.history.recent(10**7)}
    for mark in finished["history"]:
        if states.get(mark) is not ExchangeState.FINISHED:
            figures.lost.append(f"exchange {mark} is {states.get(mark)}")
    if ExchangeState.SENDING in states.values():
        figures.lost.append("an exchange is still said to be sent")
    for mark in finished["ledger"]:
        if stores.ledger.used(fingerprint(mark), "p") is None:
            figures.lost.append(f"use of sign {mark}")
    problems = [*stores.history.problems, *stores.ledger.problems]
    figures.damaged += [problem.message for problem in problems]
    figures.exchanges, figures.uses = len(finished["history"]), len(finished["ledger"])
    # The next writer clears what the killed ones left.
    for write in stores.writers().values():
        write("last")
    stores.close()
    # A report and an export lie in a folder of the person's, where nothing of ours clears up.
    ours = [path for path in home.rglob("*.tmp") if path.parent != home]
    figures.strays = len([*ours, *home.rglob("*.new")])


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.tools.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="figures for a program")
    parser.add_argument("--child", nargs=2, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(argv)
    if given.child:
        fork_on_request(*given.child)
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        figures = run(Path(scratch), given.times, given.seed)
    print(json.dumps(vars(figures)) if given.json else figures)
    return 0 if figures.whole else 1


if __name__ == "__main__":
    raise SystemExit(main())
