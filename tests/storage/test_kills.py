"""kill -9 at random moments: every file whole, every exchange that was finished there, none stuck."""

from __future__ import annotations

import random
import subprocess
import sys
import time
import tomllib
from pathlib import Path

from tui.core.exchange import ExchangeState
from tui.storage import FileDraftStore, Paths, SqliteHistory, TomlProfileStore

KILLS = 100

WORK = """
import os, sys, time
from dataclasses import replace
from pathlib import Path
from tests.storage.things import exchange, profile
from tui.core.exchange import ExchangeState
from tui.storage import FileDraftStore, Paths, SqliteHistory, TomlProfileStore
paths = Paths.below(Path(sys.argv[1]))
profiles, drafts, history = TomlProfileStore(paths), FileDraftStore(paths), SqliteHistory(paths, time.time)
history.count()
while True:
    # One fork for each round, so that the imports are paid once.
    round_id = sys.stdin.readline().strip()
    if not round_id:
        break
    child = os.fork()
    if child:
        print(child, flush=True)
        os.waitpid(child, 0)
        print("dead", flush=True)
        continue
    history = SqliteHistory(paths, time.time)
    log = os.open(sys.argv[2], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    number = 0
    while True:
        number += 1
        one = exchange(f"{round_id}-{number}")
        history.begin(one)
        history.finish(replace(one, state=ExchangeState.FINISHED, complete=True))
        os.write(log, f"{one.id}\\n".encode())
        profiles.save(profile("p", name=f"{one.id} " + "n" * (number % 50), settings={"filler": "f" * 3000}))
        drafts.put("d", {"id": one.id, "text": "t" * 3000})
"""


def test_a_hundred_kills_damage_and_lose_nothing(tmp_path: Path) -> None:
    home, log = tmp_path / "home", tmp_path / "log"
    log.touch()
    chooser = random.Random(5)
    with subprocess.Popen(
        [sys.executable, "-c", WORK, str(home), str(log)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        for number in range(KILLS):
            parent.stdin.write(f"r{number}\n")
            parent.stdin.flush()
            child = int(parent.stdout.readline())
            time.sleep(chooser.uniform(0.001, 0.06))
            subprocess.run(["kill", "-9", str(child)], check=True)
            assert parent.stdout.readline() == "dead\n"
            profiles = home / "config" / "profiles.toml"
            if profiles.exists():
                tomllib.loads(profiles.read_text())
        parent.stdin.close()
    finished = log.read_text().split()
    paths = Paths.below(home)
    history = SqliteHistory(paths, time.time)
    found = {one.id: one.state for one in history.recent(10**6)}
    assert len(finished) > KILLS
    assert [one for one in finished if found.get(one) is not ExchangeState.FINISHED] == []
    assert ExchangeState.SENDING not in found.values()
    assert history.problems == ()
    history.close()
    loaded, problems = TomlProfileStore(paths).load()
    drafts = FileDraftStore(paths)
    assert (len(loaded), problems) == (1, [])
    assert len(str((drafts.get("d") or {})["text"])) == 3000
    # The next writer clears what the killed ones left.
    TomlProfileStore(paths).save(loaded[0])
    drafts.put("d", {})
    assert list(home.rglob("*.tmp")) == []
    assert list(paths.data.glob(".alive-*")) == []
