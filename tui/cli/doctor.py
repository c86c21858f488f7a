"""`assay doctor`: what works, what does not, and what to do about it."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib import metadata

import click

from tui import __version__
from tui.cli import completing, stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.installed import how_installed
from tui.cli.keys import key_problems, wanted
from tui.cli.listing import tell_object
from tui.cli.running import Call, run_call
from tui.cli.stderr import Exit, labelled
from tui.core.diagnosing import Finding, Standing

SYMBOLS = {Standing.OK: "✓", Standing.NOTE: "·", Standing.PROBLEM: "✗"}
LIBRARIES = (
    "textual", "httpx", "certifi", "keyring", "cryptography", "tomli-w", "platformdirs", "click", "msgspec",
    "python-jsonpath", "duckdb", "sqlglot", "plotext",
)  # fmt: skip
EXTRAS = {"uvicorn": "sandbox serve", "mcp": "mcp"}
"""Libraries that one command needs, and nothing else."""
SMALLEST = (80, 24)


@click.command(
    context_settings=no_wrap(),
    help="""Look at everything this program stands on; every problem comes with a remedy.

The terminal, the stores of secrets, folders and files, versions. Nothing is changed, and nothing is sent
unless --online names a profile: then its secret is read, and one harmless call is made where its API has
one.

\b
Examples:
  assay doctor
  assay doctor --online live
  assay doctor --json | jq '.[] | select(.standing == "problem")'

Exit codes: 0 no problem, 1 usage, 2 a problem was found.
""",
)
@click.option(
    "--online",
    metavar="PROFILE",
    shell_complete=completing.profiles,
    help="Try a profile: one harmless read.",
)
@json_option("Print a JSON array of findings.")
@click.pass_obj
def command(cast: Cast, online: str | None, as_json: bool) -> int:
    diagnosing = cast.workbench.diagnosing
    profile = cast.workbench.profiles.find(online) if online else None
    findings = [*terminal(), *run_call(lambda call: list(diagnosing.stores()))]
    findings += [*diagnosing.folders(), *diagnosing.files(), *changed_keys(cast), *versions()]
    if profile is not None:

        def ask(call: Call) -> list[Finding]:
            return list(diagnosing.online(profile, call.token, call.report))

        findings += run_call(ask)
    if as_json:
        tell_object([asdict(finding) for finding in findings])
    else:
        stdout.text("".join(_text(findings)))
    return Exit.INPUT if any(f.standing is Standing.PROBLEM for f in findings) else Exit.OK


def _text(findings: Iterable[Finding]) -> Iterator[str]:
    area = ""
    for finding in findings:
        if finding.area != area:
            yield f"{'' if not area else chr(10)}{finding.area}\n"
            area = finding.area
        yield labelled(f"{SYMBOLS[finding.standing]} {finding.name:<16}", finding.detail)
        if finding.remedy and finding.standing is not Standing.OK:
            yield labelled(f"{'':<18}", f"do: {finding.remedy}")


def terminal() -> Iterator[Finding]:
    """By the variables that terminals set, and by the size that this one tells."""
    environ = os.environ
    if sys.stdout.isatty():
        columns, lines = shutil.get_terminal_size()
        small = columns < SMALLEST[0] or lines < SMALLEST[1]
        remedy = f"Make it {SMALLEST[0]} by {SMALLEST[1]} at least." if small else ""
        yield _terminal("size", f"{columns} columns, {lines} lines", remedy)
    else:
        yield Finding("terminal", "size", Standing.NOTE, "the output is no terminal here")
    term = environ.get("TERM", "")
    dumb = term in ("", "dumb")
    no_term = (
        "Set TERM to what your terminal is, such as xterm-256color." if dumb and sys.stdout.isatty() else ""
    )
    yield _terminal("TERM", term or "not set", no_term)
    yield _terminal("colours", _colours(term))
    encoding = (sys.stdout.encoding or "unknown").lower()
    utf8 = encoding.replace("-", "") == "utf8"
    yield _terminal("encoding", encoding, "" if utf8 else "Choose a UTF-8 locale, such as LC_ALL=C.UTF-8.")
    around = [
        word
        for name, word in (("TMUX", "tmux"), ("STY", "screen"), ("SSH_CONNECTION", "SSH"))
        if environ.get(name)
    ]
    if around:
        yield Finding("terminal", "inside", Standing.NOTE, ", ".join(around))


def _terminal(name: str, detail: str, remedy: str = "") -> Finding:
    return Finding("terminal", name, Standing.PROBLEM if remedy else Standing.OK, detail, remedy)


def _colours(term: str) -> str:
    if os.environ.get("NO_COLOR"):
        return "none, because NO_COLOR is set"
    if os.environ.get("COLORTERM", "") in ("truecolor", "24bit"):
        return "16.7 million (COLORTERM)"
    return "256" if "256color" in term else "few: TERM and COLORTERM tell of no more"


def changed_keys(cast: Cast) -> Iterator[Finding]:
    """The keys that the settings change, each wrong one by itself."""
    problems = key_problems(cast)
    for problem in problems:
        name = problem.field.removeprefix("keys.")
        yield Finding("keys", name, Standing.PROBLEM, problem.message, f"assay config unset {problem.field}")
    if not problems:
        count = len(wanted(cast))
        yield Finding("keys", "changed", Standing.OK, f"{count} by the settings" if count else "none")


def versions() -> Iterator[Finding]:
    yield Finding("versions", "assay", Standing.OK, __version__)
    yield Finding("versions", "build", Standing.OK, how_installed())
    system = f"{platform.system()} {platform.machine()}"
    where = f"{platform.python_implementation()} {platform.python_version()} on {system}"
    yield Finding("versions", "Python", Standing.OK, where)
    yield Finding("versions", "bytecode", *_bytecode())
    for name in LIBRARIES:
        found = _version(name)
        remedy = "" if found else "Install assay anew: a part of it is missing."
        yield Finding(
            "versions", name, Standing.OK if found else Standing.PROBLEM, found or "missing", remedy
        )
    for name, verb in EXTRAS.items():
        found = _version(name)
        remedy = f"For `assay {verb}`: pip install {name}, or pipx inject assay {name}"
        yield Finding(
            "versions",
            name,
            Standing.OK if found else Standing.NOTE,
            found or "not installed",
            "" if found else remedy,
        )


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _bytecode() -> tuple[Standing, str, str]:
    spec = importlib.util.find_spec("tui.ui.app")
    cached = spec.cached if spec is not None else None
    if cached and os.path.exists(cached):  # noqa: PTH110  # one look, no path to work with
        return Standing.OK, "compiled", ""
    remedy = f"{sys.executable} -m compileall -q {os.path.dirname(os.path.dirname(__file__))}"  # noqa: PTH120  # as above
    return Standing.NOTE, "not compiled: every start is several times slower", remedy
