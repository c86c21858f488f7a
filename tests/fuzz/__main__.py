"""Fuzz one parser, or all: `python -m tests.fuzz NAME --seconds 60`; `--list` names them.

Guided by coverage where atheris is installed (`pip install atheris`; it is no dependency), else by
hypothesis. `--engine` chooses. Exit code 1 when something was found; the input is printed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

SLOW = 5.0
"""Seconds for one input beyond which it is a finding; inputs are small."""


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("name", nargs="?", default="all")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--engine", choices=("atheris", "hypothesis"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args(argv)
    engine = given.engine or ("atheris" if find_spec("atheris") else "hypothesis")
    if given.list or given.name == "all":
        from tests.fuzz.targets import TARGETS

        if given.list:
            print("\n".join(TARGETS))
            return 0
        words = [sys.executable, "-m", "tests.fuzz", "--engine", engine, "--seed", str(given.seed)]
        ends = [
            subprocess.run([*words, name, "--seconds", str(given.seconds)], check=False).returncode
            for name in TARGETS
        ]
        return int(any(ends))
    run = with_atheris if engine == "atheris" else with_hypothesis
    return run(given.name, given.seconds, given.seed)


def with_atheris(name: str, seconds: int, seed: int) -> int:
    """Never comes back: libFuzzer ends the process, with 77 for a finding."""
    import atheris

    with atheris.instrument_imports(include=["tui"]):
        from tests.fuzz.targets import TARGETS

        TARGETS[name].run(TARGETS[name].seeds[0])
    target = TARGETS[name]
    with tempfile.TemporaryDirectory() as folder:
        for number, one in enumerate(target.seeds):
            (Path(folder) / str(number)).write_bytes(one)
        words = Path(folder) / "words"
        quoted = ("".join(f"\\x{byte:02x}" for byte in word) for word in target.words if 0 < len(word) < 60)
        words.write_text("".join(f'"{word}"\n' for word in quoted), "ascii")
        print(f"{name}: atheris for {seconds} s", flush=True)
        options = [f"-max_total_time={seconds}", f"-timeout={SLOW:.0f}", f"-dict={words}", "-verbosity=0"]
        options += ["-print_final_stats=1", "-rss_limit_mb=1500", "-max_len=4096", f"-seed={seed}"]
        options += [f"-artifact_prefix={Path(tempfile.gettempdir()) / name}-", folder]
        atheris.Setup([name, *options], target.run)
        atheris.Fuzz()
    return 0


def with_hypothesis(name: str, seconds: int, seed: int) -> int:
    import hypothesis
    from hypothesis import HealthCheck, Phase, given, settings

    from tests.fuzz.mutating import inputs
    from tests.fuzz.targets import TARGETS

    target = TARGETS[name]
    tried, slowest, slow = 0, 0.0, b""
    end = time.monotonic() + seconds

    @given(inputs(target))
    @settings(
        max_examples=2000,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    def once(data: bytes) -> None:
        nonlocal tried, slowest, slow
        if time.monotonic() > end:
            return
        began = time.perf_counter()
        target.run(data)
        took = time.perf_counter() - began
        tried += 1
        if took > slowest:
            slowest, slow = took, data

    print(f"{name}: hypothesis for {seconds} s", flush=True)
    while time.monotonic() < end:
        seed += 1
        hypothesis.seed(seed)(once)()
    print(f"{name}: {tried:,} inputs, slowest {slowest * 1000:.0f} ms")
    if slowest > SLOW:
        print(f"  too slow: {slow[:500]!r}")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
